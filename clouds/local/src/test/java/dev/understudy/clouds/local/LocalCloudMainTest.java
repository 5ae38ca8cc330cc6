package dev.understudy.clouds.local;

import static dev.understudy.clouds.local.TestCloud.A;
import static dev.understudy.clouds.local.TestCloud.B;
import static dev.understudy.clouds.local.TestCloud.WEB;
import static dev.understudy.clouds.local.TestCloud.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understudy.clouds.local.fabric.TestNetworks;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process: whatever ends it, ends all it started. In the best fabric there is. */
class LocalCloudMainTest {
    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();
    private Path socket;

    @BeforeEach
    void name() {
        socket = directory.resolve("cloud.sock");
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void leavesNoProcessWhenItIsKilled() throws Exception {
        Process daemon = daemon();
        List<Long> children = furnish(daemon);

        daemon.destroyForcibly().waitFor();

        for (long child : children) {
            awaitGone(child);
        }
    }

    @Test
    void leavesNoProcessAndNoSocketWhenItIsTold() throws Exception {
        Process daemon = daemon();
        List<Long> children = furnish(daemon);

        try (LocalCloud client = LocalCloudClient.connect(socket)) {
            client.shutdown();
        }

        assertThat(daemon.waitFor(5, TimeUnit.SECONDS)).isTrue();
        for (long child : children) {
            awaitGone(child);
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("logs");
        }
    }

    @Test
    void endsWithSigtermAndCanBeStartedAgain() throws Exception {
        Process first = daemon();
        first.destroy();
        assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();

        Process second = daemon();

        assertThat(second.isAlive()).isTrue();
    }

    @Test
    void endsWithTheProcessItIsTiedTo() throws Exception {
        Process master = new ProcessBuilder("sleep", "60").start();
        started.add(master);
        Process daemon = daemon("--die-with", Long.toString(master.pid()));

        master.destroyForcibly();

        assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(socket).doesNotExist();
    }

    @Test
    void refusesADirectoryThatAnotherHas() throws Exception {
        daemon();

        Process second = start();

        assertThat(second.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(new String(second.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("another local cloud runs in " + directory);
    }

    @Test
    void refusesAnUnknownFabric() throws Exception {
        Process daemon = start("--fabric", "silk");

        assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isEqualTo(2);
        assertThat(new String(daemon.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("--fabric is \"silk\"; allowed: auto, tun, veth, loopback");
    }

    @Test
    void worksForAnOrdinaryUserInAUserNamespace(@TempDir Path home) throws Exception {
        assumeTrue(LocalCloudHost.isRoot(), "only root can become somebody else");
        var command = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        command.addAll(List.of("unshare", "-Urn"));
        assumeTrue(succeeds(command, "true"), "user namespaces are closed here");
        command.addAll(command(home.resolve("cloud"), readableClassPath(home.resolve("classes"))));
        Process own = new ProcessBuilder("chown", "-R", "65534:65534", home.toString()).start();
        assertThat(own.waitFor()).isZero();
        Process daemon = new ProcessBuilder(command).start();
        started.add(daemon);

        assertThat(daemon.inputReader(StandardCharsets.UTF_8).readLine()).matches("ready fabric=(tun|veth) pid=.*");

        socket = home.resolve("cloud/cloud.sock");
        List<Long> children = new ArrayList<>(furnish(daemon));
        children.addAll(databaseThatMoves());
        daemon.destroyForcibly().waitFor();
        for (long child : children) {
            awaitGone(child);
        }
    }

    /** Both kinds of program refuse user 0, which we are here; returns their processes. */
    private List<Long> databaseThatMoves() {
        try (LocalCloud client = LocalCloudClient.connect(socket)) {
            client.heal(B);
            client.putDatabase(DatabaseSpec.of("shop", WEB, List.of(A, B), ReplicationMode.SYNC));
            assertThat(client.cutOver("shop", A, B, false, Duration.ofSeconds(5), 1))
                    .isInstanceOf(TaskEnd.Done.class);
            return client.database("shop").members().values().stream()
                    .flatMap(member -> Stream.of(member.serverPid(), member.poolerPid()))
                    .toList();
        }
    }

    /** Zones, instances and a balancer; returns every process below the daemon. */
    private List<Long> furnish(Process daemon) {
        try (LocalCloud client = LocalCloudClient.connect(socket)) {
            var endpoints = new TreeMap<ZoneId, List<String>>();
            for (ZoneId zone : List.of(A, B)) {
                client.putZone(new ZoneSpec(new Zone(zone, 0, 0, 1)));
                GroupInfo group = client.putGroup(new GroupSpec("web-" + zone, WEB, zone, 1, 100, 5));
                endpoints.put(zone, group.endpoints());
            }
            client.putBalancer(new BalancerSpec("front", WEB, endpoints, weights(10_000, 0)));
            client.kill(B);
        }
        List<Long> children =
                daemon.toHandle().descendants().map(ProcessHandle::pid).toList();
        assertThat(children).hasSize(4); // two instances, HAProxy's master and its worker
        return children;
    }

    private Process daemon(String... options) throws IOException {
        Process daemon = start(options);
        BufferedReader lines = daemon.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine())
                .matches("ready fabric=(tun|veth|loopback) pid=" + daemon.pid() + " socket=" + socket);
        return daemon;
    }

    private Process start(String... options) throws IOException {
        List<String> command = command(directory, System.getProperty("java.class.path"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static boolean succeeds(List<String> prefix, String program) throws IOException, InterruptedException {
        var command = new ArrayList<>(prefix);
        command.add(program);
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    /** Somebody else may not be able to read where we build: copies what the daemon needs. */
    private static String readableClassPath(Path into) throws IOException {
        var copies = new ArrayList<String>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path from = Path.of(entry);
            Path to = into.resolve(Integer.toString(copies.size()));
            if (Files.exists(from)) {
                copies.add(to.toString());
                copy(from, to);
            }
        }
        return String.join(":", copies);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(Files.isDirectory(path) ? target : to.getParent());
                if (Files.isRegularFile(path)) {
                    Files.copy(path, path.equals(from) ? to : target);
                }
            }
        }
    }

    private static List<String> command(Path directory, String classPath) {
        var command = new ArrayList<>(Jvm.small("128m"));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                LocalCloudMain.class.getName(),
                "--dir",
                directory.toString(),
                "--network",
                Integer.toString(TestNetworks.next())));
        return command;
    }

    /** A process that ended is gone, or waits to be buried by whoever inherited it. */
    private static void awaitGone(long pid) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (isRunning(pid)) {
            assertThat(System.nanoTime()).as("process %d is still there", pid).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    private static boolean isRunning(long pid) throws IOException {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            return !Files.readString(stat).replaceAll("(?s).*\\) ", "").startsWith("Z");
        } catch (NoSuchFileException _) {
            return false;
        }
    }
}
