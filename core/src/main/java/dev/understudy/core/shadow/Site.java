package dev.understudy.core.shadow;

import dev.understudy.core.zone.ZoneId;
import java.util.Optional;

/**
 * What is known of a zone as a place for a shadow, beside where it lies and what it costs.
 *
 * @param zone the zone
 * @param freeInstances instances that it has room for; empty where nobody knows
 * @param breakProbability by its history, that the objective breaks there within a day, 0 to 1
 * @param preferencePoints by which people would rather have it, points; negative where it is unwelcome
 * @param jurisdiction whose law holds there, such as {@code eu}; empty where nobody says
 */
public record Site(
        ZoneId zone,
        Optional<Integer> freeInstances,
        double breakProbability,
        double preferencePoints,
        Optional<String> jurisdiction) {
    public Site {
        freeInstances.ifPresent(free -> {
            if (free < 0) {
                throw new IllegalArgumentException(
                        "freeInstances of zone " + zone + " is " + free + "; allowed: 0 or more");
            }
        });
        if (!(breakProbability >= 0 && breakProbability <= 1)) {
            throw new IllegalArgumentException(
                    "breakProbability of zone " + zone + " is " + breakProbability + "; allowed: 0 to 1");
        }
        if (!Double.isFinite(preferencePoints)) {
            throw new IllegalArgumentException(
                    "preferencePoints of zone " + zone + " is " + preferencePoints + "; allowed: finite");
        }
    }

    /** Of which nothing is known. */
    public static Site unknown(ZoneId zone) {
        return new Site(zone, Optional.empty(), 0, 0, Optional.empty());
    }
}
