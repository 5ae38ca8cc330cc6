package dev.understudy.bench.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The client: sends at a constant rate whatever the answers do (open loop), never sends a request twice, and logs each with
 * its answer. Every second request is a write with a key of its own, the others read what was written last. It prints
 * {@code ready} when its connections are warm, and ends when its standard input does, after the last answer.
 */
public final class LoadMain {
    private static final int WARM_UPS = 3;

    private final double perSecond;
    private final String run;
    private final PrintWriter log;
    private final LinkedBlockingQueue<Due> due = new LinkedBlockingQueue<>();
    private final long epochMicros;
    private final long startNanos = System.nanoTime();
    private volatile String lastKey = "none";
    private volatile boolean ending;

    private record Due(boolean write, String key, long micros) {}

    private LoadMain(double perSecond, String run, PrintWriter log) {
        this.perSecond = perSecond;
        this.run = run;
        this.log = log;
        Instant now = Instant.now();
        this.epochMicros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** Arguments: {@code sql} or {@code http}, URL, requests a second, workers, deadline in milliseconds, run, log file. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String url = arguments[1];
        var deadline = Duration.ofMillis(Long.parseLong(arguments[4]));
        Supplier<Client> clients = switch (arguments[0]) {
            case "sql" -> () -> new SqlClient(url, deadline);
            case "http" -> () -> new HttpServiceClient(url, deadline);
            default ->
                throw new IllegalArgumentException("kind of client is \"" + arguments[0] + "\"; allowed: sql, http");
        };
        try (var log = new PrintWriter(Files.newBufferedWriter(Path.of(arguments[6])))) {
            var load = new LoadMain(Double.parseDouble(arguments[2]), arguments[5], log);
            load.run(clients, Integer.parseInt(arguments[3]));
        }
    }

    private void run(Supplier<Client> clients, int workers) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        var warm = new java.util.concurrent.CountDownLatch(workers);
        for (int worker = 0; worker < workers; worker++) {
            int number = worker;
            threads.add(Thread.ofPlatform().name("client-" + worker).start(() -> work(clients.get(), number, warm)));
        }
        warm.await();
        System.out.println("ready");
        Thread.ofPlatform().daemon().name("input").start(this::awaitEnd);
        send();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void awaitEnd() {
        try {
            while (System.in.read() >= 0) {
                continue; // nothing is said to us; the end of the stream is the sign to stop
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ending = true;
        }
    }

    private void send() {
        long begun = System.nanoTime();
        for (long sent = 0; !ending; sent++) {
            long dueNanos = begun + (long) (sent * 1e9 / perSecond);
            while (System.nanoTime() < dueNanos) {
                LockSupport.parkNanos(dueNanos - System.nanoTime());
            }
            boolean write = sent % 2 == 0;
            due.add(new Due(write, write ? run + "-" + sent : lastKey, micros(dueNanos)));
        }
    }

    private void work(Client client, int worker, java.util.concurrent.CountDownLatch warm) {
        try (client) {
            for (int time = 0; time < WARM_UPS; time++) {
                perform(client, new Due(true, run + "-warm-" + worker + "-" + time, micros(System.nanoTime())));
            }
            warm.countDown();
            while (!ending || !due.isEmpty()) {
                Due next = due.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    perform(client, next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform(Client client, Due next) throws InterruptedException {
        Optional<String> failure = Optional.empty();
        long sent = micros(System.nanoTime());
        try {
            client.send(next.write(), next.key());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failure = Optional.of(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
        }
        var op = new Op(next.write(), next.key(), next.micros(), sent, micros(System.nanoTime()), failure);
        if (op.write() && op.acked()) {
            lastKey = op.key();
        }
        synchronized (log) {
            log.println(op.line());
        }
    }

    private long micros(long nanos) {
        return epochMicros + (nanos - startNanos) / 1_000;
    }

    /** What to say on a command line. */
    static List<String> arguments(Load.Settings settings, Path log) {
        return List.of(
                settings.kind(),
                settings.url(),
                Double.toString(settings.perSecond()),
                Integer.toString(settings.workers()),
                Long.toString(settings.deadline().toMillis()),
                settings.run(),
                log.toString());
    }
}
