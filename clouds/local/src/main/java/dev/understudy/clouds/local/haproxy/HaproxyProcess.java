package dev.understudy.clouds.local.haproxy;

import dev.understudy.clouds.local.process.Ending;
import dev.understudy.clouds.local.process.Launcher;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One HAProxy that this process started: a master and its worker, which leaves when the master dies. */
public final class HaproxyProcess implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration CHECKS_BOUND = Duration.ofSeconds(2);
    private static final int PAUSE_MILLIS = 10;

    private final HaproxyConfig config;
    private final Launcher launcher;
    private final List<String> enter;
    private final Path log;
    private @Nullable Process master;

    /**
     * @param home directory of its own
     * @param frontend {@code host:port} that takes requests
     * @param admin {@code host:port} of the runtime API for the provider
     * @param stats {@code host:port} of the runtime API for looking
     * @param identity directory of the certificate it shows
     * @param unprivileged whether it gives up root
     * @param launcher starts it
     * @param enter what to put before the command so that it runs in its place
     * @param log where it writes
     */
    public HaproxyProcess(
            Path home,
            String frontend,
            String admin,
            String stats,
            Path identity,
            boolean unprivileged,
            Launcher launcher,
            List<String> enter,
            Path log) {
        this.config = new HaproxyConfig(
                home, frontend, admin, stats, identity.resolve("bundle.pem"), identity.resolve("ca.pem"), unprivileged);
        this.launcher = launcher;
        this.enter = List.copyOf(enter);
        this.log = log;
    }

    public boolean isAlive() {
        return master != null && master.isAlive();
    }

    /** Starts it with these weights and no revision; returns when it answers. */
    public void start(SortedMap<ZoneId, List<String>> endpoints, Weights initial) throws IOException {
        Files.createDirectories(config.jail());
        if (config.unprivileged()) {
            Files.setPosixFilePermissions(config.jail(), PosixFilePermissions.fromString("rwx--x--x"));
        }
        Files.writeString(config.stateFile(), "1\n");
        write(new HaproxyConfig.Start(ServerWeights.of(initial, names(endpoints)), initial, 0, 0));
        master = launcher.start(
                enter,
                List.of(
                        "haproxy",
                        "-W",
                        "-db",
                        "-f",
                        config.file().toString(),
                        "-S",
                        config.masterSocket().toString() + ",mode,600"),
                log,
                false);
        awaitWorker(-1);
        awaitChecks();
    }

    /**
     * Replaces the servers by a reload. The weights in force, their revision and their epoch stay: whoever changes
     * weights meanwhile finds the turn taken until the old worker leaves, and then turns to the new one.
     *
     * @throws IllegalArgumentException when a zone that has a share would lose its last server
     */
    public void replaceServers(SortedMap<ZoneId, List<String>> endpoints) throws IOException {
        Set<ServerName> names = names(endpoints);
        try (RuntimeApi api = connect()) {
            WeightsTurn turn = WeightsTurn.take(api, BOUND);
            HaproxyConfig.Start start;
            long before;
            try {
                start = new HaproxyConfig.Start(
                        ServerWeights.of(turn.shares(), names), turn.shares(), turn.revision(), turn.epoch());
                before = HaproxyState.pid(api.send("show info"));
                String state = api.send("show servers state " + HaproxyState.BACKEND);
                Files.writeString(config.stateFile(), ServerStates.carry(state, start.weights()));
                write(start);
            } catch (IOException | RuntimeException e) {
                turn.close();
                throw e;
            }
            reload();
            awaitWorker(before);
        }
    }

    @Override
    public void close() {
        if (master != null) {
            Ending.end(List.of(master), Duration.ofSeconds(1));
            master = null;
        }
    }

    private static Set<ServerName> names(SortedMap<ZoneId, List<String>> endpoints) {
        return endpoints.entrySet().stream()
                .flatMap(zone -> zone.getValue().stream().map(endpoint -> new ServerName(zone.getKey(), endpoint)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void write(HaproxyConfig.Start start) throws IOException {
        Files.writeString(config.file(), config.render(start));
    }

    private void reload() throws IOException {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (!reloadAccepted()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("HAProxy's master takes no order since " + BOUND.toSeconds() + " s");
            }
            pause();
        }
    }

    /** Orders a reload; false while the master is still busy with the reload before, when nobody listens. */
    private boolean reloadAccepted() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(config.masterSocket()))) {
            channel.write(ByteBuffer.wrap("reload\n".getBytes(StandardCharsets.US_ASCII)));
            channel.shutdownOutput();
            var _ = Channels.newInputStream(channel).readAllBytes();
            return true;
        } catch (ConnectException _) {
            return false;
        }
    }

    private RuntimeApi connect() throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(config.adminSocket()));
        try {
            return new RuntimeApi(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Waits until a worker other than {@code before} answers and stays. */
    private void awaitWorker(long before) throws IOException {
        long deadline = System.nanoTime() + BOUND.toNanos();
        String last = "it never answered";
        while (System.nanoTime() < deadline) {
            if (!isAlive()) {
                throw new IOException("HAProxy ended at once: " + lastWords());
            }
            try (RuntimeApi api = connect()) {
                String info = api.send("show info");
                long worker = HaproxyState.pid(info);
                if (worker != before && !HaproxyState.isStopping(info)) {
                    return;
                }
                last = "worker " + worker + " is still there";
            } catch (IOException e) {
                last = String.valueOf(e.getMessage());
            }
            pause();
        }
        throw new IOException(
                "HAProxy has no new worker after " + BOUND.toSeconds() + " s (" + last + "): " + lastWords());
    }

    /** Waits until every server was checked once, so that the first requests meet those that answer; not for long. */
    private void awaitChecks() throws IOException {
        long deadline = System.nanoTime() + CHECKS_BOUND.toNanos();
        try (RuntimeApi api = connect()) {
            while (System.nanoTime() < deadline
                    && HaproxyState.unchecked(api.send("show servers state " + HaproxyState.BACKEND)) > 0) {
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String lastWords() {
        try {
            var alerts = new ArrayList<String>();
            for (String line : Files.readAllLines(log)) {
                if (line.contains("ALERT")) {
                    alerts.add(line.strip());
                }
            }
            return alerts.isEmpty() ? "its log says nothing" : alerts.getLast();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
