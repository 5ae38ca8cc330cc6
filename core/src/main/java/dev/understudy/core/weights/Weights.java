package dev.understudy.core.weights;

import dev.understudy.core.zone.ZoneId;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Shares of traffic in basis points. A {@code Weights} is always whole: its shares sum to 10 000.
 *
 * @param shares basis points by zone, each at least 0
 */
public record Weights(SortedMap<ZoneId, Integer> shares) {
    /** The sum of all shares, basis points. */
    public static final int WHOLE = 10_000;

    public Weights {
        shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares)); // sorted: two equal weights print alike
        long sum = 0;
        for (var entry : shares.entrySet()) {
            if (entry.getValue() < 0) {
                throw new IllegalArgumentException(
                        "share of zone " + entry.getKey() + " is " + entry.getValue() + "; allowed: 0 to " + WHOLE);
            }
            sum += entry.getValue();
        }
        if (sum != WHOLE) {
            throw new IllegalArgumentException("shares sum to " + sum + ", not " + WHOLE + ": " + shares);
        }
    }

    /** All traffic to one zone, none to the others named. */
    public static Weights allTo(ZoneId zone, Iterable<ZoneId> others) {
        var shares = new TreeMap<ZoneId, Integer>();
        others.forEach(other -> shares.put(other, 0));
        shares.put(zone, WHOLE);
        return new Weights(shares);
    }

    /**
     * Shares in proportion to whole numbers of any size, by largest remainder; more than zero never becomes zero.
     *
     * @throws IllegalArgumentException when a number is negative or all are zero
     */
    public static Weights proportionalTo(Map<ZoneId, ? extends Number> numbers) {
        return new Weights(Scale.apportion(numbers, WHOLE));
    }

    /** Share of a zone in basis points; 0 for a zone that is not named. */
    public int of(ZoneId zone) {
        return shares.getOrDefault(zone, 0);
    }

    /** Moves at most {@code stepBasisPoints} from one zone to another; a zone never goes below zero. */
    public Weights shift(ZoneId from, ZoneId to, int stepBasisPoints) {
        if (stepBasisPoints < 0) {
            throw new IllegalArgumentException("step is " + stepBasisPoints + " basis points; allowed: 0 or more");
        }
        int moved = Math.min(stepBasisPoints, of(from));
        var next = new TreeMap<>(shares);
        next.put(from, of(from) - moved);
        next.merge(to, moved, Integer::sum);
        return new Weights(next);
    }

    /** The shares in percent, for people: {@code zone-a 90 %, zone-b 10 %}. */
    public String inPercent() {
        return shares.entrySet().stream()
                .map(share -> share.getKey() + " " + percent(share.getValue()) + " %")
                .collect(Collectors.joining(", "));
    }

    private static String percent(int basisPoints) {
        return basisPoints % 100 == 0 ? Integer.toString(basisPoints / 100) : Double.toString(basisPoints / 100.0);
    }
}
