package dev.understudy.core.forecast;

import java.util.Arrays;

/**
 * Weighs several forecasts of the same quantiles by what they were worth so far, each level apart: Bernstein online
 * aggregation with the gradient of the pinball loss (O. Wintenberger, "Optimal learning with Bernstein online
 * aggregation", 2017; for quantiles J. Berrisch, F. Ziel, "CRPS learning", 2023). Its loss stays within a term that
 * grows with the root of the time of the best fixed blend. Nothing is forgotten: forgetting made unseen paths worse.
 * Mutable, for one thread.
 */
public final class Mixture {
    /** Faster than theory asks for; of 0.5, 1, 2, 3, 4 and 6 the best on recorded round trips. */
    private static final double HASTE = 3;

    private final int count;
    private final double[][] weights;
    private final double[][] gains;
    private final double[][] squares;
    private final double[][] largest;

    /** One of this many forecasts, at least 2, all weighing the same. */
    public Mixture(int count) {
        if (count < 2) {
            throw new IllegalArgumentException("forecasts of a mixture are " + count + "; allowed: at least 2");
        }
        this.count = count;
        weights = new double[Levels.COUNT][count];
        gains = new double[Levels.COUNT][count];
        squares = new double[Levels.COUNT][count];
        largest = new double[Levels.COUNT][count];
        for (double[] each : weights) {
            Arrays.fill(each, 1.0 / count);
        }
    }

    /** The weight of a forecast at a level, 0 to 1. */
    public double weight(int forecast, int level) {
        return weights[level][forecast];
    }

    /** The weighted forecast; quantiles that cross are put in order. */
    public void blend(double[][] forecasts, double[] into) {
        for (int level = 0; level < Levels.COUNT; level++) {
            into[level] = at(level, forecasts);
        }
        Arrays.sort(into);
    }

    private double at(int level, double[][] forecasts) {
        double sum = 0;
        for (int each = 0; each < count; each++) {
            sum += weights[level][each] * forecasts[each][level];
        }
        return sum;
    }

    /**
     * Learns from what came true.
     *
     * @param forecasts what was said, as given to {@link #blend}
     * @param scale of the series, above 0, so that series of all sizes learn alike
     */
    public void learn(double[][] forecasts, double value, double scale) {
        for (int level = 0; level < Levels.COUNT; level++) {
            double blended = at(level, forecasts);
            double slope = ((value < blended ? 1 : 0) - Levels.at(level)) / scale;
            for (int each = 0; each < count; each++) {
                double gain = slope * (blended - forecasts[each][level]);
                largest[level][each] = Math.max(largest[level][each], Math.abs(gain));
                squares[level][each] += gain * gain;
                gains[level][each] += gain * (1 - rate(level, each) * gain);
            }
            weigh(level);
        }
    }

    private double rate(int level, int each) {
        double most = largest[level][each];
        return most == 0 ? 0 : HASTE * Math.min(1 / (2 * most), Math.sqrt(Math.log(count) / squares[level][each]));
    }

    private void weigh(int level) {
        var weight = weights[level];
        double most = Double.NEGATIVE_INFINITY;
        for (int each = 0; each < count; each++) {
            double rate = rate(level, each);
            // A forecast that never differed from the blend has shown nothing yet, and keeps a middling weight.
            weight[each] = rate == 0 ? 0 : rate * gains[level][each] + Math.log(rate);
            most = Math.max(most, weight[each]);
        }
        double sum = 0;
        for (int each = 0; each < count; each++) {
            weight[each] = Math.exp(weight[each] - most);
            sum += weight[each];
        }
        for (int each = 0; each < count; each++) {
            weight[each] /= sum;
        }
    }
}
