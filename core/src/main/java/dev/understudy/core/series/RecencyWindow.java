package dev.understudy.core.series;

import java.util.Arrays;
import java.util.List;

/**
 * The last values of a series in rising order, the newer ones weighing more, so that one pass gives quantiles which
 * follow a change quickly and still remember. Weights fall with a power of the age, slower than by half-lives: the tail
 * keeps what happens seldom. Mutable, for one thread; keeps ten bytes for each value of its room.
 */
public final class RecencyWindow {
    /**
     * How weights fall: the weight of a value is (age + offset) to the power of -power, the newest having age 0.
     *
     * @param power above 0
     * @param offset in values, above 0; the larger, the flatter the newest
     */
    public record Fading(double power, double offset) {
        public Fading {
            if (!(power > 0 && offset > 0)) {
                throw new IllegalArgumentException(
                        "power and offset of a fading are " + power + " and " + offset + "; allowed: above 0");
            }
        }
    }

    private final float[] ring;
    private final float[] sorted;
    /** Slots in the ring of the values in rising order. */
    private final short[] slots;
    /** By fading and age. */
    private final double[][] weights;
    /** By fading and size: the weight of all values. */
    private final double[][] sums;

    private int next;
    private int size;

    /**
     * One with several fadings.
     *
     * @param room values that are kept, 1 to 32767; what is older weighs nothing
     */
    public RecencyWindow(int room, List<Fading> fadings) {
        if (room < 1 || room > Short.MAX_VALUE) {
            throw new IllegalArgumentException("room of a window is " + room + " values; allowed: 1 to 32767");
        }
        ring = new float[room];
        sorted = new float[room];
        slots = new short[room];
        weights = new double[fadings.size()][room];
        sums = new double[fadings.size()][room + 1];
        for (int each = 0; each < weights.length; each++) {
            var fading = fadings.get(each);
            for (int age = 0; age < room; age++) {
                weights[each][age] = Math.pow(age + fading.offset(), -fading.power());
                sums[each][age + 1] = sums[each][age] + weights[each][age];
            }
        }
    }

    /** Takes one more value, finite. */
    public void add(double value) {
        float added = (float) value + 0f; // no negative zero, which would sort apart
        if (!Float.isFinite(added)) {
            throw new IllegalArgumentException("a value is " + value + "; allowed: a finite number");
        }
        int hole = size == ring.length ? place(ring[next], next) : size++;
        int at = Arrays.binarySearch(sorted, 0, hole == size - 1 ? hole : size, added);
        at = at < 0 ? ~at : at;
        if (at > hole) {
            at--;
            for (int each = hole; each < at; each++) {
                sorted[each] = sorted[each + 1];
                slots[each] = slots[each + 1];
            }
        } else {
            for (int each = hole; each > at; each--) {
                sorted[each] = sorted[each - 1];
                slots[each] = slots[each - 1];
            }
        }
        sorted[at] = added;
        slots[at] = (short) next;
        ring[next] = added;
        next = next + 1 == ring.length ? 0 : next + 1;
    }

    /** Where the value of this slot lies in rising order. */
    private int place(float value, int slot) {
        int at = Arrays.binarySearch(sorted, 0, size, value);
        for (int below = at; below >= 0 && sorted[below] == value; below--) {
            if (slots[below] == slot) {
                return below;
            }
        }
        while (slots[at] != slot) {
            at++;
        }
        return at;
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

    /**
     * Quantiles under one of the fadings: the value at which the weight of what lies below, and half of its own, is
     * this share of all; between neighbours in proportion.
     *
     * @param fading its number, from 0
     * @param levels rising, 0 to 1
     * @param into receives one value for each level
     */
    public void quantiles(int fading, double[] levels, double[] into) {
        if (size == 0) {
            throw new IllegalStateException("a window of 0 values has no quantile");
        }
        var weight = weights[fading];
        double all = sums[fading][size];
        double below = 0;
        double lastShare = 0;
        double last = sorted[0];
        int level = 0;
        for (int each = 0; each < size && level < levels.length; each++) {
            int age = next - 1 - slots[each];
            double own = weight[age < 0 ? age + ring.length : age];
            double share = (below + own / 2) / all;
            below += own;
            while (level < levels.length && levels[level] <= share) {
                double part = each == 0 ? 1 : (levels[level] - lastShare) / (share - lastShare);
                into[level++] = last + (sorted[each] - last) * part;
            }
            lastShare = share;
            last = sorted[each];
        }
        while (level < levels.length) {
            into[level++] = last;
        }
    }
}
