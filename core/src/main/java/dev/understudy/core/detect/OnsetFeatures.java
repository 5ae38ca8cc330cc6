package dev.understudy.core.detect;

import java.util.Arrays;

/**
 * What can be seen, in a series of round trips, of a degradation to come.
 *
 * <p>A path is degraded when the median of its last hour lies at or above the median of its last 24 hours by at least
 * {@value #WORSE_MILLIS} ms and {@value #WORSE_SHARE} of that median. All lengths of time are in that unit, the margin,
 * so that paths of any length look alike; no feature knows the date or the hour.
 *
 * <p>Mutable, for one thread; it holds two days of one number per sample and one day of another, so it is for the hottest
 * series only. Features after a sample depend on this sample and earlier ones only.
 */
public final class OnsetFeatures {
    /** Least excess over the day's median of a degraded hour, milliseconds. */
    public static final double WORSE_MILLIS = 5;
    /** And as a share of that median. */
    public static final double WORSE_SHARE = 0.05;

    /** Features of a row. */
    public static final int COUNT = 46;

    private static final double[] STEPS = {0.25, 0.5, 1};
    private static final int LONG_AGO = 5000;
    /** Pretended hours at no event, for the rates of a young series. */
    private static final double PRIOR_SAMPLES = 50;

    private final int hour;
    private final int day;
    private final double[] samples;
    private final double[] filled;
    private final boolean[] bad;
    private final double[] hours;
    private final double[] sorted;
    private final double[] row = new double[COUNT];
    private long seen;
    private long known;
    private long badSamples;
    private long onsets;
    private long lastBad = Long.MIN_VALUE;
    private double dayMedian = Double.NaN;
    private double hourMedian = Double.NaN;
    private double margin = Double.NaN;
    private int filling;

    /** @param samplesPerHour how often the path is probed; 4 to 3600 */
    public OnsetFeatures(int samplesPerHour) {
        if (samplesPerHour < 4 || samplesPerHour > 3600) {
            throw new IllegalArgumentException("samplesPerHour is " + samplesPerHour + "; allowed: 4 to 3600");
        }
        hour = samplesPerHour;
        day = 24 * hour;
        samples = new double[day];
        filled = new double[day];
        bad = new boolean[day];
        hours = new double[2 * day];
        sorted = new double[day];
        Arrays.fill(samples, Double.NaN);
        Arrays.fill(filled, Double.NaN);
        Arrays.fill(hours, Double.NaN);
    }

    /** Takes the next sample: round trip, milliseconds; NaN where the probe was lost. */
    public void add(double millis) {
        double before = filled(0);
        int place = (int) (seen % day);
        samples[place] = millis;
        filled[place] = Double.isNaN(millis) ? before : millis;
        seen++;
        int count = sort(day);
        dayMedian = count >= day / 2 ? Ranks.median(sorted, count) : Double.NaN;
        margin = Math.max(WORSE_MILLIS, WORSE_SHARE * dayMedian);
        count = sort(hour);
        hourMedian = count > hour / 2 ? Ranks.median(sorted, count) : Double.NaN;
        boolean was = bad[(int) ((seen + day - 2) % day)];
        boolean is = degraded();
        bad[place] = is;
        hours[(int) ((seen - 1) % hours.length)] = scaled(hourMedian);
        known += Double.isNaN(dayMedian) ? 0 : 1;
        if (is) {
            badSamples++;
            onsets += was ? 0 : 1;
            lastBad = seen;
        }
    }

    /** Whether an hour and a day have been seen, so that a path can be said to be degraded or not. */
    public boolean ready() {
        return !Double.isNaN(dayMedian) && !Double.isNaN(hourMedian);
    }

    /** Whether the last hour was degraded. */
    public boolean degraded() {
        return hourMedian >= dayMedian + margin;
    }

    /** From which median of an hour on that hour is degraded, milliseconds; NaN where too little has been seen. */
    public double degradedFromMillis() {
        return dayMedian + margin;
    }

    /** What is seen now: {@value #COUNT} numbers, NaN where one is not known; overwritten by the next call. */
    public double[] row() {
        filling = 0;
        for (int back = 0; back < 4; back++) {
            put(scaled(filled(back)));
        }
        levels();
        for (double step : STEPS) {
            for (int window : new int[] {hour / 3, hour, 4 * hour, day}) {
                put(above(step, window));
            }
        }
        put(lost(hour));
        put(lost(day));
        for (int window : new int[] {hour, 4 * hour, day}) {
            put(jitter(window));
            put(spread(window));
        }
        history();
        put(margin / dayMedian);
        if (filling != COUNT) {
            throw new IllegalStateException("a row has " + filling + " features; allowed: " + COUNT);
        }
        return row;
    }

