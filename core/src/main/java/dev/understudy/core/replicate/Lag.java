package dev.understudy.core.replicate;

import java.time.Duration;

/** How far a standby is behind. */
public sealed interface Lag {
    /** Everything the writer has is applied, or nothing was written since. */
    record CaughtUp() implements Lag {}

    /**
     * It is behind.
     *
     * @param time age of the oldest write that is not applied, as the writer measures it: one round trip at least
     * @param bytes of log not applied yet, 0 or more
     */
    record Behind(Duration time, long bytes) implements Lag {}

    /** It cannot be told: not streaming, or not reachable. */
    record Unknown() implements Lag {}
}
