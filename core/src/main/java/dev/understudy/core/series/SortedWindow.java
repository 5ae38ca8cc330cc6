package dev.understudy.core.series;

import java.util.Arrays;

/**
 * The last values of a series, also in rising order, so that each quantile is a look-up. Mutable, for one thread; keeps
 * eight bytes for each value of its room.
 */
public final class SortedWindow {
    private final float[] ring;
    private final float[] sorted;
    private int next;
    private int size;

    /** One that forgets what is older than {@code room} values, at least 1. */
    public SortedWindow(int room) {
        if (room < 1) {
            throw new IllegalArgumentException("room of a window is " + room + " values; allowed: at least 1");
        }
        ring = new float[room];
        sorted = new float[room];
    }

    /** Takes one more value, finite. */
    public void add(double value) {
        float added = (float) value + 0f; // no negative zero, which would sort apart
        if (!Float.isFinite(added)) {
            throw new IllegalArgumentException("a value is " + value + "; allowed: a finite number");
        }
        int left = size == ring.length ? Arrays.binarySearch(sorted, 0, size, ring[next]) : size++;
        int at = Arrays.binarySearch(sorted, 0, left == size - 1 ? left : size, added);
        at = at < 0 ? ~at : at;
        if (at > left) {
            at--;
            for (int each = left; each < at; each++) {
                sorted[each] = sorted[each + 1];
            }
        } else {
            for (int each = left; each > at; each--) {
                sorted[each] = sorted[each - 1];
            }
        }
        sorted[at] = added;
        ring[next] = added;
        next = next + 1 == ring.length ? 0 : next + 1;
    }

    public int size() {
        return size;
    }

    /** A value of the past; 0 is the newest. */
    public double back(int steps) {
        if (steps < 0 || steps >= size) {
            throw new IllegalArgumentException("steps back are " + steps + "; allowed: 0 to " + (size - 1));
        }
        return ring[Math.floorMod(next - 1 - steps, ring.length)];
    }

    /** The quantile of this level, 0 to 1, between neighbours in proportion (type 7 of Hyndman and Fan, 1996). */
    public double quantile(double level) {
        if (size == 0) {
            throw new IllegalStateException("a window of 0 values has no quantile");
        }
        double at = level * (size - 1);
        int below = (int) at;
        double low = sorted[below];
        return below + 1 == size ? low : low + (at - below) * (sorted[below + 1] - low);
    }
}
