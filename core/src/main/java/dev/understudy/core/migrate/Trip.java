package dev.understudy.core.migrate;

import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;

/**
 * A move of traffic that is under way.
 *
 * @param from the zone that loses traffic
 * @param to the zone that gains it, which the gate looks at
 * @param origin the weights it started from, to go back to when the gate fails; on the way back, where it ends
 * @param startedAt when it started
 * @param p95BeforeMillis 95th percentile of the target's latency before it started, milliseconds; 0 where not known
 * @param leg the step it is at
 */
public record Trip(ZoneId from, ZoneId to, Weights origin, Instant startedAt, double p95BeforeMillis, Leg leg) {
    Trip at(Leg next) {
        return new Trip(from, to, origin, startedAt, p95BeforeMillis, next);
    }

    /** The way back to where this trip came from. */
    Trip back(Leg next, Instant now) {
        return new Trip(to, from, origin, now, 0, next);
    }
}
