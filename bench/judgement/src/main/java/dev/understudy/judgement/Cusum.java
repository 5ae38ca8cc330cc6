package dev.understudy.judgement;

import java.util.Arrays;

/**
 * The peer of the change detector: cumulative sums of what lies above and below a robust reference (median and median
 * absolute deviation of what came since the last alarm, two hours to a day of it), begun anew by an alarm.
 */
final class Cusum {
    private static final int LEAST = 30;
    private static final int MOST = 360;
    private static final double NORMAL = 1.4826;
    private static final double FLOOR_SHARE = 0.001;
    private static final double MOST_DEVIATIONS = 8;

    private final double slack;
    private final double limit;
    private final double[] since = new double[MOST];
    private int count;
    private int stale;
    private double level;
    private double scale;
    private double up;
    private double down;

    /**
     * @param slack what a sample may lie off before it counts, in robust standard deviations
     * @param limit of the sum that is an alarm
     */
    Cusum(double slack, double limit) {
        this.slack = slack;
        this.limit = limit;
    }

    boolean add(double millis) {
        if (Double.isNaN(millis)) {
            return false;
        }
        if (count >= LEAST) {
            if (stale-- <= 0) {
                refer();
            }
            double off = Math.clamp((millis - level) / scale, -MOST_DEVIATIONS, MOST_DEVIATIONS);
            up = Math.max(0, up + off - slack);
            down = Math.max(0, down - off - slack);
            if (Math.max(up, down) > limit) {
                count = 0;
                stale = 0;
                up = 0;
                down = 0;
                return true;
            }
        }
        since[count % MOST] = millis;
        count++;
        if (count == 2 * MOST) {
            count = MOST;
        }
        return false;
    }

    private void refer() {
        var sorted = Arrays.copyOf(since, Math.min(count, MOST));
        Arrays.sort(sorted);
        level = sorted[sorted.length / 2];
        for (int each = 0; each < sorted.length; each++) {
            sorted[each] = Math.abs(sorted[each] - level);
        }
        Arrays.sort(sorted);
        scale = Math.max(NORMAL * sorted[sorted.length / 2], FLOOR_SHARE * level);
        stale = LEAST / 2;
    }
}
