package dev.understudy.core.detect;

import java.util.Arrays;

/** Order statistics of small windows. */
final class Ranks {
    /** Standard deviations of a normal law in one median absolute deviation. */
    static final double NORMAL = 1.4826;

    private Ranks() {}

    /** The median of the first {@code count} values, which are in ascending order; NaN where there are none. */
    static double median(double[] ascending, int count) {
        if (count == 0) {
            return Double.NaN;
        }
        return (ascending[(count - 1) / 2] + ascending[count / 2]) / 2;
    }

    /** The quantile of the first {@code count} values, in ascending order, by linear interpolation; NaN where none. */
    static double quantile(double[] ascending, int count, double share) {
        if (count == 0) {
            return Double.NaN;
        }
        double place = share * (count - 1);
        int below = (int) place;
        int above = Math.min(below + 1, count - 1);
        return ascending[below] + (ascending[above] - ascending[below]) * (place - below);
    }

    /** Turns the first {@code count} values into their distances from {@code centre}, ascending; gives their median. */
    static double deviation(double[] values, int count, double centre) {
        for (int each = 0; each < count; each++) {
            values[each] = Math.abs(values[each] - centre);
        }
        Arrays.sort(values, 0, count);
        return median(values, count);
    }
}
