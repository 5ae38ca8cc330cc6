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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HAProxy that this process started: a master and its worker, which leaves when the master dies. */
public final class HaproxyProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HaproxyProcess.class);
    private static final String READ_SERVERS = "show servers state " + HaproxyState.BACKEND;
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration CHECKS_BOUND = Duration.ofSeconds(2);
    private static final int PAUSE_MILLIS = 10;

    /** How often it is looked whether a zone's share must be divided anew, because a server went or came. */
    private static final int LOOK_MILLIS = 200;

    private final HaproxyConfig config;
    private final Launcher launcher;
    private final List<String> enter;
    private final Path log;

    /** Held by whoever changes servers or divides shares. */
    private final ReentrantLock servers = new ReentrantLock();

    private volatile @Nullable Process master;

    /**
     * @param home directory of its own
     * @param frontend {@code host:port} that takes requests
     * @param admin {@code host:port} of the runtime API for the provider, and for agents that evacuate a zone
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
        @Nullable Process running = master;
        return running != null && running.isAlive();
    }

    /**
     * Starts it with these weights and no revision; returns when it answers.
     *
     * @param empty endpoints that nothing is meant to be behind
     */
    public void start(SortedMap<ZoneId, List<String>> endpoints, Weights initial, Set<String> empty)
            throws IOException {
        Files.createDirectories(config.jail());
        if (config.unprivileged()) {
            Files.setPosixFilePermissions(config.jail(), PosixFilePermissions.fromString("rwx--x--x"));
        }
        Files.writeString(config.stateFile(), "1\n");
        Set<ServerName> names = names(endpoints);
        Set<ServerName> out = empty(names, empty);
        write(new HaproxyConfig.Start(ServerWeights.of(initial, afresh(names, out)), out, initial, 0, 0));
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
        Thread.ofPlatform().daemon().name("shares").start(this::watch);
    }

    /** Divides shares anew whenever a server goes or comes, as long as HAProxy lives. */
    private void watch() {
        try {
            while (isAlive()) {
                Thread.sleep(LOOK_MILLIS);
                servers.lockInterruptibly();
                try (RuntimeApi api = connect()) {
                    var seen = HaproxyState.servers(api.send(READ_SERVERS));
                    var shares = HaproxyState.readShares(HaproxyState.text(api.send("get var " + HaproxyState.SHARES)));
                    if (!ServerWeights.of(shares, seen).equals(seen.weights())) {
                        try (WeightsTurn turn = WeightsTurn.take(api, BOUND)) {
                            turn.divide(HaproxyState.servers(api.send(READ_SERVERS)));
                        }
                    }
                } catch (IOException e) {
                    LOG.debug("the shares of {} are looked at again", config.frontend(), e);
                } finally {
                    servers.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes servers out of service that nothing is meant to be behind, and the others in. Returns when those out get no
     * new request, and each zone's share is divided over those in.
     */
    public void empty(Set<String> endpoints) throws IOException {
        servers.lock();
        try (RuntimeApi api = connect()) {
            var now = HaproxyState.servers(api.send(READ_SERVERS));
            Set<ServerName> out = empty(now.weights().keySet(), endpoints);
            if (out.equals(now.empty())) {
                return;
            }
            var commands = new ArrayList<String>();
            for (ServerName name : now.weights().keySet()) {
                if (out.contains(name) != now.empty().contains(name)) {
                    String state = out.contains(name) ? "maint" : "ready";
                    commands.add("set server " + HaproxyState.BACKEND + "/" + name + " state " + state);
                }
            }
            var up = new TreeSet<>(now.up());
            now.empty().stream().filter(name -> !out.contains(name)).forEach(up::add);
            try (WeightsTurn turn = WeightsTurn.take(api, BOUND)) {
                turn.divide(new Servers(now.weights(), up, out));
                for (String answer : api.send(commands)) {
                    if (!answer.isEmpty()) {
                        throw new IOException("HAProxy refused to change a server's state: " + answer);
                    }
                }
            }
        } finally {
            servers.unlock();
        }
    }

    /**
     * Takes the servers that are up now for up until {@link #lookAgain}: they are about to be stopped for a moment and
     * will answer no check, but each request in the end.
     */
    public void lookAway() throws IOException {
        try (RuntimeApi api = connect()) {
            var up = HaproxyState.servers(api.send(READ_SERVERS)).up();
            health(api, "disable", up);
        }
    }

    /** Checks every server again. */
    public void lookAgain() throws IOException {
        try (RuntimeApi api = connect()) {
            var all = HaproxyState.servers(api.send(READ_SERVERS)).weights().keySet();
            health(api, "enable", all);
        }
    }

    private static void health(RuntimeApi api, String verb, Set<ServerName> names) throws IOException {
        var commands = names.stream()
                .map(name -> verb + " health " + HaproxyState.BACKEND + "/" + name)
                .toList();
        for (String answer : api.send(commands)) {
            if (!answer.isEmpty()) {
                throw new IOException("HAProxy refused to " + verb + " a server's checks: " + answer);
            }
        }
    }

    /**
     * Replaces the servers by a reload. The weights in force, their revision and their epoch stay: whoever changes
     * weights meanwhile finds the turn taken until the old worker leaves, and then turns to the new one.
     *
     * @param empty endpoints that nothing is meant to be behind
     * @throws IllegalArgumentException when a zone that has a share would lose its last server
     */
    public void replaceServers(SortedMap<ZoneId, List<String>> endpoints, Set<String> empty) throws IOException {
        Set<ServerName> names = names(endpoints);
        Set<ServerName> out = empty(names, empty);
        servers.lock();
        try (RuntimeApi api = connect()) {
            WeightsTurn turn = WeightsTurn.take(api, BOUND);
            HaproxyConfig.Start start;
            long before;
            try {
                String state = api.send(READ_SERVERS);
                var weights = ServerWeights.of(turn.shares(), meanwhile(names, out, HaproxyState.servers(state)));
                start = new HaproxyConfig.Start(weights, out, turn.shares(), turn.revision(), turn.epoch());
                before = HaproxyState.pid(api.send("show info"));
                Files.writeString(config.stateFile(), ServerStates.carry(state, start.weights(), out));
                write(start);
            } catch (IOException | RuntimeException e) {
                turn.close();
                throw e;
            }
            reload();
            awaitWorker(before);
        } finally {
            servers.unlock();
        }
    }

    /** Servers of which nothing is known yet: all that are not empty count as up. */
    private static Servers afresh(Set<ServerName> names, Set<ServerName> out) {
        return meanwhile(names, out, new Servers(new TreeMap<>(), Set.of(), Set.of()));
    }

    /** Servers as they will be after a reload: those that are new count as up. */
    private static Servers meanwhile(Set<ServerName> names, Set<ServerName> out, Servers before) {
        var weights = new TreeMap<ServerName, Integer>();
        var up = new TreeSet<ServerName>();
        for (ServerName name : names) {
            weights.put(name, before.weights().getOrDefault(name, 0));
            if (before.up().contains(name)
                    || before.empty().contains(name)
                    || !before.weights().containsKey(name)) {
                up.add(name);
            }
        }
        return new Servers(weights, up, out);
    }

    private static Set<ServerName> empty(Set<ServerName> names, Set<String> endpoints) {
        return names.stream()
                .filter(name -> endpoints.contains(name.endpoint()))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        @Nullable Process running = master;
        master = null;
        if (running != null) {
            Ending.end(List.of(running), Duration.ofSeconds(1));
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
            while (System.nanoTime() < deadline && HaproxyState.unchecked(api.send(READ_SERVERS)) > 0) {
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
