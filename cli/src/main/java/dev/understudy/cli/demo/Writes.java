package dev.understudy.cli.demo;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The writes of the client: orders, each under a key of its own that goes with every attempt, so that an attempt whose
 * answer was lost may be made again. One event loop uses it.
 */
final class Writes {
    /** For one attempt. */
    private static final Duration ATTEMPT = Duration.ofSeconds(6);

    /** For a write with all its attempts: longer than a database takes to be evacuated. */
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final long PAUSE_MILLIS = 50;

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final String url;
    private final BufferedWriter log;
    private long keys;
    private long acknowledged;
    private long triedAgain;
    private long lastNanos;
    private long longestNanos;

    /** @param log where the keys go that were acknowledged */
    Writes(Vertx vertx, HttpClientAgent client, String url, Path log) throws IOException {
        this.vertx = vertx;
        this.client = client;
        this.url = url;
        this.log = Files.newBufferedWriter(log);
    }

    /** Writes an order: the answer that counted, or the last one in time that did not. */
    Future<HttpClientResponse> send() {
        var done = Promise.<HttpClientResponse>promise();
        attempt("demo-" + ++keys, System.nanoTime() + DEADLINE.toNanos(), done);
        return done.future();
    }

    private void attempt(String key, long deadline, Promise<HttpClientResponse> done) {
        var request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url)
                .setTimeout(ATTEMPT.toMillis())
                .putHeader("Idempotency-Key", key);
        client.request(request)
                .compose(outgoing -> outgoing.send(Buffer.buffer("an order of the demo")))
                .compose(response -> response.body().map(_ -> response))
                .onComplete(result -> {
                    boolean taken = result.succeeded() && result.result().statusCode() / 100 == 2;
                    if (taken) {
                        acknowledge(key);
                        done.complete(result.result());
                    } else if (System.nanoTime() < deadline) {
                        triedAgain++;
                        vertx.setTimer(PAUSE_MILLIS, _ -> attempt(key, deadline, done));
                    } else {
                        done.handle(result);
                    }
                });
    }

    private void acknowledge(String key) {
        try {
            log.write(key);
            log.newLine();
        } catch (IOException full) {
            throw new UncheckedIOException("the log of acknowledged writes cannot be kept", full);
        }
        acknowledged++;
        long now = System.nanoTime();
        if (acknowledged > 1) {
            longestNanos = Math.max(longestNanos, now - lastNanos);
        }
        lastNanos = now;
    }

    long acknowledged() {
        return acknowledged;
    }

    long triedAgain() {
        return triedAgain;
    }

    long longestPauseMillis() {
        return Duration.ofNanos(longestNanos).toMillis();
    }

    void close() {
        try {
            log.close();
        } catch (IOException full) {
            throw new UncheckedIOException("the log of acknowledged writes cannot be kept", full);
        }
    }
}
