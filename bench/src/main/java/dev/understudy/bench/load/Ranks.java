package dev.understudy.bench.load;

import java.util.Collection;

/** Percentiles by nearest rank. */
public final class Ranks {
    private Ranks() {}

    /** The smallest number that at least this share of all does not exceed; 0 of none. */
    public static double nearest(Collection<Double> numbers, int percent) {
        if (numbers.isEmpty()) {
            return 0;
        }
        var sorted = numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.length) - 1)];
    }
}
