package dev.understudy.core.detect;

import java.util.Arrays;
import java.util.List;

/**
 * Tells when the level of a series of round trips has moved to another one that lasts.
 *
 * <p>The reference is the median of the segment since the last alarm, or of the newest part of it. An alarm is raised
 * when all of the newest samples lie off the reference on one side, by more than the segment's own noise, by more than a
 * share of the level and by more than a floor, and when few of the samples before them were there too: a series that
 * jumps to and fro has not changed. A large shift is told after fewer samples than a small one. The samples that gave
 * the alarm begin the next segment, so that each change is told once, and a spike, whose samples do not last, never.
 *
 * <p>Mutable, for one thread, with 76 samples and some numbers in 360 bytes; most samples cost two looks at them and no sorting. What
 * it says of a sample depends on this sample and earlier ones only.
 */
public final class ChangeDetector {
    /** Most samples of a segment that make its reference. */
    private static final int REFERENCE = 60;
    /** Most samples that are looked at for a change. */
    private static final int MOST = 16;

    private static final int RING = REFERENCE + MOST;

    private final Rule rule;
    private final float[] ring = new float[RING];
    /** Samples in the ring, and how many of them belong to the segment. */
    private int held;

    private int segment;
    private int newest = -1;
    private float shift;

    /**
     * When a shift is a change.
     *
     * @param deviations least shift, in robust standard deviations of the segment
     * @param floorMillis least shift, milliseconds; positive
     * @param before how many samples before the change are asked whether they were there too; 1 to 60
     * @param steps kinds of change, the soonest first; at least 1
     */
    public record Rule(double deviations, double floorMillis, int before, List<Step> steps) {
        /** As it came out of recorded paths with the marks of people on them: {@code docs/decisions/0021-detectors.md}. */
        public static final Rule ROUND_TRIP = new Rule(
                2.5,
                0.8,
                30,
                List.of(
                        new Step(3, 2, 0.05, 15, 0.05),
                        new Step(4, 1.4, 0.02, 15, 0.2),
                        new Step(7, 1, 0.006, 8, 0.5)));

        public Rule {
            require(floorMillis > 0, "floorMillis", floorMillis, "more than 0");
            require(before >= 1 && before <= REFERENCE, "before", before, "1 to " + REFERENCE);
            require(!steps.isEmpty(), "the number of steps", 0, "at least 1");
            steps = List.copyOf(steps);
        }
    }

    /**
     * What makes a change of one kind.
     *
     * @param samples newest samples that must all lie off the reference; 2 to 16
     * @param factor how many times the least shift of the rule it takes; positive
     * @param levelShare least shift, as a share of the level
     * @param segment fewest samples of the segment before; 2 to 60
     * @param there greatest share of the samples before that were nearer to the new level than to the old
     */
    public record Step(int samples, double factor, double levelShare, int segment, double there) {
        public Step {
            require(samples >= 2 && samples <= MOST, "samples", samples, "2 to " + MOST);
            require(factor > 0, "factor", factor, "more than 0");
            require(levelShare >= 0 && levelShare < 1, "levelShare", levelShare, "0 to less than 1");
            require(segment >= 2 && segment <= REFERENCE, "segment", segment, "2 to " + REFERENCE);
        }
    }

    private static void require(boolean holds, String field, double value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is " + value + "; allowed: " + allowed);
        }
    }

    public ChangeDetector(Rule rule) {
        this.rule = rule;
    }

    /**
     * Takes the next sample, and tells whether the level has changed.
     *
     * @param millis round trip, milliseconds; NaN where the probe was lost, which says nothing about the level
     */
    public boolean add(double millis) {
        if (Double.isNaN(millis)) {
            return false;
        }
        newest = newest + 1 == RING ? 0 : newest + 1;
        ring[newest] = (float) millis;
        held = Math.min(held + 1, RING);
        segment = Math.min(segment + 1, RING);
        for (Step step : rule.steps) {
            if (changed(step)) {
                return true;
            }
        }
        return false;
    }

    /** How far the level moved with the last alarm, milliseconds; 0 before the first. */
    public double shiftMillis() {
        return shift;
    }

    private boolean changed(Step step) {
        int count = Math.min(segment - step.samples, REFERENCE);
        if (count < step.segment || !conceivable(step, count)) {
            return false;
        }
        var reference = new double[count];
        for (int each = 0; each < count; each++) {
            reference[each] = sample(step.samples + each);
        }
        Arrays.sort(reference);
        double level = Ranks.median(reference, count);
        double noise = Ranks.NORMAL * Ranks.deviation(reference, count, level);
        double least =
                Math.max(step.factor * Math.max(rule.floorMillis, rule.deviations * noise), step.levelShare * level);
        var off = new double[step.samples];
        for (int back = 0; back < step.samples; back++) {
            off[back] = sample(back) - level;
        }
        Arrays.sort(off);
        double moved = Ranks.median(off, step.samples);
        if (off[0] <= least && off[step.samples - 1] >= -least || thereBefore(step, level + moved / 2, moved > 0)) {
            return false;
        }
        shift = (float) moved;
        segment = step.samples;
        return true;
    }

    /** Whether the median of the reference could lie far enough from all of the newest samples: counted, not sorted. */
    private boolean conceivable(Step step, int count) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int back = 0; back < step.samples; back++) {
            least = Math.min(least, sample(back));
            most = Math.max(most, sample(back));
        }
        double floor = step.factor * rule.floorMillis;
        double low = Math.min(least - floor, least / (1 + step.levelShare));
        double high = Math.max(most + floor, most / (1 - step.levelShare));
        int below = 0;
        int above = 0;
        for (int each = 0; each < count; each++) {
            float sample = sample(step.samples + each);
            below += sample < low ? 1 : 0;
            above += sample > high ? 1 : 0;
        }
        return 2 * Math.max(below, above) >= count;
    }

    private boolean thereBefore(Step step, double middle, boolean up) {
        int all = Math.min(held - step.samples, rule.before);
        int there = 0;
        for (int each = 0; each < all; each++) {
            double sample = sample(step.samples + each);
            there += (up ? sample > middle : sample < middle) ? 1 : 0;
        }
        return there > step.there * all;
    }

    private float sample(int back) {
        int place = newest - back;
        return ring[place < 0 ? place + RING : place];
    }
}
