package dev.understudy.bench.world;

import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.LocalCloudMain;
import dev.understudy.clouds.local.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Raises the local cloud and runs a measurement in its control place, from where everything can be reached. Whatever ends
 * this process, ends all of it.
 */
public final class Outer {
    private static final long READY_SECONDS = 30;

    private Outer() {}

    static Path socket(Path folder) {
        return folder.resolve("cloud").resolve("cloud.sock");
    }

    /**
     * Runs a main class in the control place of a new cloud, and returns its exit code. Its first argument is the folder
     * of the world; {@code UNDERSTUDY_BENCH_KEEP} in the environment keeps that folder.
     */
    public static int run(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("us-bench-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        var started = new ArrayList<Process>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> strike(started, folder), "strike"));
        started.add(startCloud(folder));
        List<String> enter = awaitCloud(started.getFirst(), folder);
        var whole = new ArrayList<String>(List.of(folder.toString()));
        whole.addAll(arguments);
        var measurement = new ProcessBuilder(Jvm.command(enter, 256, main.getName(), whole))
                .inheritIO()
                .start();
        started.add(measurement);
        return measurement.waitFor();
    }

    /** The world of a measurement that {@link #run} started. */
    public static World world(Path folder) {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
        return World.enter(folder);
    }

    private static Process startCloud(Path folder) throws IOException {
        Path log = folder.resolve("cloud.log");
        return new ProcessBuilder(Jvm.command(
                        List.of(),
                        256,
                        LocalCloudMain.class.getName(),
                        List.of(
                                "--dir",
                                folder.resolve("cloud").toString(),
                                "--fabric",
                                "tun",
                                "--die-with",
                                Long.toString(ProcessHandle.current().pid()))))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static List<String> awaitCloud(Process daemon, Path folder) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (true) {
            try (var cloud = LocalCloudClient.connect(socket(folder))) {
                return java.util.Objects.requireNonNull(cloud.status().places().get(Places.CONTROL))
                        .enter();
            } catch (LocalCloudException notYet) {
                if (System.nanoTime() > deadline || !daemon.isAlive()) {
                    throw new IOException(
                            "the local cloud did not start: " + Files.readString(folder.resolve("cloud.log")), notYet);
                }
                Thread.sleep(50);
            }
        }
    }

    /** The youngest first: the measurement ends what it started before its cloud goes. */
    private static void strike(List<Process> started, Path folder) {
        for (Process process : started.reversed()) {
            process.destroy();
            try {
                if (!process.waitFor(15, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
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
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("left behind: " + folder + ": " + e.getMessage());
        }
    }
}
