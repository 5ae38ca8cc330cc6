package dev.understudy.clouds.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients that send requests over kept connections, one after the other, and never try again. A request fails when no
 * 2xx comes within two seconds.
 */
final class LoadGenerator implements AutoCloseable {
    private static final int BOUND_MILLIS = 2_000;

    private final InetSocketAddress target;
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong slowestNanos = new AtomicLong();
    private volatile boolean running = true;

    private LoadGenerator(InetSocketAddress target) {
        this.target = target;
    }

    /** Starts clients in the place of the calling thread, whose namespace their threads inherit. */
    static LoadGenerator start(String endpoint, int clients) {
        int colon = endpoint.indexOf(':');
        var generator = new LoadGenerator(
                new InetSocketAddress(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1))));
        for (int i = 0; i < clients; i++) {
            generator.clients.add(
                    Thread.ofPlatform().name("client-" + i).daemon().start(generator::run));
        }
        return generator;
    }

    long answered() {
        return answered.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    long slowestMillis() {
        return slowestNanos.get() / 1_000_000;
    }

    /** Waits until so many more were answered. */
    void await(long more) throws InterruptedException {
        long goal = answered() + more;
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (answered() < goal && failures.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("only " + answered() + " of " + goal + " answered after 30 s");
            }
            Thread.sleep(1);
        }
    }

    /** Ends every client after its present request. */
    @Override
    public void close() {
        running = false;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        @Nullable Connection connection = null;
        while (running) {
            long start = System.nanoTime();
            try {
                if (connection == null) {
                    connection = new Connection(target);
                }
                connection = connection.get() ? connection : null;
                answered.incrementAndGet();
            } catch (IOException e) {
                failures.add(e.toString());
                connection = null;
            }
            slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
    }

    private static final class Connection {
        private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: web\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        private final Socket socket = new Socket();
        private final InputStream in;

        Connection(InetSocketAddress target) throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(BOUND_MILLIS);
            socket.connect(target, BOUND_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** Sends a request and reads its answer; false when the connection is not kept. */
        boolean get() throws IOException {
            socket.getOutputStream().write(REQUEST);
            String status = line();
            int length = 0;
            boolean kept = true;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                length = lower.startsWith("content-length:")
                        ? Integer.parseInt(lower.substring(15).strip())
                        : length;
                kept &= !lower.equals("connection: close");
            }
            in.skipNBytes(length);
            if (!status.startsWith("HTTP/1.1 2")) {
                throw new IOException("answer: " + status);
            }
            if (!kept) {
                socket.close();
            }
            return kept;
        }

        private String line() throws IOException {
            var text = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("connection closed after \"" + text + "\"");
                }
                text.append((char) next);
            }
            return text.toString().strip();
        }
    }
}
