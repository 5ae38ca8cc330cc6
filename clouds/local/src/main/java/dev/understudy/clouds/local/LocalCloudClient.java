package dev.understudy.clouds.local;

import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;

/** Speaks to the daemon over its Unix socket: JSON-RPC 2.0, one object a line, one connection a call. */
public final class LocalCloudClient implements LocalCloud {
    /** Bound of every call: the slowest starts a group of 16 instances on a busy machine. */
    private static final Duration CALL_BOUND = Duration.ofSeconds(90);

    /** Bound of a call that copies a database or a volume. */
    private static final Duration WORK_BOUND = Duration.ofMinutes(30);

    private final Path socket;
    private final Duration bound;
    private final AtomicLong ids = new AtomicLong();

    private LocalCloudClient(Path socket, Duration bound) {
        this.socket = socket;
        this.bound = bound;
    }

    /**
     * A client of the daemon that listens on {@code socket}.
     *
     * @throws LocalCloudException when nothing listens there
     */
    public static LocalCloudClient connect(Path socket) {
        var client = new LocalCloudClient(socket.toAbsolutePath(), CALL_BOUND);
        client.status();
        return client;
    }

    /** As {@link #connect}, for whoever starts before the daemon may answer: the first call finds out. */
    public static LocalCloudClient of(Path socket) {
        return new LocalCloudClient(socket.toAbsolutePath(), CALL_BOUND);
    }

    @Override
    public LocalCloudStatus status() {
        return call("status", LocalCloudStatus.class);
    }

    @Override
    public ZoneInfo putZone(ZoneSpec spec) {
        return call("putZone", ZoneInfo.class, spec);
    }

    @Override
    public void deleteZone(ZoneId zone) {
        call("deleteZone", JsonNode.class, zone);
    }

    @Override
    public GroupInfo putGroup(GroupSpec spec) {
        return call("putGroup", GroupInfo.class, spec);
    }

    @Override
    public GroupInfo scale(String group, int instances) {
        return call("scale", GroupInfo.class, group, instances);
    }

    @Override
    public void deleteGroup(String group) {
        call("deleteGroup", JsonNode.class, group);
    }

    @Override
    public BalancerInfo putBalancer(BalancerSpec spec) {
        return call("putBalancer", BalancerInfo.class, spec);
    }

    @Override
    public void deleteBalancer(String balancer) {
        call("deleteBalancer", JsonNode.class, balancer);
    }

    @Override
    public AgentInfo placeAgent(AgentSpec spec) {
        return call("placeAgent", AgentInfo.class, spec);
    }

    @Override
    public void removeAgent(ZoneId zone) {
        call("removeAgent", JsonNode.class, zone);
    }

    @Override
    public LinkSpec link(LinkSpec spec) {
        return call("link", LinkSpec.class, spec);
    }

    @Override
    public List<LinkSpec> links() {
        return call("links", LocalJson.MAPPER.constructType(new TypeReference<List<LinkSpec>>() {}));
    }

    @Override
    public void kill(ZoneId zone) {
        call("kill", JsonNode.class, zone);
    }

    @Override
    public void heal(ZoneId zone) {
        call("heal", JsonNode.class, zone);
    }

    @Override
    public void slow(ZoneId zone, int millis) {
        call("slow", JsonNode.class, zone, millis);
    }

    @Override
    public SortedMap<ZoneId, Long> served(ServiceId service) {
        return call("served", LocalJson.MAPPER.constructType(new TypeReference<SortedMap<ZoneId, Long>>() {}), service);
    }

    @Override
    public IdentityInfo identity(String name, List<String> subjectAltNames) {
        return call("identity", IdentityInfo.class, name, subjectAltNames);
    }

    @Override
    public DatabaseInfo putDatabase(DatabaseSpec spec) {
        return work("putDatabase", DatabaseInfo.class, spec);
    }

    @Override
    public DatabaseInfo database(String database) {
        return call("database", DatabaseInfo.class, database);
    }

    @Override
    public void deleteDatabase(String database) {
        call("deleteDatabase", JsonNode.class, database);
    }

    @Override
    public TaskEnd acknowledge(String database, ReplicationSetting setting, long epoch) {
        return work("acknowledge", TaskEnd.class, database, setting, epoch);
    }

    @Override
    public TaskEnd preCopy(String database, ZoneId to, long epoch) {
        return work("preCopy", TaskEnd.class, database, to, epoch);
    }

