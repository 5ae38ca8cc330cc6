package dev.understudy.bench.world;

import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.LocalCloudMain;
import dev.understudy.clouds.local.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A local cloud, and measurements run in its control place, from where everything can be reached. Whatever ends this
 * process ends all of it. {@code UNDERSTUDY_BENCH_KEEP} in the environment keeps its folder.
 */
public final class Outer implements AutoCloseable {
    private static final long READY_SECONDS = 30;
    private static final long END_SECONDS = 20;
    private static final int HEAP_MIB = 256;

    private final Path folder;
    private final Thread strike = new Thread(this::strike, "strike");
    private final List<Process> started = new ArrayList<>();

    private Outer() throws IOException {
        folder = Files.createTempDirectory("us-bench-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Runtime.getRuntime().addShutdownHook(strike);
    }

    /** Starts a cloud with no zones yet. */
    public static Outer raise() throws IOException {
        var outer = new Outer();
        try {
            outer.start(cloudCommand(outer.folder), outer.folder.resolve("cloud.log"));
            outer.awaitCloud();
            return outer;
        } catch (IOException | InterruptedException e) {
            outer.close();
            throw new IOException(e);
        }
    }

    static Path socket(Path folder) {
        return folder.resolve("cloud").resolve("cloud.sock");
    }

    /** Runs a main class in the control place; its first argument is the folder of the world. Returns its exit code. */
    public int run(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        var whole = new ArrayList<String>(List.of(folder.toString()));
        whole.addAll(arguments);
        List<String> enter;
        try (var cloud = LocalCloudClient.connect(socket(folder))) {
            enter = Objects.requireNonNull(cloud.status().places().get(Places.CONTROL))
                    .enter();
        }
        var measurement = new ProcessBuilder(Jvm.command(enter, HEAP_MIB, main.getName(), whole))
                .inheritIO()
                .start();
        synchronized (started) {
            started.add(measurement);
        }
        return measurement.waitFor();
    }

    /** The world of a measurement that {@link #run} started; it ends with the process that ran it. */
    public static World world(Path folder) {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
        var world = World.enter(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(world::close, "end"));
        return world;
    }

    private void start(List<String> command, Path log) throws IOException {
        synchronized (started) {
            started.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start());
        }
    }

    private static List<String> cloudCommand(Path folder) {
        return Jvm.command(
                List.of(),
                HEAP_MIB,
                LocalCloudMain.class.getName(),
                List.of(
                        "--dir",
                        folder.resolve("cloud").toString(),
                        "--fabric",
                        "tun",
                        "--die-with",
                        Long.toString(ProcessHandle.current().pid())));
    }

    private void awaitCloud() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (true) {
            try (var _ = LocalCloudClient.connect(socket(folder))) {
                return;
            } catch (LocalCloudException notYet) {
                if (System.nanoTime() > deadline || !started.getFirst().isAlive()) {
                    throw new IOException(
                            "the local cloud did not start: " + Files.readString(folder.resolve("cloud.log")), notYet);
                }
                Thread.sleep(50);
            }
        }
    }

    /** Ends everything, and removes what it wrote. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(strike);
        } catch (IllegalStateException _) {
            return; // we are being ended, and the hook is at it
        }
        strike();
    }

    /** The youngest first: a measurement ends what it started before its cloud goes. */
    private void strike() {
        synchronized (started) {
            for (Process process : started.reversed()) {
                end(process);
            }
        }
        if (System.getenv("UNDERSTUDY_BENCH_KEEP") != null) {
            System.err.println("kept: " + folder);
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("left behind: " + folder + ": " + e.getMessage());
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
