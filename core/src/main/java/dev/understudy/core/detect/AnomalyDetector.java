package dev.understudy.core.detect;

/**
 * Tells how much a metric does what it never did: how far its value, and its recent mean, lie from any they had before,
 * as shares of the range they had. What is new to a series that has run for long tells more than what is new to a young
 * one, so the score of a young one is less.
 *
 * <p>Values are taken by their square root, with their sign, as a compromise between loads that differ by amounts and
 * loads that differ by factors. Mutable, for one thread; 496 bytes on a 64-bit machine with compressed references. What it says of a
 * sample depends on this sample and earlier ones only.
 */
public final class AnomalyDetector {
    /** The first samples say nothing: everything is new to them. */
    private static final int SILENT = 50;
    /** Samples after which a novelty counts half of what it counts in the end. */
    private static final double HALF_GROWN = 700;

    private static final int OLD = 1 << 30;

    /** Samples over which the mean forgets by e: an hour and a half of a metric that comes every five minutes. */
    private static final double MEAN_OVER = 18;
    /** A new mean weighs this much of a new value. */
    private static final double MEAN_WEIGHT = 0.7;

    private final KnownValues values = new KnownValues();
    private final KnownValues means = new KnownValues();
    private double mean;
    private int samples;

    /** One that has seen nothing. */
    public AnomalyDetector() {}

    /**
     * Takes the next sample, and tells how novel it is: 0 is seen before, towards 1 is as far off as the whole range was wide,
     * or farther. 0 for the first fifty samples.
     *
     * @param value finite, or NaN where there is none, which is no anomaly
     */
    public double add(double value) {
        if (Double.isNaN(value)) {
            return 0;
        }
        samples = Math.min(samples + 1, OLD);
        double root = Math.copySign(Math.sqrt(Math.abs(value)), value);
        mean += (root - mean) * Math.max(1 / MEAN_OVER, 1.0 / samples);
        double novel = Math.max(values.add((float) root), MEAN_WEIGHT * means.add((float) mean));
        return samples <= SILENT ? 0 : Math.min(1, novel) * (samples / (samples + HALF_GROWN));
    }
}
