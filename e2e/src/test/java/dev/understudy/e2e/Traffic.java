package dev.understudy.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A user of the service who asks it again and again, and remembers the first answer that was none. */
final class Traffic implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PAUSE_MILLIS = 40;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;
    private final Thread thread = Thread.ofPlatform().daemon().name("traffic").unstarted(this::ask);
    private volatile boolean closing;
    private final AtomicLong answered = new AtomicLong();
    private volatile Optional<String> failed = Optional.empty();

    Traffic(String url) {
        request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
        thread.start();
    }

    long answered() {
        return answered.get();
    }

    /** The first request that failed. */
    Optional<String> failed() {
        return failed;
    }

    private void ask() {
        while (!closing && failed.isEmpty()) {
            try {
                var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    failed = Optional.of("status " + answer.statusCode() + ": " + answer.body());
                }
                answered.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (IOException fault) {
                failed = Optional.of(fault.toString());
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}
