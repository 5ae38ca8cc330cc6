package dev.understudy.clouds.local;

import dev.understudy.clouds.local.fabric.Fabric;
import dev.understudy.clouds.local.fabric.Fabrics;
import dev.understudy.clouds.local.fabric.WarmUp;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/** The life of a daemon: what it needs before it can be used, and what it leaves behind, which is its logs. */
final class LocalCloudHost {
    private static final Duration WARM_UP = Duration.ofMillis(400);
    private static final Duration END_BOUND = Duration.ofSeconds(8);

    /** A Unix socket's path has at most 107 bytes, and HAProxy needs some of them for itself. */
    private static final int LONGEST_DIRECTORY = 70;

    private static final String AGENT_CLASS = "dev.understudy.agent.AgentMain";

    private final LocalCloudMain.Options options;
    private final LocalCloudDaemon daemon;
    private final RpcServer server;
    private final FileLock lock;
    private final CountDownLatch end = new CountDownLatch(1);

    private LocalCloudHost(LocalCloudMain.Options options, Machine machine, String sentence, FileLock lock)
            throws IOException {
        this.options = options;
        this.lock = lock;
        this.daemon = new LocalCloudDaemon(machine, sentence, agentCommand(), end::countDown);
        this.server = new RpcServer(daemon, socket(options.directory()));
    }

    /** Brings a daemon up. */
    static LocalCloudHost start(LocalCloudMain.Options options) throws IOException {
        Path directory = options.directory();
        if (directory.toString().length() > LONGEST_DIRECTORY) {
            throw new IOException("directory " + directory + " is longer than " + LONGEST_DIRECTORY
                    + " characters, which leaves no room for the paths of sockets in it");
        }
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        FileLock lock = lock(directory);
        clear(directory);
        Files.createDirectories(directory.resolve("logs"));
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(options.seed());
        Fabrics.Choice choice = Fabrics.choose(options.fabric(), options.network(), random);
        var machine = Machine.create(directory, choice.fabric(), isRoot());
        warmUp(choice.fabric(), machine);
        return new LocalCloudHost(options, machine, sentence(choice), lock);
    }

    String readyLine() {
        LocalCloudStatus status = daemon.status();
        return "ready fabric=" + status.fabric().name().toLowerCase(Locale.ROOT) + " pid=" + status.daemonPid()
                + " socket=" + socket(options.directory());
    }

    /** From here on a signal, or the end of the process to die with, ends everything. */
    void endWhenDone() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("end").unstarted(this::endInTime));
        options.dieWith()
                .ifPresent(pid -> ProcessHandle.of(pid)
                        .ifPresentOrElse(process -> process.onExit().thenRun(end::countDown), end::countDown));
    }

    /** Waits for the order to end, and ends. */
    void awaitEnd() throws InterruptedException {
        end.await();
        System.exit(0);
    }

    /** A call that hangs cannot keep the daemon: what is not gone in time is killed by the kernel with us. */
    private void endInTime() {
        var work = Thread.ofPlatform().daemon().start(this::endAll);
        try {
            work.join(END_BOUND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (work.isAlive()) {
            Runtime.getRuntime().halt(1);
        }
    }

    private void endAll() {
        try {
            server.close();
            daemon.close();
            clear(options.directory());
            lock.acquiredBy().close();
            Files.deleteIfExists(lockFile(options.directory()));
        } catch (IOException e) {
            System.err.println("the local cloud left files in " + options.directory() + ": " + e.getMessage());
        }
    }

    private static void warmUp(Fabric fabric, Machine machine) throws IOException {
        if (fabric.kind() == LocalCloudStatus.Fabric.TUN) {
            InetAddress control =
                    InetAddress.getByName(machine.place(Places.CONTROL).address());
            var _ = WarmUp.run(fabric, Places.EDGE, Places.CONTROL, control, WARM_UP);
        }
    }

    private static String sentence(Fabrics.Choice choice) {
        String what = choice.fabric().sentence();
        return choice.why().isEmpty() ? what : what + "; " + choice.why();
    }

    private static Path socket(Path directory) {
        return directory.resolve("cloud.sock");
    }

    private static Path lockFile(Path directory) {
        return directory.resolve("cloud.lock");
    }

    private static FileLock lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(lockFile(directory), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IOException("another local cloud runs in " + directory);
        }
        return lock;
    }

    /** Removes what a daemon makes, its own or that of one that was killed. Logs stay. */
    private static void clear(Path directory) throws IOException {
        var gone = new ArrayList<Path>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (name.equals("cloud.sock")
                        || name.equals("identity")
                        || name.equals("agents")
                        || name.matches("lb\\d+")) {
                    try (Stream<Path> below = Files.walk(entry)) {
                        below.sorted(Comparator.reverseOrder()).forEach(gone::add);
                    }
                }
            }
        }
        for (Path path : gone) {
            Files.deleteIfExists(path);
        }
    }

    private static List<String> agentCommand() {
        var command = new ArrayList<>(Jvm.small("64m"));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                AGENT_CLASS));
        return command;
    }

    /** Root of the machine, not only of a user namespace: there every user number is mapped to itself. */
    static boolean isRoot() throws IOException {
        String map = Files.readString(Path.of("/proc/self/uid_map")).strip().replaceAll("\\s+", " ");
        return map.equals("0 0 4294967295")
                && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
