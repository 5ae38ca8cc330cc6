package dev.understudy.bench.world;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How our own classes are run as processes. */
public final class Jvm {
    private Jvm() {}

    /**
     * The command line of a main class of this build.
     *
     * @param enter what to put before it so that it runs in a place; may be empty
     * @param heapMiB largest heap
     */
    public static List<String> command(List<String> enter, int heapMiB, String mainClass, List<String> arguments) {
        return command(enter, List.of("-XX:TieredStopAtLevel=1", "-Xmx" + heapMiB + "m"), mainClass, arguments);
    }

    /** As {@link #command(List, int, String, List)}, for work that earns back what the optimising compiler costs. */
    public static List<String> optimised(int heapMiB, String mainClass, List<String> arguments) {
        return command(List.of(), List.of("-Xmx" + heapMiB + "m"), mainClass, arguments);
    }

    private static List<String> command(
            List<String> enter, List<String> options, String mainClass, List<String> arguments) {
        var command = new ArrayList<>(enter);
        command.addAll(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of(
                "-Dio.netty.machineId=02:00:00:00:00:01", // a TUN device has no hardware address to make one from
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(arguments);
        return command;
    }
}
