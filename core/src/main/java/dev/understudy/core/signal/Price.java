package dev.understudy.core.signal;

import java.time.Instant;
import java.util.Set;

/**
 * What one instance costs for one hour in a place.
 *
 * @param places where, by the names of the feed
 * @param market how it is bought
 * @param perHour price, 0 or more, in the currency
 * @param currency ISO 4217
 * @param source name of the feed
 * @param since from when it is the price
 */
public record Price(Set<String> places, Market market, double perHour, String currency, String source, Instant since) {
    /** How an instance is bought. */
    public enum Market {
        ON_DEMAND,
        SPOT
    }

    public Price {
        places = Set.copyOf(places);
        if (!(perHour >= 0 && Double.isFinite(perHour))) {
            throw new IllegalArgumentException("perHour of " + source + " is " + perHour + "; allowed: 0 or more");
        }
    }
}
