package dev.understudy.models;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * What a plain LightGBM is given: the newest values, and mean, spread, median and ends of windows, less the last value
 * and over the spread of the last three hours or so.
 */
public final class PlainFeatures {
    private static final int NEWEST = 10;
    private static final int[] WINDOWS = {5, 15, 60};
    private static final int FOR_SCALE = 45;

    /** How many there are. */
    public static final int COUNT = NEWEST - 1 + WINDOWS.length * 6 + 1;

    private PlainFeatures() {}

    /**
     * A row.
     *
     * @param back the value so many steps ago, 0 to 59
     */
    public static double[] of(IntToDoubleFunction back) {
        double last = back.applyAsDouble(0);
        double scale = scale(back);
        var row = new double[COUNT];
        int count = 0;
        for (int ago = 1; ago < NEWEST; ago++) {
            row[count++] = (back.applyAsDouble(ago) - last) / scale;
        }
        for (int size : WINDOWS) {
            var window = newest(back, size);
            double mean = Arrays.stream(window).average().orElse(last);
            double squares = 0;
            for (double value : window) {
                squares += (value - mean) * (value - mean);
            }
            row[count++] = (mean - last) / scale;
            row[count++] = Math.sqrt(squares / size) / scale;
            row[count++] = (window[size / 2] - last) / scale;
            row[count++] = (window[0] - last) / scale;
            row[count++] = (window[size - 1] - last) / scale;
            row[count++] = (window[size * 3 / 4] - window[size / 4]) / scale;
        }
        row[count] = Math.log(scale / Math.abs(last));
        return row;
    }

    /** The mean distance of the newest values from their middle, above 0. */
    public static double scale(IntToDoubleFunction back) {
        var window = newest(back, FOR_SCALE);
        double middle = window[window.length / 2];
        double sum = 0;
        for (double value : window) {
            sum += Math.abs(value - middle);
        }
        return sum / window.length + 1e-4 * Math.abs(middle) + 1e-12;
    }

    private static double[] newest(IntToDoubleFunction back, int size) {
        var window = new double[size];
        for (int ago = 0; ago < size; ago++) {
            window[ago] = back.applyAsDouble(ago);
        }
        Arrays.sort(window);
        return window;
    }
}
