package dev.understudy.core.migrate;

import java.time.Duration;
import java.time.Instant;

/**
 * A condition that must hold for a while before it is believed, and must fail for as long before it is given up: one
 * window alone flips nothing.
 *
 * @param on what is believed
 * @param since from when it has been so, counted from the first sign
 * @param contrarySince from when the opposite has been seen without a break; the far future when it is not seen
 */
public record Latch(boolean on, Instant since, Instant contrarySince) {
    /** How long the opposite must be seen, at least two windows of a second. */
    public static final Duration HOLD = Duration.ofSeconds(2);

    public static final Latch OFF = new Latch(false, Instant.EPOCH, Instant.MAX);

    /** The latch after the condition was looked at once more. */
    public Latch seen(boolean holds, Instant now) {
        if (holds == on) {
            return contrarySince.equals(Instant.MAX) ? this : new Latch(on, since, Instant.MAX);
        }
        if (contrarySince.equals(Instant.MAX)) {
            return new Latch(on, since, now);
        }
        return Duration.between(contrarySince, now).compareTo(HOLD) >= 0
                ? new Latch(holds, contrarySince, Instant.MAX)
                : this;
    }

    /** When the opposite will have been seen long enough; the distant past while it is not seen. */
    public Instant flipsAt() {
        return contrarySince.equals(Instant.MAX) ? Instant.EPOCH : contrarySince.plus(HOLD);
    }

    /** Whether it has been on for at least this long. */
    public boolean onFor(Duration time, Instant now) {
        return on && Duration.between(since, now).compareTo(time) >= 0;
    }
}
