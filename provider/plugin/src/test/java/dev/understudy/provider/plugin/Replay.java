package dev.understudy.provider.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.understudy.ledger.json.CoreJson;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import pulumirpc.Provider.CheckRequest;
import pulumirpc.Provider.ConfigureRequest;
import pulumirpc.Provider.CreateRequest;
import pulumirpc.Provider.DeleteRequest;
import pulumirpc.Provider.DiffRequest;
import pulumirpc.Provider.ReadRequest;
import pulumirpc.Provider.UpdateRequest;
import pulumirpc.ResourceProviderGrpc.ResourceProviderBlockingStub;
import tools.jackson.databind.JsonNode;

/**
 * Asks a provider again what an engine once asked, and compares the answers. A recorded answer is a pattern: {@code "*"}
 * stands for anything, and everything else for itself.
 */
final class Replay {
    private final ResourceProviderBlockingStub provider;

    Replay(ResourceProviderBlockingStub provider) {
        this.provider = provider;
    }

    /** Replays one line, an object with {@code method}, {@code request} and {@code response}. */
    void ask(JsonNode line) throws InvalidProtocolBufferException {
        var method = line.get("method").stringValue();
        var answer = CoreJson.mapper()
                .readTree(JsonFormat.printer()
                        .print(answer(method, line.get("request").toString())));
        var what = method + " " + line.at("/request/urn").stringValue();
        compare(what, line.get("response"), answer);
    }

    private Message answer(String method, String request) throws InvalidProtocolBufferException {
        return switch (method) {
            case "CheckConfig" ->
                provider.checkConfig(read(request, CheckRequest.newBuilder()).build());
            case "DiffConfig" ->
                provider.diffConfig(read(request, DiffRequest.newBuilder()).build());
            case "Configure" ->
                provider.configure(read(request, ConfigureRequest.newBuilder()).build());
            case "Check" ->
                provider.check(read(request, CheckRequest.newBuilder()).build());
            case "Diff" -> provider.diff(read(request, DiffRequest.newBuilder()).build());
            case "Create" ->
                provider.create(read(request, CreateRequest.newBuilder()).build());
            case "Read" -> provider.read(read(request, ReadRequest.newBuilder()).build());
            case "Update" ->
                provider.update(read(request, UpdateRequest.newBuilder()).build());
            case "Delete" ->
                provider.delete(read(request, DeleteRequest.newBuilder()).build());
            default -> throw new AssertionError("no replay of " + method);
        };
    }

    private static <B extends Message.Builder> B read(String json, B into) throws InvalidProtocolBufferException {
        JsonFormat.parser().ignoringUnknownFields().merge(json, into);
        return into;
    }

    private static void compare(String path, JsonNode pattern, JsonNode found) {
        if (pattern.isString() && pattern.stringValue().equals("*")) {
            return;
        }
        if (pattern.isObject()) {
            pattern.properties().forEach(field -> {
                assertThat(found.has(field.getKey()))
                        .as(path + "." + field.getKey() + " is there")
                        .isTrue();
                compare(path + "." + field.getKey(), field.getValue(), found.get(field.getKey()));
            });
            assertThat(names(found)).as(path + " has nothing more").isEqualTo(names(pattern));
        } else if (pattern.isArray()) {
            assertThat(found.size()).as(path + " has as many items").isEqualTo(pattern.size());
            for (int i = 0; i < pattern.size(); i++) {
                compare(path + "[" + i + "]", pattern.get(i), found.get(i));
            }
        } else if (pattern.isNumber()) {
            assertThat(found.doubleValue()).as(path).isEqualTo(pattern.doubleValue());
        } else {
            assertThat(found).as(path).isEqualTo(pattern);
        }
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }
}
