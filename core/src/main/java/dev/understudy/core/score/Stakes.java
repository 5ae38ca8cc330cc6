package dev.understudy.core.score;

import dev.understudy.core.zone.ZoneId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is at stake beside the price of instances, as people say.
 *
 * @param breakCost what one break of the objective costs, 0 or more, in the currency of the prices
 * @param preferences what being in a zone for the horizon is worth by itself, in the same currency; negative where it is
 *     unwelcome, 0 where a zone is not named
 */
public record Stakes(double breakCost, SortedMap<ZoneId, Double> preferences) {
    /** A break costs nothing and all zones are as welcome: the price alone decides. */
    public static final Stakes NONE = new Stakes(0, new TreeMap<>());

    public Stakes {
        preferences = Collections.unmodifiableSortedMap(new TreeMap<>(preferences));
        if (!(breakCost >= 0 && Double.isFinite(breakCost))) {
            throw new IllegalArgumentException("breakCost is " + breakCost + "; allowed: 0 or more, finite");
        }
        preferences.forEach((zone, preference) -> {
            if (!Double.isFinite(preference)) {
                throw new IllegalArgumentException(
                        "preference for zone " + zone + " is " + preference + "; allowed: finite");
            }
        });
    }

    /** What being in a zone is worth by itself. */
    public double preference(ZoneId zone) {
        return preferences.getOrDefault(zone, 0.0);
    }
}
