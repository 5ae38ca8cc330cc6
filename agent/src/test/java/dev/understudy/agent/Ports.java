package dev.understudy.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free ports for tests. */
public final class Ports {
    private Ports() {}

    /** A port that was free a moment ago. */
    public static int free(String host) throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(host))) {
            return socket.getLocalPort();
        }
    }
}
