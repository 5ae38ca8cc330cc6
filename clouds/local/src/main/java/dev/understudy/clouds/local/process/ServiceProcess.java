package dev.understudy.clouds.local.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One instance of the service, held by its input and output streams: no order can reach it over the network. */
public final class ServiceProcess {
    private static final Duration START_BOUND = Duration.ofSeconds(30);
    private static final Duration ORDER_BOUND = Duration.ofMillis(500);
    private static final long READY = 0;

    private final Process process;
    private final String endpoint;
    private final Writer orders;
    private final AtomicLong ids = new AtomicLong(READY);
    private final Map<Long, CompletableFuture<String>> answers = new ConcurrentHashMap<>();

    /**
     * @param process started with its input and output streams ours
     * @param endpoint {@code host:port} it serves on
     */
    public ServiceProcess(Process process, String endpoint) {
        this.process = process;
        this.endpoint = endpoint;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        answers.put(READY, new CompletableFuture<>());
        Thread.ofPlatform().daemon().name("service-" + endpoint).start(this::listen);
    }

    public Process process() {
        return process;
    }

    public String endpoint() {
        return endpoint;
    }

    /** Returns when the instance accepts connections. */
    public void awaitReady() throws IOException {
        @Nullable String ready = await(READY, START_BOUND);
        if (ready == null) {
            throw new IOException("instance " + endpoint + " was not ready within " + START_BOUND.toSeconds() + " s");
        }
    }

    /** Gives an order and returns its answer; empty when the instance is stopped and cannot answer. */
    public synchronized Optional<String> order(String order) throws IOException {
        long id = ids.incrementAndGet();
        answers.put(id, new CompletableFuture<>());
        orders.write(id + " " + order + "\n");
        orders.flush();
        return Optional.ofNullable(await(id, ORDER_BOUND));
    }

    private @Nullable String await(long id, Duration bound) throws IOException {
        CompletableFuture<String> answer = answers.getOrDefault(id, new CompletableFuture<>());
        try {
            return answer.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return null;
        } catch (ExecutionException e) {
            throw new IOException("instance " + endpoint + " ended: its log says why", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for instance " + endpoint, e);
        } finally {
            answers.remove(id);
        }
    }

    private void listen() {
        IOException end = new IOException("end of its output");
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                long id = space < 0 ? READY : Long.parseLong(line.substring(0, space));
                @Nullable CompletableFuture<String> answer = answers.get(id);
                if (answer != null) {
                    answer.complete(line.substring(space + 1));
                }
            }
        } catch (IOException e) {
            end = e;
        }
        for (CompletableFuture<String> waiting : answers.values()) {
            waiting.completeExceptionally(end);
        }
    }
}
