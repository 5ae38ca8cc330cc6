package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.scorecard.Calibration;
import dev.understudy.core.signal.SignalBook;
import dev.understudy.core.zone.Zone;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What speaks against a migration from outside of the measurements.
 *
 * @param signals what is announced
 * @param calibration whether the stated probabilities hold
 */
public record Warnings(SignalBook signals, Calibration calibration) {
    public static final Warnings NONE = new Warnings(SignalBook.EMPTY, new Calibration.Unproven());

    /** Maintenance that begins this soon would meet a migration on its way, or shortly after. */
    public static final Duration AHEAD = Duration.ofHours(1);

    /** Why a zone is no refuge for anything planned. */
    Optional<Because> noRefuge(Optional<Zone> target, Instant now) {
        return target.flatMap(zone -> signals.noRefuge(zone, now, AHEAD));
    }
}
