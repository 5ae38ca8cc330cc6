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
        var command = new ArrayList<>(enter);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + heapMiB + "m",
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
