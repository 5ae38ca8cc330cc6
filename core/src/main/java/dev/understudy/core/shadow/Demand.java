package dev.understudy.core.shadow;

import java.time.Duration;

/**
 * A predicted demand with its band: eight times in ten the true value should lie between low and high.
 *
 * @param low lower end, requests per second, at least 0
 * @param mid the median, requests per second
 * @param high upper end, requests per second
 */
public record Demand(double low, double mid, double high) {
    public Demand {
        if (!(0 <= low && low <= mid && mid <= high && Double.isFinite(high))) {
            throw new IllegalArgumentException("demand is " + low + " / " + mid + " / " + high
                    + " requests/s; allowed: 0 or more, rising, finite");
        }
    }

    /**
     * The demand that is not passed with this probability: linear between 0, the ends of the band (the tenth and the
     * ninetieth percentile), and the median; above the band the upper end, as nothing is known there.
     *
     * @param probability 0 to 1
     */
    public double quantile(double probability) {
        if (probability <= 0.1) {
            return low * Math.max(0, probability) / 0.1;
        }
        return probability <= 0.5
                ? low + (mid - low) * (probability - 0.1) / 0.4
                : mid + (high - mid) * Math.min(1, (probability - 0.5) / 0.4);
    }

    /** Says what demand to expect. */
    @FunctionalInterface
    public interface Forecaster {
        /** The demand of a service this far ahead, 0 for now. */
        Demand ahead(Duration ahead);

        /** One demand at any time: what was measured of late, where nothing better is known. */
        static Forecaster steady(Demand demand) {
            return _ -> demand;
        }
    }
}
