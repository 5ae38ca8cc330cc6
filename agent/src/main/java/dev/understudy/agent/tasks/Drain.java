package dev.understudy.agent.tasks;

import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.clouds.spi.LoadBalancer.Observed;
import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.json.CoreJson;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;

/**
 * Waits until a zone has nothing in flight: it has no share, the balancer sends it no request any more, and its instances,
 * as far as they answer, have none under way.
 */
final class Drain {
    private static final Duration LOOK = Duration.ofMillis(100);

    /** For how long the balancer must have sent nothing: longer than it waits for an answer. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Instances instances;
    private final LoadBalancer balancer;
    private final Duration patience;

    /** @param patience how long to wait */
    Drain(Instances instances, LoadBalancer balancer, Duration patience) {
        this.instances = instances;
        this.balancer = balancer;
        this.patience = patience;
    }

    TaskEnd await(ZoneId zone, Tasks.Mandate mandate) throws InterruptedException {
        long start = System.nanoTime();
        long quietSince = start;
        OptionalLong sentBefore = OptionalLong.empty();
        String why = "the balancer was not read";
        while (mandate.holds() && System.nanoTime() - start < patience.toNanos()) {
            long now = System.nanoTime();
            switch (balancer.observe()) {
                case Observed.Failed(var error) -> {
                    why = error.message();
                    quietSince = now;
                }
                case Observed.Seen(var view) -> {
                    var sent = OptionalLong.of(sent(view, zone));
                    int share = view.effective().of(zone);
                    if (share > 0 || !sent.equals(sentBefore)) {
                        quietSince = now;
                        why = share > 0
                                ? "it still has " + share * 100.0 / Weights.WHOLE + " % of the traffic"
                                : "the balancer still sends it requests";
                    }
                    sentBefore = sent;
                    if (now - quietSince >= QUIET.toNanos()) {
                        long inFlight = inFlight(zone);
                        if (inFlight == 0) {
                            return drained(zone, start);
                        }
                        why = "its instances have " + inFlight + " requests under way";
                    }
                }
            }
            Thread.sleep(LOOK);
        }
        return new TaskEnd.Failed(new Because(
                zone + " was not drained within {waitedSeconds} s: " + plain(why),
                Map.of("waitedSeconds", (System.nanoTime() - start) / 1e9)));
    }

    private static TaskEnd drained(ZoneId zone, long start) {
        return new TaskEnd.Done(new Because(
                "nothing is in flight to " + zone + " after {waitedSeconds} s",
                Map.of("waitedSeconds", (System.nanoTime() - start) / 1e9)));
    }

    private static long sent(BalancerView view, ZoneId zone) {
        var health = view.zones().get(zone);
        return health == null ? 0 : health.requestsTotal();
    }

    /** Requests under way at the instances that answer and count them. */
    private long inFlight(ZoneId zone) {
        var asked = instances.of(zone).stream()
                .map(instance -> instances.get(instance, "/load"))
                .toList();
        return asked.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .mapToLong(Drain::inFlight)
                .sum();
    }

    private static long inFlight(HttpResponse<String> load) {
        if (load.statusCode() != 200) {
            return 0;
        }
        try {
            var there = CoreJson.mapper().readTree(load.body()).get("inFlight");
            return there != null && there.isIntegralNumber() ? there.longValue() : 0;
        } catch (JacksonException _) {
            return 0;
        }
    }

    private static String plain(String text) {
        return text.replace('{', '(').replace('}', ')');
    }
}
