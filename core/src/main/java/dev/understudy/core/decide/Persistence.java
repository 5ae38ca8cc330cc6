package dev.understudy.core.decide;

import java.util.Arrays;

/**
 * What a gap between zones is expected to amount to before it closes. A gap that has been seen for a while goes on for
 * about as long again, as lifetimes without a scale do (B. Mandelbrot, "The fractal geometry of nature", 1982, on J.
 * Lindy), and none is over at once:
 *
 * <pre>
 *   prospect = greatest over windows of k = 3, 17, 65 steps of  gap over them × (horizon + 2 k)
 * </pre>
 *
 * where the gap is the two-fifths quantile of the differences, so that spikes amount to nothing. Where the middle of the
 * last three is not above 0, that is the prospect: there is nothing to be saved now. Immutable.
 */
public final class Persistence {
    private static final int[] WINDOWS = {3, 17, 65};
    private static final int SHORTEST = WINDOWS[0];
    private static final int LONGEST = WINDOWS[WINDOWS.length - 1];
    private static final double QUANTILE = 0.4;
    private static final double AGAIN = 2;

    private final int zones;
    private final double horizonSteps;
    private final double[] costs; // of the last steps, the newest last, zone by zone
    private final int steps;

    private Persistence(int zones, double horizonSteps, double[] costs, int steps) {
        this.zones = zones;
        this.horizonSteps = horizonSteps;
        this.costs = costs;
        this.steps = steps;
    }

    /**
     * Nothing was seen yet.
     *
     * @param zones how many there are
     * @param horizonSteps steps that a gap lasts at least, 0 or more
     */
    public static Persistence start(int zones, double horizonSteps) {
        if (!(horizonSteps >= 0 && horizonSteps < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("horizonSteps is " + horizonSteps + "; allowed: 0 or more, finite");
        }
        return new Persistence(zones, horizonSteps, new double[LONGEST * zones], 0);
    }

    /** After a step with these costs. */
    public Persistence after(double[] step) {
        var next = Arrays.copyOfRange(costs, zones, costs.length + zones);
        for (int zone = 0; zone < zones; zone++) {
            next[costs.length - zones + zone] = step[zone];
        }
        return new Persistence(zones, horizonSteps, next, Math.min(steps + 1, LONGEST));
    }

    /** What each zone is expected to save against {@code here}; NaN while too little was seen, and for itself. */
    public double[] prospects(int here) {
        var prospects = new double[zones];
        for (int other = 0; other < zones; other++) {
            prospects[other] = other == here || steps < SHORTEST ? Double.NaN : prospect(here, other);
        }
        return prospects;
    }

    private double prospect(int here, int other) {
        double now = gaps(here, other, SHORTEST)[SHORTEST / 2];
        if (now <= 0) {
            return now;
        }
        double most = Double.NEGATIVE_INFINITY;
        for (int window : WINDOWS) {
            if (window <= steps) {
                double gap = gaps(here, other, window)[(int) ((window - 1) * QUANTILE)];
                most = Math.max(most, gap * (horizonSteps + AGAIN * window));
            }
        }
        return Math.max(most, 0);
    }

    /** Differences of the last steps, sorted. */
    private double[] gaps(int here, int other, int window) {
        var gaps = new double[window];
        for (int back = 0; back < window; back++) {
            int step = costs.length - (back + 1) * zones;
            gaps[back] = costs[step + here] - costs[step + other];
        }
        Arrays.sort(gaps);
        return gaps;
    }
}
