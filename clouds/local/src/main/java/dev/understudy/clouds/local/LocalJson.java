package dev.understudy.clouds.local;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** How the cloud's records look on its control socket and on its disk: ids are plain strings, weights an object by zone. */
public final class LocalJson {
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(module())
            .changeDefaultVisibility(seen -> seen.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private LocalJson() {}

    private static SimpleModule module() {
        var module = new SimpleModule("understudy-local");
        name(module, ZoneId.class, ZoneId::value, ZoneId::new);
        name(module, ServiceId.class, ServiceId::value, ServiceId::new);
        ends(module);
        module.addSerializer(Weights.class, new ValueSerializer<>() {
            @Override
            public void serialize(Weights weights, JsonGenerator out, SerializationContext context) {
                out.writePOJO(weights.shares());
            }
        });
        module.addDeserializer(Weights.class, new ValueDeserializer<>() {
            @Override
            public Weights deserialize(JsonParser in, DeserializationContext context) {
                JsonNode tree = context.readTree(in);
                var shares = new TreeMap<ZoneId, Integer>();
                tree.properties()
                        .forEach(share -> shares.put(
                                new ZoneId(share.getKey()), share.getValue().asInt()));
                return new Weights(shares);
            }
        });
        return module;
    }

    private static void ends(SimpleModule module) {
        module.addSerializer(TaskEnd.class, new ValueSerializer<>() {
            @Override
            public void serialize(TaskEnd end, JsonGenerator out, SerializationContext context) {
                String kind = switch (end) {
                    case TaskEnd.Done _ -> "done";
                    case TaskEnd.Refused _ -> "refused";
                    case TaskEnd.Failed _ -> "failed";
                };
                out.writePOJO(
                        new End(kind, end.because().template(), end.because().numbers()));
            }
        });
        module.addDeserializer(TaskEnd.class, new ValueDeserializer<>() {
            @Override
            public TaskEnd deserialize(JsonParser in, DeserializationContext context) {
                End end = context.readValue(in, End.class);
                var because = new Because(end.template(), end.numbers());
                return switch (end.end()) {
                    case "done" -> new TaskEnd.Done(because);
                    case "refused" -> new TaskEnd.Refused(because);
                    case "failed" -> new TaskEnd.Failed(because);
                    default ->
                        throw new IllegalArgumentException(
                                "end is \"" + end.end() + "\"; allowed: done, refused, failed");
                };
            }
        });
    }

    /** How a task ended, as it is written. */
    private record End(String end, String template, SortedMap<String, Double> numbers) {}

    private static <T> void name(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new ValueSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializationContext context) {
                out.writeString(write.apply(value));
            }
        });
        module.addKeySerializer(type, new ValueSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializationContext context) {
                out.writeName(write.apply(value));
            }
        });
        module.addDeserializer(type, new ValueDeserializer<>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) {
                return read.apply(in.getString());
            }
        });
        module.addKeyDeserializer(type, new KeyDeserializer() {
            @Override
            public Object deserializeKey(String key, DeserializationContext context) {
                return read.apply(key);
            }
        });
    }
}
