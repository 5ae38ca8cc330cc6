package dev.understudy.core.measure;

import java.time.Duration;

/**
 * When an observer calls a zone bad, and how many must.
 *
 * @param quorum independent observers that must agree, at least {@link #LEAST_QUORUM}
 * @param minSamples probes a window must hold before it counts, at least 1
 * @param slowRatio smoothed latency over the calm one from which a zone is slow, above 1
 * @param horizon how far ahead latency is predicted, above 0
 */
public record HealthRules(int quorum, int minSamples, double slowRatio, Duration horizon) {
    /** One observer alone condemns nobody: its own link may be what is broken. */
    public static final int LEAST_QUORUM = 2;

    /** A zone is not slow before its latency is this much over the calm one, however small that is, milliseconds. */
    static final double SLOW_FLOOR_MILLIS = 10;

    /** Loss over the last windows from which a zone is lossy, 0 to 1. */
    static final double LOSSY_RATIO = 0.1;

    /** Windows over which loss is counted. */
    static final int LOSS_WINDOWS = 4;

    /** Windows in a row without one answer before a zone is dead. */
    static final int DEAD_WINDOWS = 2;

    /** A window counts for this many of its spans after its end. */
    static final int FRESH_SPANS = 5;

    /** A reading of the balancer or of the load counts for this long. */
    static final Duration FRESH_READING = Duration.ofSeconds(5);

    /** A forecast that is renewed every ten seconds counts for this long: two may be missed. */
    static final Duration FRESH_FORECAST = Duration.ofSeconds(25);

    public HealthRules {
        if (quorum < LEAST_QUORUM || minSamples < 1 || !(slowRatio > 1)) {
            throw new IllegalArgumentException("health rules are quorum " + quorum + ", minSamples " + minSamples
                    + ", slowRatio " + slowRatio + "; allowed: " + LEAST_QUORUM + " or more, 1 or more, above 1");
        }
    }

    boolean slow(double latencyMillis, double calmMillis) {
        return latencyMillis >= calmMillis * slowRatio && latencyMillis >= calmMillis + SLOW_FLOOR_MILLIS;
    }
}
