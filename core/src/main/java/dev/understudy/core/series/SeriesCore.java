package dev.understudy.core.series;

import java.util.Arrays;

/**
 * All that is kept of a series that is only one of a million: level and scale that spikes cannot move far, the newest
 * values, quantiles of the errors of forecasting each horizon by the last value, the share that was lost, and evidence
 * of a change. Mutable, for one thread, hence primitive arrays.
 *
 * <p>Layout, on a 64-bit machine with compressed references: the object 72 bytes (12 header, 3 references of 4, 4
 * doubles, 3 floats, 1 int, padded); newest values 16 + 4 x 60 = 256 bytes; error quantiles 16 + 4 x 21 = 104 bytes
 * after padding; steps ahead are shared by all. Together 432 bytes, less than the 512 allowed.
 *
 * <p>A lost probe is censored: it counts as the largest of the newest values, and moves neither level nor scale.
 */
public final class SeriesCore {
    private static final int ROOM = 60;
    private static final double[] LEVELS = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95};
    private static final double LEVEL_WEIGHT = 0.1;
    private static final double SCALE_WEIGHT = 0.04;
    private static final double LARGEST_DEVIATION = 8;
    /** How far a value may pull the level, in scales. */
    private static final double LARGEST_STEP = 3;

    private static final double LEAST_SCALE_RATIO = 1e-4;
    private static final double LEAST_SCALE = 1e-12;
    /** How far one error moves a quantile, in scales (stochastic approximation; H. Robbins, S. Monro, 1951). */
    private static final double QUANTILE_STEP = 0.1;

    private static final double LOST_WEIGHT = 0.05;
    /** Scales by which a value must leave the level to count for a change (E. Page, "Continuous inspection", 1954). */
    private static final double SLACK = 1.5;

    private final int[] stepsAhead;
    private final float[] newest = new float[ROOM];
    private final float[] errors;
    private double level;
    private double scale;
    private double last;
    private double largest;
    private float lost;
    private float upward;
    private float downward;
    private int steps;

    /**
     * An empty one.
     *
     * @param stepsAhead horizons, rising, 1 to 59; may be shared, and must not be changed
     */
    public SeriesCore(int... stepsAhead) {
        if (stepsAhead.length == 0 || stepsAhead.length > 3 || stepsAhead[stepsAhead.length - 1] >= ROOM) {
            throw new IllegalArgumentException(
                    "steps ahead are " + Arrays.toString(stepsAhead) + "; allowed: one to three, each 1 to 59");
        }
        this.stepsAhead = stepsAhead;
        errors = new float[stepsAhead.length * LEVELS.length];
    }

    /** Takes one step of the series; NaN where the probe was lost. What was lost before the first value is nothing. */
    public void take(double value) {
        boolean missing = Double.isNaN(value);
        if (steps == 0) {
            if (missing) {
                return;
            }
            level = last = largest = value;
            scale = Math.abs(value) * LEAST_SCALE_RATIO * 10 + LEAST_SCALE;
        }
        double counts = missing ? largest : value;
        for (int horizon = 0; horizon < stepsAhead.length; horizon++) {
            if (steps >= stepsAhead[horizon]) {
                learn(horizon, counts - newest[(steps - stepsAhead[horizon]) % ROOM]);
            }
        }
        lost += (float) (LOST_WEIGHT * ((missing ? 1 : 0) - lost));
        if (!missing) {
            follow(value);
        }
        // The largest fades towards the level, as it would leave a window.
        largest = Math.max(counts, largest + (level - largest) / ROOM);
        newest[steps % ROOM] = (float) counts;
        steps = steps == Integer.MAX_VALUE ? steps - ROOM * (steps / ROOM - 1) : steps;
        steps++;
    }

    private void learn(int horizon, double error) {
        int first = horizon * LEVELS.length;
        double step = QUANTILE_STEP * scale;
        for (int each = 0; each < LEVELS.length; each++) {
            errors[first + each] += (float) (step * (LEVELS[each] - (error < errors[first + each] ? 1 : 0)));
        }
    }

    private void follow(double value) {
        double away = value - level;
        double bounded = Math.clamp(away / scale, -LARGEST_DEVIATION, LARGEST_DEVIATION);
        upward = (float) Math.max(0, upward + bounded - SLACK);
        downward = (float) Math.max(0, downward - bounded - SLACK);
        level += LEVEL_WEIGHT * Math.clamp(away, -LARGEST_STEP * scale, LARGEST_STEP * scale);
        scale += SCALE_WEIGHT * (Math.abs(bounded) * scale - scale);
        scale = Math.max(scale, Math.abs(value) * LEAST_SCALE_RATIO + LEAST_SCALE);
        last = value;
    }

    /** Steps taken since the first value; counts on from a smaller number after two thousand million. */
    public int steps() {
        return steps;
    }

    /** The last value that was not lost. */
    public double last() {
        return last;
    }

    /** Where values lie, in the unit of the series. */
    public double level() {
        return level;
    }

    /** How far values usually lie from the level, above 0. */
    public double scale() {
        return scale;
    }

    /** The share of the newest twenty or so that was lost, 0 to 1. */
    public double lost() {
        return lost;
    }

    /** Evidence that the level moved up, in scales, at least 0; falls while values lie where they used to. */
    public double movedUp() {
        return upward;
    }

    /** Evidence that the level moved down, in scales, at least 0. */
    public double movedDown() {
        return downward;
    }

    /** A quantile of the newest sixty values; NaN before the first. For those who ask, not for every update. */
    public double quantile(double share) {
        int size = Math.min(steps, ROOM);
        if (size == 0) {
            return Double.NaN;
        }
        var sorted = Arrays.copyOf(newest, size);
        Arrays.sort(sorted);
        double at = share * (size - 1);
        int below = (int) at;
        return sorted[below] + (at - below) * (sorted[Math.min(below + 1, size - 1)] - sorted[below]);
    }

    /**
     * Quantiles of the value one horizon ahead at .05 .1 .25 .5 .75 .9 .95: the last value and what it used to be wrong by.
     *
     * @param horizon its number, from 0
     */
    public double[] forecast(int horizon) {
        var forecast = new double[LEVELS.length];
        for (int each = 0; each < forecast.length; each++) {
            forecast[each] = last + errors[horizon * LEVELS.length + each];
        }
        Arrays.sort(forecast);
        return forecast;
    }
}
