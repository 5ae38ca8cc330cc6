package dev.understudy.core.forecast;

import dev.understudy.core.series.SortedWindow;
import java.util.ArrayList;
import java.util.List;

/**
 * The plain forecasts of one series, each made from what was seen so far. Mutable, for one thread; about 100 KiB for
 * round trips and 8 MiB for demand, whose forests remember two weeks, hence for the series that matter; {@link dev.understudy.core.series.SeriesCore} serves all.
 */
public final class Candidates {
    /** The number of "last value and quantiles of the errors that it had". */
    public static final int NAIVE = 0;

    private static final int HOURS_OF_DAY = 24;

    private static final int LAST = 0;
    private static final int MIDDLE = 1;
    private static final int LEVELS = 2;
    /** Inputs of the line that knows the newest values and yesterday, of the one that knows all periods, of forests. */
    private static final int INPUTS = 13;

    private static final int MORE_INPUTS = INPUTS + 24;
    private static final int ALL_INPUTS = MORE_INPUTS + 4;
    private static final int DAYS_OF_FORESTS = 14;

    private final Outlook outlook;
    private final Past past;
    private final Neighbours neighbours;
    private final double[] quantiles = Levels.all();
    /** Errors of the levels, by horizon and level. */
    private final SortedWindow[][] errors;
    /** By horizon; the second only where there are periods. */
    private final Line[][] lines;
    /** By horizon, where there are periods. */
    private final Grove[] groves;
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
        inputs = new double[ALL_INPUTS];
        groves = new Grove[outlook.season() > 0 ? horizons : 0];
        for (int horizon = 0; horizon < groves.length; horizon++) {
            groves[horizon] = new Grove(
                    ALL_INPUTS, outlook.steps().get(horizon), DAYS_OF_FORESTS * outlook.season(), outlook.season());
        }
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
            names.addAll(List.of("periods", "periods, by size", "forest", "forest beyond periods"));
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
            if (groves.length > 0) {
                forest(horizon);
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
        if (groves.length > 0) {
            groves[horizon].grade(counts);
        }
    }

    private void inputs(int ahead) {
        double last = past.last();
        inputs[0] = past.back(0) - past.back(1);
        inputs[1] = past.back(1) - past.back(2);
        inputs[2] = past.back(2) - past.back(3);
        inputs[3] = past.quick() - last;
        inputs[4] = past.slow() - last;
        inputs[5] = past.level() - last;
        inputs[6] = past.windows().get(2).quantile(0.5) - last;
        inputs[7] = past.changeOfYesterday(ahead);
        inputs[8] = past.yesterday(ahead) - last;
        inputs[9] = past.scale();
        inputs[10] = past.changeOfDays(ahead);
        inputs[11] = past.back(3) - past.back(6);
        inputs[12] = past.back(6) - past.back(12);
    }

    /** What the series did at the same point of the last hours, days and week; and more of the newest values. */
    private void periods(int ahead) {
        double last = past.last();
        int day = outlook.season();
        int hour = day / HOURS_OF_DAY;
        int next = INPUTS;
        inputs[next++] = past.changeOfPeriods(hour, 4, ahead);
        inputs[next++] = past.changeOfPeriods(hour, 12, ahead);
        inputs[next++] = past.changeOfPeriods(day, 1, ahead);
        inputs[next++] = past.changeOfPeriods(day, 2, ahead);
        inputs[next++] = past.changeOfPeriods(day, 3, ahead);
        inputs[next++] = past.changeOfPeriods(day * 7, 1, ahead);
        inputs[next++] = past.meanOfPeriods(hour, 12) - last;
        inputs[next++] = past.meanOfPeriods(day, 3) - last;
        inputs[next++] = past.back(day * 7 - ahead) - last;
        inputs[next++] = past.usual(ahead) - last;
        inputs[next++] = past.meanOfPeriods(1, hour - 1) - last;
        inputs[next++] = past.meanOfPeriods(1, day / 2 - 1) - last;
        inputs[next++] = past.meanOfPeriods(1, day - 1) - last;
        inputs[next++] = past.windows().get(3).quantile(0.5) - last;
        inputs[next++] = past.windows().get(4).quantile(0.5) - last;
        for (int ago = 3; ago < 12; ago++) {
            inputs[next++] = past.back(ago) - past.back(ago + 1);
        }
    }

    private void forest(int horizon) {
        double line = lines[horizon][lines[horizon].length - 1].level();
        int next = MORE_INPUTS;
        inputs[next++] = past.last();
        inputs[next++] = line - past.last();
        inputs[next++] = past.steps() % outlook.season();
        inputs[next] = past.steps() % (outlook.season() / HOURS_OF_DAY);
        groves[horizon].foretell(inputs, past.last(), line);
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
        if (groves.length > 0 && !groves[horizon].forecast(into[each + 1], into[each + 2])) {
            lines[horizon][1].spread(into[each + 1]);
            lines[horizon][1].spread(into[each + 2]);
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
