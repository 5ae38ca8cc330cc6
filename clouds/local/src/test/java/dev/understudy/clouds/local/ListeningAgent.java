package dev.understudy.clouds.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Stands for an agent: it listens where its configuration says, or ends when told to. */
public final class ListeningAgent {
    private ListeningAgent() {}

    static List<String> command() {
        var command = new ArrayList<>(Jvm.small("16m"));
        command.addAll(List.of("-cp", TestCloud.testClasses(), ListeningAgent.class.getName()));
        return command;
    }

    public static void main(String[] arguments) throws IOException {
        String config = Files.readString(Path.of(arguments[1]));
        if (config.contains("broken")) {
            System.err.println("the configuration is broken");
            System.exit(3);
        }
        String address = config.replaceAll("(?s).*\"listen\":\"([^:]*):.*", "$1");
        try (var server = new ServerSocket(Places.AGENT_PORT, 16, InetAddress.getByName(address))) {
            while (true) {
                server.accept().close();
            }
        }
    }
}
