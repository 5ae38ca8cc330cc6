package dev.understudy.core.detect;

/**
 * The values a series has had, few enough to keep: whichever lie closest together are thinned out, so that those kept
 * cover the range as evenly as what was seen allows. Mutable, for one thread.
 */
final class KnownValues {
    /** How many are kept: a range that is filled is covered to a fiftieth. */
    private static final int MOST = 48;
    /** A value this near to one that is kept, as a share of the range, is known. */
    private static final double SAME = 0.25 / MOST;
    /** Least range, as a share of the middle value: a constant has not become novel by its last digit. */
    private static final double LEAST_RANGE = 1e-3;

    private static final double TINY = 1e-12;

    private final float[] ascending = new float[MOST];
    private int count;

    /** Takes a value; gives its distance to the nearest that is kept, as a share of their range. The first has none. */
    double add(float value) {
        int place = place(value);
        double away = Double.POSITIVE_INFINITY;
        if (place < count) {
            away = ascending[place] - (double) value;
        }
        if (place > 0) {
            away = Math.min(away, value - (double) ascending[place - 1]);
        }
        double range = count == 0 ? 0 : ascending[count - 1] - (double) ascending[0];
        double middle = count == 0 ? 0 : Math.abs(ascending[count / 2]);
        if (count == 0 || away > SAME * range) {
            keep(value, place);
        }
        return away == Double.POSITIVE_INFINITY ? 0 : away / (range + LEAST_RANGE * middle + TINY);
    }

    int size() {
        return count;
    }

    /** How many of those kept lie below a value. */
    private int place(float value) {
        int from = 0;
        int to = count;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (ascending[middle] < value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private void keep(float value, int place) {
        int at = place;
        if (count == MOST) {
            int crowded = crowded();
            for (int each = crowded; each + 1 < count; each++) {
                ascending[each] = ascending[each + 1];
            }
            count--;
            at -= crowded < place ? 1 : 0;
        }
        for (int each = count; each > at; each--) {
            ascending[each] = ascending[each - 1];
        }
        ascending[at] = value;
        count++;
    }

    /** The one whose neighbours lie nearest to each other; never the least or the greatest. */
    private int crowded() {
        int crowded = 1;
        double narrowest = Double.POSITIVE_INFINITY;
        for (int each = 1; each + 1 < count; each++) {
            double gap = ascending[each + 1] - (double) ascending[each - 1];
            if (gap < narrowest) {
                narrowest = gap;
                crowded = each;
            }
        }
        return crowded;
    }
}
