package dev.understudy.core.forecast;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The latency of a link when all is well. The median of the first windows starts it; from then on it follows the median
 * by tiny steps (Q. Ma, S. Muthukrishnan, M. Sandler, "Frugal streaming for estimating quantiles", 2013), so that
 * minutes of trouble hardly lift it while a change that stays is accepted within an hour or so. A value far below it
 * pulls it down at once: what was learnt in bad weather, or while a process warmed up, is forgotten in good weather.
 *
 * @param first the windows it starts from, milliseconds; empty once it has started
 * @param millis the baseline, milliseconds; meaningless before it has started
 * @param started whether enough windows were seen
 */
public record CalmBaseline(List<Double> first, double millis, boolean started) {
    /** Windows it takes to start. */
    public static final int WARM_UP = 5;

    public static final CalmBaseline EMPTY = new CalmBaseline(List.of(), 0, false);

    private static final double STEP_RATIO = 0.001;
    private static final double LEAST_STEP_MILLIS = 0.001;
    private static final double FAR_BELOW = 0.7;
    private static final double FALL_RATIO = 0.2;

    public CalmBaseline {
        first = List.copyOf(first);
    }

    /** One that somebody else has learnt already. */
    public static CalmBaseline known(double millis) {
        return new CalmBaseline(List.of(), millis, true);
    }

    /** The baseline after one more window. */
    public CalmBaseline with(double valueMillis) {
        if (!started) {
            var seen = new ArrayList<>(first);
            seen.add(valueMillis);
            if (seen.size() < WARM_UP) {
                return new CalmBaseline(seen, 0, false);
            }
            Collections.sort(seen);
            return known(seen.get(WARM_UP / 2));
        }
        if (valueMillis < millis * FAR_BELOW) {
            return known(millis + (valueMillis - millis) * FALL_RATIO);
        }
        double step = Math.max(LEAST_STEP_MILLIS, millis * STEP_RATIO);
        return known(millis + Math.clamp(valueMillis - millis, -step, step));
    }

    /** The lower of this and what another has learnt. */
    public CalmBaseline atMost(double otherMillis) {
        return started && millis <= otherMillis ? this : known(otherMillis);
    }
}
