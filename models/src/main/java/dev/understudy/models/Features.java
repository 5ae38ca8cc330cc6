package dev.understudy.models;

import dev.understudy.core.forecast.Levels;
import dev.understudy.core.forecast.Outlook;
import dev.understudy.core.forecast.Past;
import dev.understudy.core.series.SortedWindow;

/**
 * What the learned models see of a series: differences to its level in units of its scale, so that one model serves
 * series of any size, and no date. The first are the blended quantiles of each horizon, which the models correct.
 */
public final class Features {
    private static final int NEWEST = 10;
    private static final int TURNS = 15;
    /** Beyond it a difference says no more. */
    private static final double MOST = 50;

    private final double[] row;
    private final double level;
    private final double scale;
    private int count;

    private Features(Outlook outlook, Past past) {
        row = new double[count(outlook)];
        level = past.level();
        scale = past.scale();
    }

    /** How many there are. */
    public static int count(Outlook outlook) {
        return outlook.steps().size() * (Levels.COUNT + 3) + NEWEST + 19;
    }

    /**
     * A row.
     *
     * @param blended quantiles by horizon
     */
    public static double[] of(Outlook outlook, Past past, double[][] blended) {
        var features = new Features(outlook, past);
        for (double[] horizon : blended) {
            for (double quantile : horizon) {
                features.difference(quantile);
            }
        }
        features.windows(past);
        features.shape(past);
        for (int ahead : outlook.steps()) {
            features.add(past.changeOfYesterday(ahead) / features.scale);
            features.difference(past.yesterday(ahead));
            features.add(past.changeOfDays(ahead) / features.scale);
        }
        return features.row;
    }

    private void windows(Past past) {
        for (SortedWindow window : past.windows()) {
            difference(window.quantile(0.5));
            difference(window.quantile(0.1));
            difference(window.quantile(0.9));
        }
    }

    private void shape(Past past) {
        for (int ago = 0; ago < NEWEST; ago++) {
            difference(past.back(ago));
        }
        difference(past.quick());
        difference(past.slow());
        add(Math.log(scale / (Math.abs(level) + scale)));
        double turns = 0;
        for (int ago = 0; ago < TURNS; ago++) {
            turns += (past.back(ago) - level) * (past.back(ago + 1) - level) < 0 ? 1 : 0;
        }
        add(turns);
    }

    private void difference(double value) {
        add((value - level) / scale);
    }

    private void add(double value) {
        row[count++] = Math.clamp(value, -MOST, MOST);
    }
}
