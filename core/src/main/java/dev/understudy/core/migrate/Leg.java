package dev.understudy.core.migrate;

import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The newest revision, from hearing of it to seeing it at the balancer. */
public sealed interface Leg {
    /** What the revision makes of the weights. */
    Weights weights();

    /** Number of the revision. */
    long number();

    /** When this controller heard of the revision. */
    Instant recordedAt();

    /** It is recorded. */
    record Recorded(Weights weights, long number, Instant recordedAt) implements Leg {
        public InForce inForce(BalancerView view, Instant now) {
            return new InForce(weights, number, recordedAt, now, view.zones());
        }
    }

    /**
     * It was read back from the balancer.
     *
     * @param at when that was
     * @param before what the balancer had counted of each zone by then, from which the step's requests are counted
     */
    record InForce(
            Weights weights,
            long number,
            Instant recordedAt,
            Instant at,
            SortedMap<ZoneId, BalancerView.ZoneHealth> before)
            implements Leg {
        public InForce {
            before = Collections.unmodifiableSortedMap(new TreeMap<>(before));
        }
    }
}
