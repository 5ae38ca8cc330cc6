package dev.understudy.core.replicate;

import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.List;

/** Whether a service has data that moves with it. */
public sealed interface DataPolicy {
    /** It keeps nothing. */
    record None() implements DataPolicy {}

    /**
     * A database with a writer and standbys.
     *
     * @param zones where its servers are, the declared writer first
     * @param adaptive whether the agents step the mode down and up
     * @param stepDownLag lag above which a hybrid set stops waiting for standbys in what is not critical
     * @param stepUpLag lag below which it waits again, below {@code stepDownLag}
     * @param lossMax what an asynchronous set may lose with its writer, as time
     */
    record Replicated(List<ZoneId> zones, boolean adaptive, Duration stepDownLag, Duration stepUpLag, Duration lossMax)
            implements DataPolicy {
        public Replicated {
            zones = List.copyOf(zones);
            if (zones.isEmpty()) {
                throw new IllegalArgumentException("data.zones is empty; allowed: one zone or more");
            }
            if (stepUpLag.compareTo(stepDownLag) >= 0) {
                throw new IllegalArgumentException(
                        "data.stepUpLag is " + stepUpLag + "; allowed: below data.stepDownLag " + stepDownLag);
            }
        }
    }
}
