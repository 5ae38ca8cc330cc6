package dev.understudy.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** One instance of a service in one zone: a real HTTP server that can be made slow. */
final class ZoneDouble implements AutoCloseable {
    private final HttpServer server;
    private final AtomicLong served = new AtomicLong();
    private volatile Duration delay = Duration.ZERO;

    ZoneDouble(String host) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(host), 0), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/healthz", exchange -> {
            pause();
            answer(exchange, "ok");
        });
        server.createContext("/load", exchange -> answer(exchange, """
                {"requestsPerSecond":50,"capacityPerSecond":200,"mutationPerSecond":5,"servedTotal":%d,"instances":1}""".formatted(served.get())));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** How long an answer waits before it is sent. */
    Duration delay() {
        return delay;
    }

    void delay(Duration before) {
        delay = before;
    }

    private void pause() throws IOException {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("closed while an answer waited", e);
        }
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        served.incrementAndGet();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