    private void levels() {
        double fewest = median(Math.max(1, hour / 5));
        double few = median(hour / 3);
        double one = median(hour);
        double four = median(4 * hour);
        put(fewest);
        put(few);
        put(one);
        put(four);
        put(few - one);
        put(one - four);
        double wide = Double.NaN;
        for (int window : new int[] {hour, 4 * hour, day}) {
            int count = sort(window);
            put(scaled(Ranks.quantile(sorted, count, 1)));
            double high = scaled(Ranks.quantile(sorted, count, 0.9));
            double low = scaled(Ranks.quantile(sorted, count, 0.1));
            put(high);
            if (window < day) {
                put(low);
            }
            wide = high - low;
        }
        put(wide);
    }

    private void history() {
        put((badSamples + 0.5) / (known + PRIOR_SAMPLES));
        put((onsets + 0.05) / (known + PRIOR_SAMPLES) * day);
        int badToday = 0;
        for (boolean each : bad) {
            badToday += each ? 1 : 0;
        }
        put(badToday / (double) Math.min(seen, day));
        put(Math.log1p(lastBad == Long.MIN_VALUE ? LONG_AGO : Math.min(seen - lastBad, LONG_AGO)));
        put(sameHour(day));
        put(sameHour(2 * day));
    }

    private void put(double value) {
        row[filling++] = value;
    }

    private double scaled(double millis) {
        return (millis - dayMedian) / margin;
    }

    private double filled(int back) {
        return back >= Math.min(seen, day) ? Double.NaN : filled[(int) ((seen - 1 - back) % day)];
    }

    private double sample(int back) {
        return samples[(int) ((seen - 1 - back) % day)];
    }

    private double median(int window) {
        return scaled(Ranks.median(sorted, sort(window)));
    }

    /** Puts what was received of a window into {@link #sorted}; gives its number. */
    private int sort(int window) {
        int count = 0;
        for (int back = 0; back < Math.min(seen, window); back++) {
            double millis = sample(back);
            if (!Double.isNaN(millis)) {
                sorted[count++] = millis;
            }
        }
        Arrays.sort(sorted, 0, count);
        return count;
    }

    private double above(double step, int window) {
        int all = (int) Math.min(seen, window);
        int above = 0;
        for (int back = 0; back < all; back++) {
            above += sample(back) - dayMedian >= step * margin ? 1 : 0;
        }
        return above / (double) all;
    }

    private double lost(int window) {
        int all = (int) Math.min(seen, window);
        int lost = 0;
        for (int back = 0; back < all; back++) {
            lost += Double.isNaN(sample(back)) ? 1 : 0;
        }
        return lost / (double) all;
    }

    /** The median step from one sample to the next. */
    private double jitter(int window) {
        int count = 0;
        for (int back = 0; back < Math.min(seen, window); back++) {
            double step = Math.abs(filled(back) - filled(back + 1));
            if (!Double.isNaN(step)) {
                sorted[count++] = step;
            }
        }
        Arrays.sort(sorted, 0, count);
        return Ranks.median(sorted, count) / margin;
    }

    /** The logarithm of the standard deviation, which spikes rule. */
    private double spread(int window) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int back = 0; back < Math.min(seen, window); back++) {
            double off = scaled(sample(back));
            if (!Double.isNaN(off)) {
                sum += off;
                squares += off * off;
                count++;
            }
        }
        return count < 2
                ? Double.NaN
                : Math.log(1e-4 + Math.sqrt(Math.max(0, squares - sum * sum / count) / (count - 1)));
    }

    /** The worst hour around the coming one, so long ago: its excess, by the margin of then. */
    private double sameHour(int ago) {
        double worst = Double.NaN;
        for (int ahead = 0; ahead < 2 * hour; ahead++) {
            int back = ago - 1 - ahead;
            if (back < seen && !Double.isNaN(hours[(int) ((seen - 1 - back) % hours.length)])) {
                worst = Math.max(
                        Double.isNaN(worst) ? Double.NEGATIVE_INFINITY : worst,
                        hours[(int) ((seen - 1 - back) % hours.length)]);
            }
        }
        return worst;
    }
}