    @Override
    public TaskEnd connect(String database, ZoneId zone, long epoch) {
        return work("connect", TaskEnd.class, database, zone, epoch);
    }

    @Override
    public TaskEnd cutOver(String database, ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch) {
        return work("cutOver", TaskEnd.class, database, from, to, forced, pauseMax.toMillis(), epoch);
    }

    @Override
    public TaskEnd rejoin(String database, ZoneId zone, long epoch) {
        return work("rejoin", TaskEnd.class, database, zone, epoch);
    }

    @Override
    public VolumeInfo putVolume(VolumeSpec spec) {
        return call("putVolume", VolumeInfo.class, spec);
    }

    @Override
    public VolumeInfo volume(String volume) {
        return call("volume", VolumeInfo.class, volume);
    }

    @Override
    public void deleteVolume(String volume) {
        call("deleteVolume", JsonNode.class, volume);
    }

    @Override
    public TaskEnd preCopyVolume(String volume, ZoneId to, long epoch) {
        return work("preCopyVolume", TaskEnd.class, volume, to, epoch);
    }

    @Override
    public TaskEnd cutOverVolume(String volume, ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch) {
        return work("cutOverVolume", TaskEnd.class, volume, from, to, forced, pauseMax.toMillis(), epoch);
    }

    @Override
    public TaskEnd rejoinVolume(String volume, ZoneId zone, long epoch) {
        return work("rejoinVolume", TaskEnd.class, volume, zone, epoch);
    }

    @Override
    public void shutdown() {
        long pid = status().daemonPid();
        try {
            call("shutdown", JsonNode.class);
        } catch (LocalCloudException e) {
            if (e.kind() != Kind.UNAVAILABLE) {
                throw e;
            } // else it ended before it could answer, which is what was asked for
        }
        var daemon = ProcessHandle.of(pid);
        if (daemon.isPresent() && pid != ProcessHandle.current().pid()) {
            try {
                daemon.get().onExit().get(bound.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new LocalCloudException(
                        Kind.FAILED, "daemon " + pid + " did not end within " + bound.toSeconds() + " s", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Nothing is held between calls. */
    @Override
    public void close() {}

    private <T> T call(String method, Class<T> type, Object... params) {
        return call(method, LocalJson.MAPPER.constructType(type), params);
    }

    /** A call that moves data, and may take as long as that takes. */
    private <T> T work(String method, Class<T> type, Object... params) {
        return call(WORK_BOUND, method, LocalJson.MAPPER.constructType(type), params);
    }

    private <T> T call(String method, JavaType type, Object... params) {
        return call(bound, method, type, params);
    }

    private <T> T call(Duration patience, String method, JavaType type, Object... params) {
        var answer = new CompletableFuture<String>();
        try (SocketChannel channel = open()) {
            String request = LocalJson.MAPPER.writeValueAsString(
                            new RpcRequest("2.0", ids.incrementAndGet(), method, List.of(params)))
                    + "\n";
            var _ = Thread.ofVirtual().name("local-cloud-call").start(() -> exchange(channel, request, answer));
            return read(method, type, answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw unavailable("did not answer " + method + " within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException | IOException e) {
            throw unavailable("broke off " + method, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("was not waited for", e);
        }
    }

    private SocketChannel open() throws IOException {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            String what = Files.exists(socket) ? "nothing listens on it" : "it does not exist";
            throw new LocalCloudException(
                    Kind.UNAVAILABLE, "the local cloud is not running: socket " + socket + ": " + what, e);
        }
    }

    private static void exchange(SocketChannel channel, String request, CompletableFuture<String> answer) {
        try {
            var bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            var reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            String line = reader.readLine();
            if (line == null) {
                throw new IOException("connection closed before the answer");
            }
            answer.complete(line);
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }

    private <T> T read(String method, JavaType type, String line) {
        try {
            JsonNode response = LocalJson.MAPPER.readTree(line);
            if (response.has("error")) {
                var error = LocalJson.MAPPER.treeToValue(response.get("error"), RpcResponse.Error.class);
                throw new LocalCloudException(error.kind(), error.message());
            }
            return LocalJson.MAPPER.convertValue(response.get("result"), type);
        } catch (JacksonException e) {
            throw unavailable("answered " + method + " with what is no answer", e);
        }
    }

    private LocalCloudException unavailable(String what, Exception cause) {
        return new LocalCloudException(Kind.UNAVAILABLE, "the local cloud at " + socket + " " + what, cause);
    }
}
