package dev.understudy.judgement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Probabilities that were stated, with what came. */
final class Probabilities {
    private static final int BINS = 10;

    private double[] stated = new double[1024];
    private boolean[] came = new boolean[1024];
    private int count;

    void add(double probability, boolean event) {
        if (count == stated.length) {
            stated = Arrays.copyOf(stated, 2 * count);
            came = Arrays.copyOf(came, 2 * count);
        }
        stated[count] = probability;
        came[count++] = event;
    }

    int size() {
        return count;
    }

    /** Share of the instants at which it came: the climatology. */
    double base() {
        return IntStream.range(0, count).filter(each -> came[each]).count() / (double) count;
    }

    /** Mean of the precision at each instant that came, by falling probability; equal ones count together. */
    double averagePrecision() {
        var order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer each) -> -stated[each]))
                .mapToInt(Integer::intValue)
                .toArray();
        double events = base() * count;
        double sum = 0;
        int right = 0;
        int before = 0;
        for (int each = 0; each < count; each++) {
            right += came[order[each]] ? 1 : 0;
            if (each + 1 == count || stated[order[each + 1]] != stated[order[each]]) {
                sum += (right - before) / events * right / (each + 1.0);
                before = right;
            }
        }
        return sum;
    }

    /** 1 − Brier score ÷ that of the climatology. */
    double brierSkill() {
        double base = base();
        double squares = 0;
        for (int each = 0; each < count; each++) {
            double off = stated[each] - (came[each] ? 1 : 0);
            squares += off * off;
        }
        return 1 - squares / count / (base * (1 - base));
    }

    /** Expected calibration error over ten equal bins of the probability. */
    double calibrationError() {
        var sums = new double[BINS];
        for (int each = 0; each < count; each++) {
            sums[Math.min((int) (stated[each] * BINS), BINS - 1)] += stated[each] - (came[each] ? 1 : 0);
        }
        return Arrays.stream(sums).map(Math::abs).sum() / count;
    }
}
