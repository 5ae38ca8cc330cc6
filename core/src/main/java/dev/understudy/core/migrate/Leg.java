package dev.understudy.core.migrate;

import dev.understudy.core.measure.BalancerView.ZoneHealth;
import dev.understudy.core.weights.Weights;
import java.time.Instant;

/** One step of a trip, from asking for it to seeing it at the balancer. */
public sealed interface Leg {
    /** What the step makes of the weights. */
    Weights weights();

    /** When this part of it began. */
    Instant at();

    /** The ledger was asked to record it. */
    record Asked(Weights weights, Instant at) implements Leg {
        public Recorded recorded(long number, Instant now) {
            return new Recorded(weights, number, now);
        }
    }

    /**
     * It is recorded.
     *
     * @param number of the revision
     */
    record Recorded(Weights weights, long number, Instant at) implements Leg {
        public InForce inForce(ZoneHealth target, Instant now) {
            return new InForce(weights, number, now, target.requestsTotal(), target.errorsTotal());
        }
    }

    /**
     * It was read back from the balancer.
     *
     * @param number of the revision
     * @param requestsBefore the target's requests by then, from which those of this step are counted
     * @param errorsBefore the target's errors by then
     */
    record InForce(Weights weights, long number, Instant at, long requestsBefore, long errorsBefore) implements Leg {}
}
