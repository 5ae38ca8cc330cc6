package dev.understudy.sim;

import java.time.Instant;

/** The wall clock of one machine: it drifts and may jump. What it measures between two moments only drifts. */
final class SimClock {
    private final Timeline time;
    private final double driftRatio;
    private long offsetMillis;
    private long jumpedAt = -1;

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

    /** Whether it shows another time than the true one by more than it can drift, or did so a short while ago. */
    boolean isWrong() {
        return offsetMillis != 0 || jumpedAt >= 0 && time.now() - jumpedAt < 60_000;
    }

    void jump(long millis) {
        offsetMillis += millis;
        jumpedAt = time.now();
    }

    void set() {
        offsetMillis = 0;
        jumpedAt = time.now();
    }
}
