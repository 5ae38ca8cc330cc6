package dev.understudy.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One instance of a service in one zone: a real HTTP server that can be made slow. */
public final class ZoneDouble implements AutoCloseable {
    private final HttpServer server;
    private final AtomicLong served = new AtomicLong();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean ready = true;
    private volatile int inFlight;

    public ZoneDouble(String host) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(host), 0), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/healthz", exchange -> {
            pause();
            answer(exchange, ready ? 200 : 503, "ok");
        });
        server.createContext("/warm", exchange -> answer(exchange, 200, "warm"));
        server.createContext(
                "/load", exchange -> answer(exchange, ready ? 200 : 503, """
                {"requestsPerSecond":50,"capacityPerSecond":200,"mutationPerSecond":5,"servedTotal":%d,"instances":1,\
                "inFlight":%d}""".formatted(served.get(), inFlight)));
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** How long an answer waits before it is sent. */
    Duration delay() {
        return delay;
    }

    void delay(Duration before) {
        delay = before;
    }

    /** Whether it says that it can serve. */
    public void ready(boolean now) {
        ready = now;
    }

    boolean ready() {
        return ready;
    }

    /** Requests it says are under way. */
    public void inFlight(int now) {
        inFlight = now;
    }

    /** How often a path was asked for. */
    public int asked(String path) {
        return count(path).get();
    }

    private AtomicInteger count(String path) {
        return asked.computeIfAbsent(path, _ -> new AtomicInteger());
    }

    private void pause() throws IOException {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("closed while an answer waited", e);
        }
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        count(exchange.getRequestURI().getPath()).incrementAndGet();
        served.incrementAndGet();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
