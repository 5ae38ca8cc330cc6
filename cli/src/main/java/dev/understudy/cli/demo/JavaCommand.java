package dev.understudy.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to run our own classes as processes, in a place of the local cloud or beside us. */
final class JavaCommand {
    private JavaCommand() {}

    /**
     * The command line of one of our main classes.
     *
     * @param enter what to put before it so that it runs in a place; may be empty
     * @param heapMiB largest heap
     */
    static List<String> of(List<String> enter, int heapMiB, String mainClass, String... arguments) {
        var command = new ArrayList<>(enter);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx" + heapMiB + "m",
                "-Dio.netty.machineId=02:00:00:00:00:01", // a TUN device has no hardware address to make one from
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(List.of(arguments));
        return command;
    }
}
