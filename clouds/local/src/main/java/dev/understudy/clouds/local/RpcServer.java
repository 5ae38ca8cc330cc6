package dev.understudy.clouds.local;

import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** Answers JSON-RPC 2.0 requests, one a line, on a Unix socket that only its owner can open. */
final class RpcServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);
    private static final int PARSE_ERROR = -32_700;
    private static final int NO_SUCH_METHOD = -32_601;
    private static final int BAD_VALUE = -32_602;
    private static final int REFUSED = -32_000;

    private final LocalCloud cloud;
    private final Path socket;
    private final ServerSocketChannel server;

    /** Listens at once, on a socket in a directory that others cannot enter. */
    RpcServer(LocalCloud cloud, Path socket) throws IOException {
        this.cloud = cloud;
        this.socket = socket;
        Files.deleteIfExists(socket);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().name("rpc-accept").start(this::accept);
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread.ofVirtual().name("rpc").start(() -> serve(channel));
            }
        } catch (ClosedChannelException _) {
            LOG.debug("no more requests");
        } catch (IOException e) {
            LOG.error("cannot take requests any more", e);
        }
    }

    private void serve(SocketChannel channel) {
        try (channel;
                var lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String answer = LocalJson.MAPPER.writeValueAsString(answer(line)) + "\n";
                var bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        } catch (IOException e) {
            LOG.debug("a client left", e);
        }
    }

    private RpcResponse answer(String line) {
        @Nullable Long id = null;
        try {
            JsonNode request = LocalJson.MAPPER.readTree(line);
            id = request.path("id").isIntegralNumber() ? request.path("id").asLong() : null;
            String method = request.path("method").asString("");
            Optional<JsonNode> result = call(method, request.path("params"));
            return result.isPresent()
                    ? new RpcResponse("2.0", id, result.get(), null)
                    : error(id, NO_SUCH_METHOD, "method \"" + method + "\" does not exist", Kind.INVALID);
        } catch (LocalCloudException e) {
            LOG.warn("{}", e.getMessage());
            int code = e.kind() == Kind.INVALID ? BAD_VALUE : REFUSED;
            return error(id, code, Objects.requireNonNullElse(e.getMessage(), ""), e.kind());
        } catch (JacksonException e) {
            return error(id, id == null ? PARSE_ERROR : BAD_VALUE, sentence(e), Kind.INVALID);
        } catch (IllegalArgumentException e) {
            return error(id, BAD_VALUE, sentence(e), Kind.INVALID);
        } catch (RuntimeException e) {
            LOG.error("request failed: {}", line, e);
            return error(id, REFUSED, "the local cloud failed: " + e, Kind.FAILED);
        }
    }

    private Optional<JsonNode> call(String method, JsonNode params) {
        return switch (method) {
            case "status" -> json(cloud.status());
            case "putZone" -> json(cloud.putZone(param(params, 0, ZoneSpec.class)));
            case "deleteZone" -> done(() -> cloud.deleteZone(param(params, 0, ZoneId.class)));
            case "putGroup" -> json(cloud.putGroup(param(params, 0, GroupSpec.class)));
            case "scale" -> json(cloud.scale(param(params, 0, String.class), param(params, 1, Integer.class)));
            case "deleteGroup" -> done(() -> cloud.deleteGroup(param(params, 0, String.class)));
            case "putBalancer" -> json(cloud.putBalancer(param(params, 0, BalancerSpec.class)));
            case "deleteBalancer" -> done(() -> cloud.deleteBalancer(param(params, 0, String.class)));
            case "placeAgent" -> json(cloud.placeAgent(param(params, 0, AgentSpec.class)));
            case "removeAgent" -> done(() -> cloud.removeAgent(param(params, 0, ZoneId.class)));
            case "link" -> json(cloud.link(param(params, 0, LinkSpec.class)));
            case "links" -> json(cloud.links());
            case "kill" -> done(() -> cloud.kill(param(params, 0, ZoneId.class)));
            case "heal" -> done(() -> cloud.heal(param(params, 0, ZoneId.class)));
            case "slow" -> done(() -> cloud.slow(param(params, 0, ZoneId.class), param(params, 1, Integer.class)));
            case "served" -> json(cloud.served(param(params, 0, ServiceId.class)));
            case "identity" ->
                json(cloud.identity(
                        param(params, 0, String.class),
                        LocalJson.MAPPER.convertValue(params.path(1), new TypeReference<List<String>>() {})));
            case "putDatabase" -> json(cloud.putDatabase(param(params, 0, DatabaseSpec.class)));
            case "database" -> json(cloud.database(param(params, 0, String.class)));
            case "deleteDatabase" -> done(() -> cloud.deleteDatabase(param(params, 0, String.class)));
            case "acknowledge", "preCopy", "connect", "cutOver", "rejoin" -> json(verb(method, params));
            case "putVolume" -> json(cloud.putVolume(param(params, 0, VolumeSpec.class)));
            case "volume" -> json(cloud.volume(param(params, 0, String.class)));
            case "deleteVolume" -> done(() -> cloud.deleteVolume(param(params, 0, String.class)));
            case "preCopyVolume", "cutOverVolume", "rejoinVolume" -> json(volumeVerb(method, params));
            case "shutdown" -> done(cloud::shutdown);
            default -> Optional.empty();
        };
    }

    /** What is done to a database under a fence, which is its last parameter. */
    private TaskEnd verb(String method, JsonNode params) {
        String database = param(params, 0, String.class);
        long epoch = param(params, params.size() - 1, Long.class);
        return switch (method) {
            case "acknowledge" -> cloud.acknowledge(database, param(params, 1, ReplicationSetting.class), epoch);
            case "preCopy" -> cloud.preCopy(database, param(params, 1, ZoneId.class), epoch);
            case "connect" -> cloud.connect(database, param(params, 1, ZoneId.class), epoch);
            case "rejoin" -> cloud.rejoin(database, param(params, 1, ZoneId.class), epoch);
            default ->
                cloud.cutOver(
                        database,
                        param(params, 1, ZoneId.class),
                        param(params, 2, ZoneId.class),
                        param(params, 3, Boolean.class),
                        Duration.ofMillis(param(params, 4, Long.class)),
                        epoch);
        };
    }

    /** What is done to a volume under a fence, which is its last parameter. */
    private TaskEnd volumeVerb(String method, JsonNode params) {
        String volume = param(params, 0, String.class);
        ZoneId zone = param(params, 1, ZoneId.class);
        long epoch = param(params, params.size() - 1, Long.class);
        return switch (method) {
            case "preCopyVolume" -> cloud.preCopyVolume(volume, zone, epoch);
            case "rejoinVolume" -> cloud.rejoinVolume(volume, zone, epoch);
            default ->
                cloud.cutOverVolume(
                        volume,
                        zone,
                        param(params, 2, ZoneId.class),
                        param(params, 3, Boolean.class),
                        Duration.ofMillis(param(params, 4, Long.class)),
                        epoch);
        };
    }

    private static <T> T param(JsonNode params, int at, Class<T> type) {
        JsonNode value = params.path(at);
        if (value.isMissingNode() || value.isNull()) {
            throw new LocalCloudException(Kind.INVALID, "parameter " + (at + 1) + " is missing");
        }
        return LocalJson.MAPPER.convertValue(value, type);
    }

    private static Optional<JsonNode> json(Object result) {
        return Optional.of(LocalJson.MAPPER.valueToTree(result));
    }

    private static Optional<JsonNode> done(Runnable work) {
        work.run();
        return Optional.of(LocalJson.MAPPER.valueToTree(true));
    }

    private static RpcResponse error(@Nullable Long id, int code, String message, Kind kind) {
        return new RpcResponse("2.0", id, null, new RpcResponse.Error(code, message, kind));
    }

    /** The innermost reason, which is the one of our own records where they refused a value. */
    private static String sentence(Throwable fault) {
        Throwable inner = fault;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        String message = inner instanceof JacksonException json ? json.getOriginalMessage() : inner.getMessage();
        return Objects.requireNonNullElse(message, inner.toString());
    }
}
