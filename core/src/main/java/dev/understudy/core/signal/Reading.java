package dev.understudy.core.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one source last said, and whether that still counts. A source that could not be read in time is unknown: its
 * silence never means that all is well.
 *
 * @param source name of the feed
 * @param readAt when it was last read in full; empty before the first time
 * @param freshFor how long a reading counts
 * @param problem why the newest attempt failed; empty where it did not
 * @param signals what it announced
 * @param prices what it says things cost
 */
public record Reading(
        String source,
        Optional<Instant> readAt,
        Duration freshFor,
        Optional<String> problem,
        List<Signal> signals,
        List<Price> prices) {
    /** Signals, and prices, of one source at most. */
    public static final int ITEMS_MAX = 1_000;

    public Reading {
        signals = List.copyOf(signals);
        prices = List.copyOf(prices);
        if (!freshFor.isPositive()) {
            throw new IllegalArgumentException("freshFor of " + source + " is " + freshFor + "; allowed: more than 0");
        }
        if (signals.size() > ITEMS_MAX || prices.size() > ITEMS_MAX) {
            throw new IllegalArgumentException(source + " has " + signals.size() + " signals and " + prices.size()
                    + " prices; allowed: at most " + ITEMS_MAX + " of each");
        }
    }

    /** A source that was never read. */
    public static Reading never(String source, Duration freshFor) {
        return new Reading(source, Optional.empty(), freshFor, Optional.empty(), List.of(), List.of());
    }

    /** This reading after an attempt that failed: what was read before counts until it is too old. */
    public Reading failed(String why) {
        return new Reading(source, readAt, freshFor, Optional.of(why), signals, prices);
    }

    /** Whether it still counts. */
    public boolean isFresh(Instant now) {
        return readAt.filter(at -> now.isBefore(at.plus(freshFor))).isPresent();
    }

    /** Why it does not count, in words. */
    public String unknownBecause() {
        return readAt.map(at -> source + " was last read at " + at).orElse(source + " was never read")
                + problem.map(why -> ": " + why).orElse("");
    }
}
