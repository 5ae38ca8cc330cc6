package dev.understudy.probes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The other end of a probe: a server on a free port of loopback that does one thing to everybody who connects. */
final class Peer implements AutoCloseable {
    /** What to do with a connection, once its request (if any) was read. */
    @FunctionalInterface
    interface Manner {
        void treat(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> fillers = new ArrayList<>();

    private Peer(ServerSocket listener) {
        this.listener = listener;
    }

    /** Answers every request with this text, byte for byte, and closes. */
    static Peer saying(String text) throws IOException {
        return behaving(out -> out.write(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** An HTTP answer with a body of two bytes. */
    static Peer withStatus(String status) throws IOException {
        return saying("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nok");
    }

    static Peer behaving(Manner manner) throws IOException {
        var peer = new Peer(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().daemon().start(() -> peer.serve(manner));
        return peer;
    }

    /** Accepts nobody, and its queue is full: the kernel drops whoever comes. */
    static Peer full() throws IOException {
        var peer = new Peer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        while (true) {
            var filler = new Socket();
            peer.fillers.add(filler);
            try {
                filler.connect(peer.address(), 200);
            } catch (SocketTimeoutException _) {
                return peer;
            }
        }
    }

    /** A port that nobody listens on. */
    static InetSocketAddress nobody() throws IOException {
        try (var peer = withStatus("200 OK")) {
            return peer.address();
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** Connections that are open now. */
    int connections() {
        return connections.get();
    }

    private void serve(Manner manner) {
        while (!listener.isClosed()) {
            try {
                var connection = listener.accept();
                connections.incrementAndGet();
                Thread.ofPlatform().daemon().start(() -> treat(connection, manner));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void treat(Socket connection, Manner manner) {
        try (connection) {
            if (readRequest(connection.getInputStream()).isPresent()) {
                manner.treat(connection.getOutputStream());
            }
        } catch (IOException | InterruptedException _) {
            // the prober went away, which is its right
        } finally {
            connections.decrementAndGet();
        }
    }

    private static Optional<String> readRequest(InputStream in) throws IOException {
        var request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            request.append((char) next);
        }
        return Optional.of(request.toString());
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var filler : fillers) {
            filler.close();
        }
    }
}
