package dev.understudy.core.scorecard;

import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * What a zone was really like at one moment.
 *
 * @param zone the zone
 * @param at when
 * @param latencyMillis its latency, milliseconds; empty where nothing answered
 * @param broken whether the objective is broken there, by the verdict of the observers
 */
public record Truth(ZoneId zone, Instant at, OptionalDouble latencyMillis, boolean broken) {
    public Truth {
        if (latencyMillis.isPresent()
                && !(latencyMillis.getAsDouble() >= 0 && Double.isFinite(latencyMillis.getAsDouble()))) {
            throw new IllegalArgumentException("latencyMillis of zone " + zone + " is " + latencyMillis.getAsDouble()
                    + "; allowed: 0 or more, finite");
        }
    }
}
