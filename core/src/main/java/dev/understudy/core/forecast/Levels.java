package dev.understudy.core.forecast;

/** The seven levels at which quantiles are forecast, and how a forecast at one of them is graded. */
public final class Levels {
    private static final double[] VALUES = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95};

    /** How many there are. */
    public static final int COUNT = 7;
    /** The number of the median. */
    public static final int MEDIAN = 3;

    private Levels() {}

    /** All of them, rising, each 0 to 1; a fresh array. */
    public static double[] all() {
        return VALUES.clone();
    }

    /** One of them, by its number. */
    public static double at(int level) {
        return VALUES[level];
    }

    /** The pinball loss of a forecast at one level: its weight times how far the value lies beyond it, at least 0. */
    public static double pinball(int level, double forecast, double value) {
        double error = value - forecast;
        return error >= 0 ? VALUES[level] * error : (VALUES[level] - 1) * error;
    }

    /** The pinball loss of a whole forecast, averaged over the levels. */
    public static double pinball(double[] forecast, double value) {
        double sum = 0;
        for (int level = 0; level < COUNT; level++) {
            sum += pinball(level, forecast[level], value);
        }
        return sum / COUNT;
    }
}
