package dev.understudy.core.forecast;

import dev.understudy.core.series.RecencyWindow;
import dev.understudy.core.series.SortedWindow;
import java.util.List;

/**
 * What the forecasts of one series are made from: its values, windows over them, level and scale, up to now. A lost
 * probe is censored, not dropped: it counts as the largest value of the memory, while the last value, the levels and the
 * scale stay what they were. Mutable, for one thread.
 */
public final class Past {
    /** How the weights of the recency windows fall, from quick to slow. */
    static final List<RecencyWindow.Fading> FADINGS = List.of(
            new RecencyWindow.Fading(2.5, 3),
            new RecencyWindow.Fading(1.6, 1),
            new RecencyWindow.Fading(2, 3),
            new RecencyWindow.Fading(2, 8),
            new RecencyWindow.Fading(1.5, 3));

    /** Values over which the scale fades. */
    private static final double SCALE_VALUES = 25;

    private static final double LARGEST_DEVIATION = 8;
    private static final double LEAST_SCALE_RATIO = 1e-4;
    private static final double LEAST_SCALE = 1e-12;
    private static final double PROFILE_WEIGHT = 0.25;
    private static final int DAYS_OF_WEEK = 7;
    private static final double QUICK = 0.5;
    private static final double SLOW = 0.2;
    private static final double LARGEST_STEP = 15;

    private final SortedWindow five = new SortedWindow(5);
    private final SortedWindow fifteen = new SortedWindow(15);
    private final SortedWindow fortyFive = new SortedWindow(45);
    private final SortedWindow hours = new SortedWindow(180);
    private final SortedWindow memory;
    private final RecencyWindow recent;
    private final float[] values;
    private final int season;
    private final float[] profile;
    private long steps;
    private double last = Double.NaN;
    private double quick;
    private double slow;
    private double scale;

    Past(Outlook outlook) {
        memory = new SortedWindow(outlook.memory());
        recent = new RecencyWindow(outlook.memory(), FADINGS);
        season = outlook.season();
        profile = new float[Math.max(1, season)];
        values = new float[Math.max(DAYS_OF_WEEK * season, 64) + outlook.farthest() + 2];
    }

    /** What a step counts as: the value, or where it was lost the largest of the memory; NaN before anything was seen. */
    double counted(double value) {
        return Double.isNaN(value) && memory.size() > 0 ? memory.quantile(1) : value;
    }

    /** Takes one step; NaN where it was lost. Whatever was lost before the first value is nothing. */
    void take(double value) {
        double counts = counted(value);
        if (Double.isNaN(counts)) {
            return;
        }
        if (Double.isNaN(last)) {
            last = quick = slow = value;
            scale = Math.abs(value) * LEAST_SCALE_RATIO * 10 + LEAST_SCALE;
        } else if (!Double.isNaN(value)) {
            double deviation = Math.min(Math.abs(value - fifteen.quantile(0.5)), LARGEST_DEVIATION * scale);
            scale = Math.max(
                    scale + (deviation - scale) / SCALE_VALUES, Math.abs(value) * LEAST_SCALE_RATIO + LEAST_SCALE);
            double most = LARGEST_STEP * scale;
            quick += QUICK * Math.clamp(value - quick, -most, most);
            slow += SLOW * Math.clamp(value - slow, -most, most);
            last = value;
        }
        five.add(counts);
        fifteen.add(counts);
        fortyFive.add(counts);
        hours.add(counts);
        memory.add(counts);
        recent.add(counts);
        values[(int) (steps % values.length)] = (float) counts;
        if (season > 0) {
            int slot = (int) (steps % season);
            profile[slot] += (float) ((steps < season ? 1 : PROFILE_WEIGHT) * (counts - profile[slot]));
        }
        steps++;
    }

    /** Steps taken since the first value. */
    public long steps() {
        return steps;
    }

    /** The last value that was not lost. */
    public double last() {
        return last;
    }

    /** Exponential mean of the newest two or so, following steps of bounded size. */
    public double quick() {
        return quick;
    }

    /** Exponential mean of the newest ten or so, following steps of bounded size. */
    public double slow() {
        return slow;
    }

    /** The level: the median of the last fifteen. */
    public double level() {
        return fifteen.quantile(0.5);
    }

    /** How far values usually lie from the level, above 0; spikes count up to eight times that. */
    public double scale() {
        return scale;
    }

    /** The value this many steps ago; 0 is now. The oldest is given where the past is shorter. */
    public double back(int ago) {
        long at = steps - 1 - Math.min(ago, Math.min(steps, values.length) - 1);
        return values[(int) (at % values.length)];
    }

    /** How much a day ago the value changed over this many steps; 0 where the series has no daily shape or is younger. */
    public double changeOfYesterday(int ahead) {
        return season == 0 || steps < season + 2 ? 0 : yesterday(ahead) - yesterday(0);
    }

    /** How much the value usually changes from this time of the day over so many steps, of all days so far. */
    public double changeOfDays(int ahead) {
        return season == 0 || steps < season + 2 ? 0 : usual(ahead) - usual(0);
    }

    /** The value that is usual so many steps ahead, at that time of the day; only where there are days. */
    double usual(int ahead) {
        int slot = (int) ((steps - 1 + ahead) % season);
        double sum = profile[slot];
        // The slots beside it take off noise; those ahead are from yesterday, those behind from today.
        sum += profile[(slot + 1) % season] + profile[(slot + season - 1) % season];
        return sum / 3;
    }

    /**
     * How much the series changed over so many steps at the same point of earlier periods, on average; 0 while it is younger
     * than all of them.
     *
     * @param period steps, not below {@code ahead}
     * @param periods how many, with {@code period} at most a week together
     */
    double changeOfPeriods(int period, int periods, int ahead) {
        if (period == 0 || steps <= (long) period * periods + 1) {
            return 0;
        }
        double sum = 0;
        for (int each = 1; each <= periods; each++) {
            sum += back(period * each - ahead) - back(period * each);
        }
        return sum / periods;
    }

    /** The mean of the value now and at the same point of earlier periods. */
    double meanOfPeriods(int period, int periods) {
        double sum = 0;
        for (int each = 0; each <= periods; each++) {
            sum += back(period * each);
        }
        return sum / (periods + 1);
    }

    /** A mean of three values around the one a day before the step that lies this far ahead. */
    public double yesterday(int ahead) {
        int ago = season - ahead;
        return season == 0 || steps < season + 2 ? last : (back(ago - 1) + back(ago) + back(ago + 1)) / 3;
    }

    /** The last 5, 15, 45 and 180 values, and those of the memory. */
    public List<SortedWindow> windows() {
        return List.of(five, fifteen, fortyFive, hours, memory);
    }

    /** The window in which newer values weigh more. */
    public RecencyWindow recent() {
        return recent;
    }
}
