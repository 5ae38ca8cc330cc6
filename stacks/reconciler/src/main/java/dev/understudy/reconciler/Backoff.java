package dev.understudy.reconciler;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between attempts: twice as long each time, and a random part of it, so that two reconcilers that met once do
 * not meet again ("Exponential Backoff and Jitter", M. Brooker, 2015: full jitter, with a floor).
 */
final class Backoff {
    private final Duration shortest;
    private final Duration longest;
    private final RandomGenerator random;
    private int attempts;

    Backoff(Duration shortest, Duration longest, RandomGenerator random) {
        this.shortest = shortest;
        this.longest = longest;
        this.random = random;
    }

    /** How long to wait before the next attempt. */
    Duration next() {
        long ceiling = longest.toNanos();
        long doubled = attempts >= 30 ? ceiling : shortest.toNanos() << attempts;
        attempts = Math.min(attempts + 1, 30);
        long bound = Math.max(shortest.toNanos(), Math.min(ceiling, doubled));
        return Duration.ofNanos(
                shortest.toNanos() / 2 + (long) (random.nextDouble() * (bound - shortest.toNanos() / 2)));
    }

    void reset() {
        attempts = 0;
    }
}
