package dev.understudy.judgement;

import dev.understudy.core.forecast.Levels;
import dev.understudy.core.forecast.Outlook;
import java.util.Arrays;

/**
 * The plain forecasters beside which ours is judged, straight from the values of a series up to an origin. A lost probe
 * counts as the largest value of the trailing memory.
 */
final class Peers {
    private static final int FEW = 15;

    private Peers() {}

    /** Values of a series in which each lost one counts as the largest of the memory before it. */
    static double[] censored(double[] values, int memory) {
        var censored = values.clone();
        for (int at = 0; at < censored.length; at++) {
            if (Double.isNaN(censored[at])) {
                double most = Double.NaN;
                for (int before = Math.max(0, at - memory); before < at; before++) {
                    most = Double.isNaN(most) ? censored[before] : Math.max(most, censored[before]);
                }
                censored[at] = most;
            }
        }
        return censored;
    }

    /** The last value that was measured, and quantiles of the errors it had in the memory. */
    static double[] naive(double[] values, double[] censored, int origin, int ahead, Outlook outlook) {
        var errors = new double[outlook.memory()];
        int count = 0;
        for (int at = Math.max(ahead, origin - outlook.memory() + 1); at <= origin; at++) {
            double error = censored[at] - last(values, at - ahead);
            if (!Double.isNaN(error)) {
                errors[count++] = error;
            }
        }
        var forecast = quantiles(Arrays.copyOf(errors, count));
        for (int level = 0; level < forecast.length; level++) {
            forecast[level] += last(values, origin);
        }
        return forecast;
    }

    /** Quantiles of the last fifteen values. */
    static double[] lastFew(double[] censored, int origin) {
        return quantiles(Arrays.copyOfRange(censored, Math.max(0, origin - FEW + 1), origin + 1));
    }

    static double last(double[] values, int at) {
        int back = at;
        while (back > 0 && Double.isNaN(values[back])) {
            back--;
        }
        return values[back];
    }

    private static double[] quantiles(double[] of) {
        Arrays.sort(of);
        var quantiles = new double[Levels.COUNT];
        for (int level = 0; level < quantiles.length; level++) {
            double at = Levels.at(level) * (of.length - 1);
            int below = (int) at;
            int next = Math.min(below + 1, of.length - 1);
            quantiles[level] = of[below] + (at - below) * (of[next] - of[below]);
        }
        return quantiles;
    }
}
