package dev.understudy.agent.tasks;

import dev.understudy.agent.config.HostPort;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;

/**
 * Makes the instances of a zone ready for traffic: waits until as many as wanted say they are, then sends each some
 * requests over the network, so that its first user does not wait for what is done once.
 */
final class Warmth {
    /** Requests to each instance: enough to open its connections to the database and to have its code compiled. */
    static final int REQUESTS = 40;

    /** Requests at an instance at once. */
    static final int AT_ONCE = 4;

    /** The first of them opens connections to a database that may be far away. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(8);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final String WARM = "/warm";
    private static final String HEALTH = "/healthz";

    private final Instances instances;
    private final ToIntFunction<ZoneId> wanted;
    private final Duration patience;

    private record Count(int sent, int failed) {}

    /**
     * @param wanted instances that shall run in a zone, 0 where nobody says
     * @param patience how long to wait for them
     */
    Warmth(Instances instances, ToIntFunction<ZoneId> wanted, Duration patience) {
        this.instances = instances;
        this.wanted = wanted;
        this.patience = patience;
    }

    TaskEnd warm(ZoneId zone, Tasks.Mandate mandate) throws InterruptedException {
        long start = System.nanoTime();
        int needed = Math.max(1, wanted.applyAsInt(zone));
        var ready = awaitReady(zone, needed, start, mandate);
        if (ready.size() < needed) {
            return new TaskEnd.Failed(new Because(
                    "of {wantedInstances} instances wanted in " + zone + ", {readyInstances} were ready within"
                            + " {waitedSeconds} s",
                    Map.of(
                            "wantedInstances", (double) needed,
                            "readyInstances", (double) ready.size(),
                            "waitedSeconds", seconds(start))));
        }
        int sent = 0;
        int failed = 0;
        for (Count count : warm(ready)) {
            sent += count.sent();
            failed += count.failed();
        }
        var numbers = Map.of(
                "readyInstances", (double) ready.size(),
                "warmUpRequests", (double) sent,
                "warmUpFailed", (double) failed);
        // A few may be shed by an instance that is filling its pools; more means that it does not serve.
        return failed * 10 > sent
                ? new TaskEnd.Failed(new Because(
                        "{readyInstances} instances in " + zone
                                + " say they are ready, yet of {warmUpRequests} warm-up requests {warmUpFailed} failed",
                        numbers))
                : new TaskEnd.Done(new Because(
                        "{readyInstances} instances are ready in " + zone
                                + " and answered {warmUpRequests} warm-up requests, {warmUpFailed} of them not",
                        numbers));
    }

    private List<HostPort> awaitReady(ZoneId zone, int needed, long start, Tasks.Mandate mandate)
            throws InterruptedException {
        var ready = instances.ready(zone);
        while (ready.size() < needed && mandate.holds() && System.nanoTime() - start < patience.toNanos()) {
            Thread.sleep(LOOK);
            ready = instances.ready(zone);
        }
        return ready;
    }

    /** All instances at once, each of them {@link #AT_ONCE} at a time. */
    private List<Count> warm(List<HostPort> ready) throws InterruptedException {
        var counts = new ArrayList<Count>();
        String path = WARM;
        for (int round = 0; round < REQUESTS / AT_ONCE; round++) {
            var asked = ask(ready, path);
            boolean unknown = asked.stream()
                    .allMatch(answer -> answer.filter(response -> response.statusCode() == 404)
                            .isPresent());
            if (round == 0 && unknown) {
                path = HEALTH; // the service has no request of its own for this
                asked = ask(ready, path);
            }
            long answered = asked.stream()
                    .filter(answer -> answer.filter(response -> response.statusCode() == 200)
                            .isPresent())
                    .count();
            counts.add(new Count(asked.size(), (int) (asked.size() - answered)));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return counts;
    }

    private List<Optional<HttpResponse<String>>> ask(List<HostPort> ready, String path) {
        var asked = new ArrayList<CompletableFuture<Optional<HttpResponse<String>>>>();
        for (HostPort instance : ready) {
            for (int i = 0; i < AT_ONCE; i++) {
                asked.add(instances.get(instance, path, ANSWER_MAX));
            }
        }
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
