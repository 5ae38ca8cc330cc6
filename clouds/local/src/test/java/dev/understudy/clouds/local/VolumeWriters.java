package dev.understudy.clouds.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Clients that put one file after the other into a service's volume and never try again, and what was acknowledged. */
final class VolumeWriters implements AutoCloseable {
    private static final int BOUND_MILLIS = 10_000;

    private final InetSocketAddress target;
    private final List<Thread> clients = new ArrayList<>();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean running = true;

    private VolumeWriters(InetSocketAddress target) {
        this.target = target;
    }

    /** Starts clients in the place of the calling thread, whose namespace their threads inherit. */
    static VolumeWriters start(String endpoint, int clients) {
        int colon = endpoint.indexOf(':');
        var writers = new VolumeWriters(
                new InetSocketAddress(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1))));
        for (int client = 0; client < clients; client++) {
            String name = "w" + client;
            writers.clients.add(Thread.ofPlatform().name(name).daemon().start(() -> writers.run(name)));
        }
        return writers;
    }

    private void run(String name) {
        for (int number = 0; running; number++) {
            String key = name + "-" + number;
            try {
                String body = "content of " + key + " " + "x".repeat(number % 500);
                String status = exchange("PUT", key, body);
                if (status.contains(" 201 ") || status.contains(" 200 ")) {
                    acknowledged.put(key, body);
                } else {
                    failures.add(key + ": " + status);
                }
                Thread.sleep(20);
            } catch (IOException e) {
                failures.add(key + ": " + e);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private String exchange(String method, String key, String body) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(target, BOUND_MILLIS);
            socket.setSoTimeout(BOUND_MILLIS);
            String request = method + " /files/" + key + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.isEmpty() ? "no answer" : answer.lines().findFirst().orElse("");
        }
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Waits until so many more were acknowledged. */
    void await(int more, Duration bound) throws InterruptedException {
        int goal = acknowledged.size() + more;
        long deadline = System.nanoTime() + bound.toNanos();
        while (acknowledged.size() < goal) {
            assertThat(System.nanoTime())
                    .as("%s acknowledged, failed: %s", acknowledged.size(), failures)
                    .isLessThan(deadline);
            Thread.sleep(2);
        }
    }

    /** Acknowledged files that a tree does not have, or has otherwise. */
    Map<String, String> missing(Path tree) throws IOException {
        var missing = new TreeMap<String, String>();
        for (var entry : acknowledged.entrySet()) {
            Path file = tree.resolve(entry.getKey());
            if (!Files.exists(file)) {
                missing.put(entry.getKey(), "is not there");
            } else if (!Files.readString(file).equals(entry.getValue())) {
                missing.put(entry.getKey(), "has another content");
            }
        }
        return missing;
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /** Ends every client after its present request. */
    @Override
    public void close() {
        running = false;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
