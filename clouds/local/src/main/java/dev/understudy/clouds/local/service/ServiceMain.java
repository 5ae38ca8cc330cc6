package dev.understudy.clouds.local.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One instance of the service. It says {@code ready} on its output stream when its port accepts, then obeys its input
 * stream, one order a line: {@code ID slow MILLIS}, {@code ID resize CAPACITY MILLIS}, {@code ID load}; it answers {@code
 * ID ok} or {@code ID {...}}. The end of its input stream is the end of it, and no order can come over the network.
 *
 * <p>HTTP: {@code /} is the service, {@code /healthz} whether it serves, {@code /load} what it does, {@code /warm} opens
 * what it needs before traffic comes. With a database it also takes {@link OrdersApi orders}, with a volume {@link
 * FilesApi files}; whether it serves does not hang on either, since a pause there must not empty a zone.
 */
public final class ServiceMain {
    private static final Set<String> MUTATIONS = Set.of("POST", "PUT", "PATCH", "DELETE");
    /** What the argument that says where the volume is begins with. */
    public static final String VOLUME = "volume:";

    private static final int BACKLOG = 1_024;
    private static final int DRAIN_SECONDS = 2;

    /** What was sent to it before it was taken out of service may still come in. */
    private static final int LEAVE_MILLIS = 300;

    private static final int WARM_UPS = 100;

    /** How long a start waits for the database. */
    private static final int DATABASE_SECONDS = 5;

    /** Connections to the pooler: what is in the database at once, not how many wait. */
    private static final int CONNECTIONS = 8;

    private final Instance instance;
    private final String zone;
    private final String name;
    private final Optional<Orders> orders;

    private ServiceMain(Instance instance, String zone, String name, Optional<Orders> orders) {
        this.instance = instance;
        this.zone = zone;
        this.name = name;
        this.orders = orders;
    }

    /**
     * Arguments: zone, instance name, host, port, capacity per second, service time in milliseconds and, where there is a
     * database, the address of the zone's pooler for JDBC; where there is a volume, {@code volume:} and its directory.
     */
    public static void main(String[] args) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        var instance = new Instance(Double.parseDouble(args[4]), Double.parseDouble(args[5]), System.nanoTime());
        Optional<Orders> orders = argument(args, "jdbc:").map(url -> new Orders(new ConnectionPool(url, CONNECTIONS)));
        var main = new ServiceMain(instance, args[0], args[1], orders);
        var server = HttpServer.create(new InetSocketAddress(args[2], Integer.parseInt(args[3])), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", main::serve);
        server.createContext("/healthz", main::health);
        server.createContext("/load", main::load);
        server.createContext("/warm", main::warm);
        if (orders.isPresent()) {
            var api = new OrdersApi(orders.get(), args[1]);
            server.createContext("/orders", exchange -> main.answer(exchange, api::answer));
        }
        argument(args, VOLUME)
                .map(path -> new FilesApi(Path.of(path.substring(VOLUME.length())), args[1]))
                .ifPresent(api -> server.createContext(FilesApi.PATH, exchange -> main.answer(exchange, api::answer)));
        server.start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            instance.leave();
            sleepUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAVE_MILLIS));
            server.stop(DRAIN_SECONDS);
        }));
        warmUp(server.getAddress());
        orders.ifPresent(ServiceMain::warmUp);
        System.out.println("ready");
        main.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        Runtime.getRuntime().halt(0);
    }

    private static Optional<String> argument(String[] args, String beginning) {
        return Arrays.stream(args, 6, args.length)
                .filter(argument -> argument.startsWith(beginning))
                .findFirst();
    }

    /** Serves itself a few requests, so that the first of a client or a check does not wait for classes to load. */
    private static void warmUp(InetSocketAddress address) throws IOException {
        for (int request = 0; request < WARM_UPS; request++) {
            String path = request % 2 == 0 ? "/healthz" : "/load";
            try (var socket = new Socket(address.getAddress(), address.getPort())) {
                String text = "GET " + path + " HTTP/1.1\r\nHost: self\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            }
        }
    }

    /** Opens its connections before the first request, if the database serves soon; it comes up without it too. */
    private static void warmUp(Orders orders) {
        try {
            orders.warm(System.nanoTime() + TimeUnit.SECONDS.toNanos(DATABASE_SECONDS));
        } catch (SQLException e) {
            System.err.println("it comes up without its database: " + e.getMessage());
        }
    }

    private void obey(BufferedReader orders) throws IOException {
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            String[] words = line.split(" ", -1);
            String answer = switch (words[1]) {
                case "slow" -> {
                    instance.slow(Integer.parseInt(words[2]));
                    yield "ok";
                }
                case "resize" -> {
                    instance.resize(Double.parseDouble(words[2]), Double.parseDouble(words[3]));
                    yield "ok";
                }
                case "load" -> instance.load(System.nanoTime());
                default -> throw new IOException("unknown order: " + line);
            };
            System.out.println(words[0] + " " + answer);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        long answerAt = instance.admit(System.nanoTime());
        exchange.getRequestBody().readAllBytes();
        if (answerAt == Capacity.REFUSED || !exchange.getRequestURI().getPath().equals("/")) {
            int status = answerAt == Capacity.REFUSED ? 503 : 404;
            answer(exchange, status, "text/plain", status == 503 ? "full\n" : "nothing here\n");
            return;
        }
        sleepUntil(answerAt);
        instance.served(System.nanoTime(), MUTATIONS.contains(exchange.getRequestMethod()));
        answer(exchange, 200, "text/plain", name + " in " + zone + "\n");
    }

    private void answer(HttpExchange exchange, Answer.Source source) throws IOException {
        long answerAt = instance.admit(System.nanoTime());
        if (answerAt == Capacity.REFUSED) {
            exchange.getRequestBody().readAllBytes();
            answer(exchange, 503, "text/plain", "full\n");
            return;
        }
        Answer answer = source.answer(exchange);
        sleepUntil(answerAt);
        if (answer.status() < 500) {
            instance.served(System.nanoTime(), answer.mutation());
        }
        answer(exchange, answer.status(), answer.type(), answer.body());
    }

    private void warm(HttpExchange exchange) throws IOException {
        try {
            if (orders.isPresent()) {
                orders.get().warm(System.nanoTime() + Orders.PATIENCE_NANOS);
            }
            answer(exchange, 200, "text/plain", "warm\n");
        } catch (SQLException e) {
            answer(exchange, 503, "text/plain", "the database does not serve: " + e.getMessage() + "\n");
        }
    }

    private void health(HttpExchange exchange) throws IOException {
        sleepUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(instance.slowMillis()));
        boolean leaving = instance.isLeaving();
        answer(exchange, leaving ? 503 : 200, "text/plain", leaving ? "leaving\n" : "ok\n");
    }

    private void load(HttpExchange exchange) throws IOException {
        answer(exchange, 200, "application/json", instance.load(System.nanoTime()) + "\n");
    }

    private void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("X-Zone", zone);
        exchange.getResponseHeaders().set("X-Instance", name);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
