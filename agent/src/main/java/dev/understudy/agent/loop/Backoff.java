package dev.understudy.agent.loop;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: twice as long each time, up to a bound, and never the same for two agents. */
final class Backoff {
    private final Duration least;
    private final Duration most;
    private final RandomGenerator chance;
    private int failures;

    Backoff(Duration least, Duration most, RandomGenerator chance) {
        this.least = least;
        this.most = most;
        this.chance = chance;
    }

    /** After a failure. */
    Duration next() {
        long nanos = least.toNanos();
        for (int i = 0; i < failures && nanos < most.toNanos(); i++) {
            nanos *= 2;
        }
        failures = Math.min(failures + 1, 62);
        return jittered(Duration.ofNanos(Math.min(nanos, most.toNanos())), chance);
    }

    /** After a success. */
    void reset() {
        failures = 0;
    }

    /** Between four fifths and six fifths of a span. */
    static Duration jittered(Duration span, RandomGenerator chance) {
        return Duration.ofNanos((long) (span.toNanos() * (0.8 + 0.4 * chance.nextDouble())));
    }
}
