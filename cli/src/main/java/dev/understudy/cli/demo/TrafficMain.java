package dev.understudy.cli.demo;

import dev.understudy.ledger.json.CoreJson;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A steady client in a process of its own, so that it can stand in the place where users are. Sends at a constant rate
 * whatever the answers do (open loop), after a rise of a few seconds; one request in {@link #WRITE_EVERY} writes an order
 * under a key of its own. Keeps a log of the keys that were acknowledged, one a line, written before the acknowledgement
 * counts. Prints a {@link TrafficStats} as one JSON line every quarter of a second. Ends when its standard input does, after
 * the last answer.
 */
public final class TrafficMain {
    /** One request of so many is a write. */
    static final int WRITE_EVERY = 10;

    private static final long SPAN_MILLIS = 250;
    private static final long TICK_MILLIS = 4;
    private static final double RISE_SECONDS = 4;

    /** Shorter than the balancer keeps an idle connection, so that nobody sends on one that is being closed. */
    private static final int IDLE_SECONDS = 10;

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final RequestOptions read;
    private final Writes writes;
    private final double perSecond;
    private final long startedNanos = System.nanoTime();
    private final TreeMap<String, Long> byZone = new TreeMap<>();
    private long[] latencies = new long[4_096];
    private int answered;
    private long sent;
    private long ok;
    private long failed;
    private String firstFailure = "";
    private boolean ending;

    private TrafficMain(Vertx vertx, HttpClientAgent client, RequestOptions read, Writes writes, double perSecond) {
        this.vertx = vertx;
        this.client = client;
        this.read = read;
        this.writes = writes;
        this.perSecond = perSecond;
    }

    /** Arguments: URL without a path, requests per second, deadline of a read in milliseconds, log of acknowledged keys. */
    public static void main(String[] arguments) throws IOException {
        var vertx = Vertx.vertx();
        long deadlineMillis = Long.parseLong(arguments[2]);
        var client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAlive(true)
                        .setKeepAliveTimeout(IDLE_SECONDS)
                        .setConnectTimeout((int) deadlineMillis),
                new PoolOptions().setHttp1MaxSize(512));
        var read = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(arguments[0] + "/")
                .setTimeout(deadlineMillis);
        var writes = new Writes(vertx, client, arguments[0] + "/orders", Path.of(arguments[3]));
        var traffic = new TrafficMain(vertx, client, read, writes, Double.parseDouble(arguments[1]));
        vertx.runOnContext(_ -> {
            vertx.setPeriodic(TICK_MILLIS, _ -> traffic.sendWhatIsDue());
            vertx.setPeriodic(SPAN_MILLIS, traffic::print);
        });
        while (System.in.read() >= 0) {
            continue; // nothing is said to us; the end of the stream is the sign to stop
        }
        vertx.runOnContext(_ -> traffic.ending = true);
    }

    private void sendWhatIsDue() {
        if (ending) {
            return;
        }
        long due = due((System.nanoTime() - startedNanos) / 1e9, perSecond);
        while (sent < due) {
            sent++;
            if (sent % WRITE_EVERY == 0) {
                writes.send().onComplete(result -> answered(result, false, 0));
            } else {
                long begun = System.nanoTime();
                client.request(read)
                        .compose(outgoing -> outgoing.send())
                        .compose(response -> response.body().map(_ -> response))
                        .onComplete(result -> answered(result, true, begun));
            }
        }
    }

    /** Requests due after some seconds: the rate rises evenly at first, so that a cold client does not fail by itself. */
    static long due(double seconds, double perSecond) {
        return (long)
                (seconds < RISE_SECONDS
                        ? perSecond * seconds * seconds / (2 * RISE_SECONDS)
                        : perSecond * (seconds - RISE_SECONDS / 2));
    }

    private void answered(AsyncResult<HttpClientResponse> result, boolean timed, long begun) {
        if (result.failed()) {
            fail(result.cause().toString());
            return;
        }
        if (result.result().statusCode() / 100 != 2) {
            fail("status " + result.result().statusCode());
            return;
        }
        ok++;
        String zone = result.result().getHeader("X-Zone");
        byZone.merge(zone == null ? "unknown" : zone, 1L, Long::sum);
        if (timed) {
            time(System.nanoTime() - begun);
        }
    }

    private void fail(String why) {
        failed++;
        if (firstFailure.isEmpty()) {
            firstFailure = Instant.ofEpochMilli(System.currentTimeMillis()) + " " + why;
        }
    }

    private void time(long nanos) {
        if (answered == latencies.length) {
            latencies = Arrays.copyOf(latencies, answered * 2);
        }
        latencies[answered++] = nanos;
    }

    private void print(long timer) {
        Arrays.sort(latencies, 0, answered);
        var stats = new TrafficStats(
                sent,
                ok,
                failed,
                sent - ok - failed,
                quantileMillis(0.5),
                quantileMillis(0.99),
                byZone,
                writes.acknowledged(),
                writes.triedAgain(),
                writes.longestPauseMillis(),
                firstFailure);
        answered = 0;
        System.out.println(CoreJson.mapper().writeValueAsString(stats));
        if (ending && stats.inFlight() == 0) {
            vertx.cancelTimer(timer);
            writes.close();
            vertx.close();
        }
    }

    private double quantileMillis(double quantile) {
        return answered == 0
                ? 0
                : latencies[(int) (quantile * (answered - 1))] / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
