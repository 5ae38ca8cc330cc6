package dev.understudy.sim;

import java.time.Instant;

/** The wall clock of one machine: it drifts and may jump. What it measures between two moments only drifts. */
final class SimClock {
    private final Timeline time;
    private final double driftRatio;
    private long offsetMillis;

    /** @param driftRatio by how much it runs fast (above 0) or slow */
    SimClock(Timeline time, double driftRatio) {
        this.time = time;
        this.driftRatio = driftRatio;
    }

    Instant instant() {
        return Timeline.instant(monotonic() + offsetMillis);
    }

    /** Milliseconds that only grow, as this machine measures them. */
    long monotonic() {
        return time.now() + (long) (time.now() * driftRatio);
    }

    /** Whether it shows another time than the true one by more than it can drift. */
    boolean isWrong() {
        return offsetMillis != 0;
    }

    void jump(long millis) {
        offsetMillis += millis;
    }

    void set() {
        offsetMillis = 0;
    }
}
