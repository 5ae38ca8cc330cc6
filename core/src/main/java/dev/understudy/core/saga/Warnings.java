package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.score.Prospect;
import dev.understudy.core.score.ZoneRisk;
import dev.understudy.core.signal.SignalBook;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known from outside of the measurements.
 *
 * @param signals what is announced
 * @param prospect what is stated of the time to come, and whether such statements have held
 * @param statedAt when that was
 */
public record Warnings(SignalBook signals, Prospect prospect, Instant statedAt) {
    public static final Warnings NONE = new Warnings(SignalBook.EMPTY, Prospect.NONE, Instant.EPOCH);

    /** Maintenance that begins this soon would meet a migration on its way, or shortly after. */
    public static final Duration AHEAD = Duration.ofHours(1);

    /** These warnings with what is announced now. */
    public Warnings with(SignalBook announced) {
        return new Warnings(announced, prospect, statedAt);
    }

    /** These warnings with what is stated now. */
    public Warnings with(Prospect stated, Instant now) {
        return new Warnings(signals, stated, now);
    }

    /** Why a zone is no refuge for anything planned. */
    Optional<Because> noRefuge(Optional<Zone> target, Instant now) {
        return target.flatMap(zone -> signals.noRefuge(zone, now, AHEAD));
    }

    /** The risk of a zone, where it was stated of late and such statements were shown to hold. */
    public Optional<ZoneRisk> proven(ZoneId zone, Instant now) {
        return fresh(now).flatMap(stated -> stated.proven(zone));
    }

    /** The risk of a zone, where it was stated of late. */
    public Optional<ZoneRisk> risk(ZoneId zone, Instant now) {
        return fresh(now).flatMap(stated -> stated.risk(zone));
    }

    /** What goes beside a decision about leaving a zone. */
    public Optional<Because> beside(ZoneId zone, Instant now) {
        return fresh(now).flatMap(stated -> stated.beside(zone));
    }

    private Optional<Prospect> fresh(Instant now) {
        return now.isBefore(statedAt.plus(Prospect.FRESH)) ? Optional.of(prospect) : Optional.empty();
    }
}
