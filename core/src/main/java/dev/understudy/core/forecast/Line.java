package dev.understudy.core.forecast;

import dev.understudy.core.series.SortedWindow;
import java.util.Arrays;

/**
 * A line fitted to how far a series moves from its last value over one horizon, and the errors it had: in the unit of the
 * series, and over how large its errors were at that time. Mutable, for one thread.
 */
final class Line {
    /** Errors over which their size fades. */
    private static final double SIZE_ERRORS = 30;

    private static final double LARGEST_ERROR = 6;

    private final int ahead;
    private final Regression regression;
    private final SortedWindow errors;
    private final SortedWindow sizedErrors;
    /** By step (a ring). */
    private final double[][] inputs;

    private final double[] lasts;
    private final double[] scales;
    private final double[] foretold;
    private final double[] sizes;
    private double size;
    private long steps;

    Line(int inputs, int ahead, int memory) {
        this.ahead = ahead;
        regression = new Regression(inputs);
        errors = new SortedWindow(memory);
        sizedErrors = new SortedWindow(memory);
        this.inputs = new double[ahead + 1][inputs];
        lasts = new double[ahead + 1];
        scales = new double[ahead + 1];
        foretold = new double[ahead + 1];
        sizes = new double[ahead + 1];
    }

    /** Learns from a step what was foretold of it. */
    void grade(double value, double counts) {
        if (steps < ahead) {
            return;
        }
        int then = slot(ahead - 1);
        double error = counts - foretold[then];
        errors.add(error);
        sizedErrors.add(error / sizes[then]);
        if (!Double.isNaN(value)) {
            double least = scales[then] * 0.01;
            size = Math.max(least, size + (Math.min(Math.abs(error), LARGEST_ERROR * size) - size) / SIZE_ERRORS);
            regression.learn(inputs[then], (value - lasts[then]) / scales[then]);
        }
    }

    /**
     * Foretells from now.
     *
     * @param input in the unit of the series; what lies beyond those of this line is left alone
     */
    void foretell(double[] input, double last, double scale) {
        steps++;
        int now = slot(0);
        for (int each = 0; each < inputs[now].length; each++) {
            inputs[now][each] = Math.clamp(input[each] / scale, -Regression.MOST, Regression.MOST);
        }
        lasts[now] = last;
        scales[now] = scale;
        foretold[now] = last + regression.at(inputs[now]) * scale;
        size = size == 0 ? scale : size;
        sizes[now] = size;
    }

    /** What it says now. */
    double level() {
        return foretold[slot(0)];
    }

    void spread(double[] into) {
        spread(1, errors, into);
    }

    void spreadBySize(double[] into) {
        spread(size, sizedErrors, into);
    }

    private void spread(double unit, SortedWindow of, double[] into) {
        double level = foretold[slot(0)];
        Arrays.setAll(into, each -> level + unit * of.quantile(Levels.at(each)));
    }

    private int slot(int ago) {
        return (int) ((steps - 1 - ago) % foretold.length);
    }
}
