package dev.understudy.core.detect;

/**
 * Tells how much a metric does what it never did: how far its value, and its mean over the last hour, lie from any they
 * had before, as shares of the range they had.
 *
 * <p>Values are taken by their square root, with their sign, as a compromise between loads that differ by amounts and
 * loads that differ by factors. Mutable, for one thread; 496 bytes. What it says of a sample depends on this sample and
 * earlier ones only.
 */
public final class AnomalyDetector {
    /** The first samples say nothing: everything is new to them. */
    private static final int SILENT = 50;

    /** Samples of the mean: an hour of a metric that comes every five minutes. */
    private static final int MEAN = 12;
    /** A new mean weighs this much of a new value. */
    private static final double MEAN_WEIGHT = 0.5;

    private final KnownValues values = new KnownValues();
    private final KnownValues means = new KnownValues();
    private final float[] newest = new float[MEAN];
    private int place;
    private int samples;

    /** One that has seen nothing. */
    public AnomalyDetector() {}

    /**
     * Takes the next sample, and tells how novel it is: 0 is seen before, 1 is as far off as the whole range was wide,
     * or farther. 0 for the first fifty samples.
     *
     * @param value finite, or NaN where there is none, which is no anomaly
     */
    public double add(double value) {
        if (Double.isNaN(value)) {
            return 0;
        }
        float root = (float) Math.copySign(Math.sqrt(Math.abs(value)), value);
        place = place + 1 == MEAN ? 0 : place + 1;
        newest[place] = root;
        samples = Math.min(samples + 1, SILENT + 1);
        double novel = Math.max(values.add(root), MEAN_WEIGHT * means.add(mean()));
        return samples <= SILENT ? 0 : Math.min(1, novel);
    }

    private float mean() {
        double sum = 0;
        for (float each : newest) {
            sum += each;
        }
        return (float) (sum / Math.min(samples, MEAN));
    }
}
