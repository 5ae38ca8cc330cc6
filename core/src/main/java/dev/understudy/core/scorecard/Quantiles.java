package dev.understudy.core.scorecard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A value foretold by quantiles.
 *
 * @param levels rising, each between 0 and 1 (neither included); 1 to 15 of them
 * @param values one for each level, finite, not falling; in the unit of what is foretold
 */
public record Quantiles(List<Double> levels, List<Double> values) {
    /** The levels that the product grades by. */
    public static final List<Double> LEVELS = List.of(0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95);

    private static final int MOST = 15;

    public Quantiles {
        levels = List.copyOf(levels);
        values = List.copyOf(values);
        if (levels.isEmpty() || levels.size() > MOST || levels.size() != values.size()) {
            throw new IllegalArgumentException("there are " + levels.size() + " levels and " + values.size()
                    + " values; allowed: as many of each, 1 to " + MOST);
        }
        double level = 0;
        double value = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < levels.size(); i++) {
            if (!(levels.get(i) > level && levels.get(i) < 1)) {
                throw new IllegalArgumentException("levels are " + levels + "; allowed: rising, between 0 and 1");
            }
            if (!(values.get(i) >= value && Double.isFinite(values.get(i)))) {
                throw new IllegalArgumentException("values are " + values + "; allowed: finite, not falling");
            }
            level = levels.get(i);
            value = values.get(i);
        }
    }

    /** The lowest value, the middle and the highest one of a band that holds four of five. */
    public static Quantiles ofBand(double low, double mid, double high) {
        return new Quantiles(List.of(0.1, 0.5, 0.9), List.of(low, mid, high));
    }

    /** The quantiles of a sample at {@link #LEVELS}, between the two nearest where a level falls between them. */
    public static Quantiles ofSample(List<Double> sample, List<Double> levels) {
        var sorted = new ArrayList<>(sample);
        Collections.sort(sorted);
        return new Quantiles(
                levels, levels.stream().map(level -> at(sorted, level)).toList());
    }

    private static double at(List<Double> sorted, double level) {
        double place = level * (sorted.size() - 1);
        int below = (int) place;
        double low = sorted.get(below);
        double high = sorted.get(Math.min(below + 1, sorted.size() - 1));
        return low + (place - below) * (high - low);
    }

    /** All values higher by so much. */
    Quantiles plus(double more) {
        return new Quantiles(levels, values.stream().map(value -> value + more).toList());
    }

    /**
     * The pinball loss averaged over the levels: q·(truth − value) where the truth is above, (1 − q)·(value − truth)
     * where it is below (R. Koenker, G. Bassett, "Regression quantiles", 1978). In the unit of the value; smaller is
     * better.
     */
    public double pinball(double truth) {
        double sum = 0;
        for (int i = 0; i < levels.size(); i++) {
            double over = truth - values.get(i);
            sum += over >= 0 ? levels.get(i) * over : (levels.get(i) - 1) * over;
        }
        return sum / levels.size();
    }

    /** Whether the truth lies between the lowest and the highest value. */
    public boolean covers(double truth) {
        return values.getFirst() <= truth && truth <= values.getLast();
    }

    /** How often {@link #covers} should be true, 0 to 1; 0 for a single level. */
    public double band() {
        return levels.getLast() - levels.getFirst();
    }
}
