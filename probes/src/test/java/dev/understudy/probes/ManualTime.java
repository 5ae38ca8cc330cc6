package dev.understudy.probes;

import java.time.Instant;
import java.time.InstantSource;

/** Both clocks, moved by hand. */
final class ManualTime implements NanoClock, InstantSource {
    private final Instant begin;
    private final long beginNanos;
    private long nanos;

    ManualTime(Instant begin, long beginNanos) {
        this.begin = begin;
        this.beginNanos = beginNanos;
        nanos = beginNanos;
    }

    void advanceMillis(long millis) {
        nanos += millis * 1_000_000;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(nanos - beginNanos);
    }
}
