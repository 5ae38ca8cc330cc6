package dev.understudy.core.forecast;

import dev.understudy.core.series.SortedWindow;
import java.util.ArrayList;
import java.util.List;

/**
 * The plain forecasts of one series, each made from what was seen so far. Mutable, for one thread; about 100 KiB for
 * round trips, hence for the series that matter; {@link dev.understudy.core.series.SeriesCore} serves all.
 */
public final class Candidates {
    /** The number of "last value and quantiles of the errors that it had". */
    public static final int NAIVE = 0;

    private static final int HOURS_OF_DAY = 24;

    private static final int LAST = 0;
    private static final int MIDDLE = 1;
    private static final int LEVELS = 2;
    /** Inputs of the line that knows the newest values and yesterday, and of the one that knows all periods. */
    private static final int INPUTS = 13;

    private static final int MORE_INPUTS = INPUTS + 15;

    private final Outlook outlook;
    private final Past past;
    private final Neighbours neighbours;
    private final double[] quantiles = Levels.all();
    /** Errors of the levels, by horizon and level. */
    private final SortedWindow[][] errors;
    /** By horizon; the second only where there are periods. */
    private final Line[][] lines;
    /** By step (a ring) and level: what was foretold then. */
    private final double[][] foretold;

    private final double[] inputs;

    public Candidates(Outlook outlook) {
        this.outlook = outlook;
        past = new Past(outlook);
        neighbours = new Neighbours(outlook);
        int horizons = outlook.steps().size();
        errors = new SortedWindow[horizons][LEVELS];
        lines = new Line[horizons][outlook.season() > 0 ? 2 : 1];
        foretold = new double[outlook.farthest() + 1][LEVELS];
        inputs = new double[MORE_INPUTS];
        for (int horizon = 0; horizon < horizons; horizon++) {
            for (int level = 0; level < LEVELS; level++) {
                errors[horizon][level] = new SortedWindow(outlook.memory());
            }
            for (int line = 0; line < lines[horizon].length; line++) {
                lines[horizon][line] = new Line(
                        line == 0 ? INPUTS : MORE_INPUTS, outlook.steps().get(horizon), outlook.memory());
            }
        }
    }

    /** What they are called, by number. */
    public static List<String> names(Outlook outlook) {
        var names = new ArrayList<String>();
        names.add("last value");
        Past.FADINGS.forEach(fading -> names.add("recency " + fading.power() + "/" + fading.offset()));
        names.addAll(List.of("middle of five", "neighbours", "line", "line, by size"));
        if (outlook.season() > 0) {
            names.addAll(List.of("periods", "periods, by size"));
        }
        return List.copyOf(names);
    }

    /** What was seen. */
    public Past past() {
        return past;
    }

    /** Takes one step of the series; NaN where the probe was lost. */
    public void take(double value) {
        double counts = past.counted(value);
        if (Double.isNaN(counts)) {
            return;
        }
        for (int horizon = 0; horizon < errors.length; horizon++) {
            grade(horizon, value, counts);
        }
        past.take(value);
        neighbours.take(counts, past);
        var levels = foretold[slot(0)];
        levels[LAST] = past.last();
        levels[MIDDLE] = past.windows().getFirst().quantile(0.5);
        for (int horizon = 0; horizon < errors.length; horizon++) {
            int ahead = outlook.steps().get(horizon);
            inputs(ahead);
            if (outlook.season() > 0) {
                periods(ahead);
            }
            for (Line line : lines[horizon]) {
                line.foretell(inputs, past.last(), past.scale());
            }
        }
    }

    private void grade(int horizon, double value, double counts) {
        int ahead = outlook.steps().get(horizon);
        if (past.steps() < ahead) {
            return;
        }
        var levels = foretold[slot(ahead - 1)];
        for (int level = 0; level < LEVELS; level++) {
            errors[horizon][level].add(counts - levels[level]);
        }
        for (Line line : lines[horizon]) {
            line.grade(value, counts);
        }
    }

    private void inputs(int ahead) {
        double last = past.last();
        double scale = past.scale();
        inputs[0] = in(past.back(0) - past.back(1), scale);
        inputs[1] = in(past.back(1) - past.back(2), scale);
        inputs[2] = in(past.back(2) - past.back(3), scale);
        inputs[3] = in(past.quick() - last, scale);
        inputs[4] = in(past.slow() - last, scale);
        inputs[5] = in(past.level() - last, scale);
        inputs[6] = in(past.windows().get(2).quantile(0.5) - last, scale);
        inputs[7] = in(past.changeOfYesterday(ahead), scale);
        inputs[8] = in(past.yesterday(ahead) - last, scale);
        inputs[9] = 1;
        inputs[10] = in(past.changeOfDays(ahead), scale);
        inputs[11] = in(past.back(3) - past.back(6), scale);
        inputs[12] = in(past.back(6) - past.back(12), scale);
    }

    /** What the series did at the same point of the last hours, days and week; and more of the newest values. */
    private void periods(int ahead) {
        double scale = past.scale();
        int day = outlook.season();
        int hour = day / HOURS_OF_DAY;
        int next = INPUTS;
        inputs[next++] = in(past.changeOfPeriods(hour, 4, ahead), scale);
        inputs[next++] = in(past.changeOfPeriods(hour, 12, ahead), scale);
        inputs[next++] = in(past.changeOfPeriods(day, 1, ahead), scale);
        inputs[next++] = in(past.changeOfPeriods(day, 3, ahead), scale);
        inputs[next++] = in(past.changeOfPeriods(day * 7, 1, ahead), scale);
        inputs[next++] = in(past.back(day * 7 - ahead) - past.last(), scale);
        for (int ago = 3; next < MORE_INPUTS; ago++) {
            inputs[next++] = in(past.back(ago) - past.back(ago + 1), scale);
        }
    }

    private static double in(double difference, double scale) {
        return Math.clamp(difference / scale, -Regression.MOST, Regression.MOST);
    }

    /** Whether something can be said: each horizon was reached once. */
    public boolean ready() {
        return past.steps() > outlook.farthest();
    }

    /**
     * What each says of one horizon; only when {@link #ready}.
     *
     * @param into receives quantiles by candidate and level
     */
    public void forecast(int horizon, double[][] into) {
        int each = 0;
        var levels = foretold[slot(0)];
        spread(levels[LAST], errors[horizon][LAST], into[each++]);
        for (int fading = 0; fading < Past.FADINGS.size(); fading++) {
            past.recent().quantiles(fading, quantiles, into[each++]);
        }
        spread(levels[MIDDLE], errors[horizon][MIDDLE], into[each++]);
        if (neighbours.known(outlook.steps().get(horizon))) {
            neighbours.forecast(outlook.steps().get(horizon), into[each]);
        } else {
            spread(levels[LAST], errors[horizon][LAST], into[each]);
        }
        for (Line line : lines[horizon]) {
            line.spread(into[++each]);
            line.spreadBySize(into[++each]);
        }
    }

    private static void spread(double level, SortedWindow errors, double[] into) {
        for (int each = 0; each < Levels.COUNT; each++) {
            into[each] = level + errors.quantile(Levels.at(each));
        }
    }

    private int slot(int ago) {
        return (int) Math.floorMod(past.steps() - 1 - ago, (long) foretold.length);
    }
}
