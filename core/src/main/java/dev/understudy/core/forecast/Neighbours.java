package dev.understudy.core.forecast;

import java.util.Arrays;

/**
 * What came after the moments of the memory that were most like now, moved to the level of now: forecasts by analogy (E.
 * Lorenz, "Atmospheric predictability as revealed by naturally occurring analogues", 1969). Two moments are alike when
 * the last value and the quick mean lie alike above the slow mean. Mutable, for one thread.
 */
final class Neighbours {
    private static final int NEAREST = 50;

    private final float[] values;
    private final float[] above;
    private final float[] quickAbove;
    private final float[] slows;
    private final float[] distances;
    private final float[] ordered;
    private final float[] found;
    private long steps;

    Neighbours(Outlook outlook) {
        int room = outlook.memory() + outlook.farthest();
        values = new float[room];
        above = new float[room];
        quickAbove = new float[room];
        slows = new float[room];
        distances = new float[room];
        ordered = new float[room];
        found = new float[room];
    }

    void take(double value, Past past) {
        int at = (int) (steps % values.length);
        values[at] = (float) value;
        above[at] = (float) (value - past.slow());
        quickAbove[at] = (float) (past.quick() - past.slow());
        slows[at] = (float) past.slow();
        steps++;
    }

    /** Whether there are enough moments to look among. */
    boolean known(int ahead) {
        return steps > 2L * NEAREST + ahead;
    }

    /** Quantiles of what came this many steps after the moments nearest to now. */
    void forecast(int ahead, double[] into) {
        int count = (int) Math.min(steps, values.length) - ahead;
        int now = slot(0);
        for (int each = 0; each < count; each++) {
            int at = slot(ahead + each);
            distances[each] = Math.abs(above[at] - above[now]) + Math.abs(quickAbove[at] - quickAbove[now]);
            ordered[each] = distances[each];
        }
        float limit = select(ordered, count, NEAREST - 1);
        int size = 0;
        for (int each = 0; each < count && size < NEAREST; each++) {
            if (distances[each] <= limit) {
                found[size++] = values[slot(each)] - slows[slot(ahead + each)] + slows[now];
            }
        }
        Arrays.sort(found, 0, size);
        for (int level = 0; level < Levels.COUNT; level++) {
            double at = Levels.at(level) * (size - 1);
            int below = (int) at;
            into[level] = found[below] + (at - below) * (found[Math.min(below + 1, size - 1)] - found[below]);
        }
    }

    private int slot(int ago) {
        return (int) ((steps - 1 - ago) % values.length);
    }

    /** The value that this many others of the first {@code count} do not exceed (C. Hoare's FIND, 1961). */
    private static float select(float[] among, int count, int rank) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            float pivot = among[(low + high) >>> 1];
            int left = low;
            int right = high;
            while (left <= right) {
                while (among[left] < pivot) {
                    left++;
                }
                while (among[right] > pivot) {
                    right--;
                }
                if (left <= right) {
                    float swapped = among[left];
                    among[left++] = among[right];
                    among[right--] = swapped;
                }
            }
            if (rank <= right) {
                high = right;
            } else if (rank >= left) {
                low = left;
            } else {
                return among[rank];
            }
        }
        return among[low];
    }
}
