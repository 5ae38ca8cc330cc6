package dev.understudy.core.replicate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lag of a standby from what the writer reports, without the false readings that PostgreSQL's statistics invite:
 *
 * <ul>
 *   <li>The lag columns are NULL on an idle or close standby. That is caught up only if the replayed position is the
 *       current one; with log left to apply it is no reading.
 *   <li>The age of the last applied transaction grows while nothing is written. It is not used.
 *   <li>The columns keep their last value when a standby stalls. The writer's own positions over time tell for how long
 *       at least a write has been waiting.
 *   <li>What the writer measures holds one round trip: no lag can be shown to be less.
 *   <li>A standby that has replayed more than the writer has written is on another history and follows nobody.
 * </ul>
 *
 * @param positions what the writer had written when, rising in both, the newest last
 */
public record LagMath(List<Position> positions) {
    public static final LagMath NONE = new LagMath(List.of());

    private static final int POSITIONS_MAX = 256;

    /**
     * The writer's newest position at a time.
     *
     * @param at when it was read
     * @param writtenBytes bytes since the beginning of the log
     */
    public record Position(Instant at, long writtenBytes) {}

    /**
     * What the writer reports of one standby.
     *
     * @param streaming whether it is connected and follows
     * @param replayedBytes position up to which it has applied the log
     * @param replayLag the writer's lag column; empty for NULL
     */
    public record Report(boolean streaming, long replayedBytes, Optional<Duration> replayLag) {}

    public LagMath {
        positions = List.copyOf(positions);
    }

    /** With another reading of the writer. A position that falls, or a clock that goes back, begins anew. */
    public LagMath seen(Instant at, long writtenBytes) {
        var next = new ArrayList<>(positions);
        if (!next.isEmpty()
                && (next.getLast().writtenBytes() > writtenBytes
                        || next.getLast().at().isAfter(at))) {
            next.clear();
        }
        // Of an idle time its first reading is enough: what is written next is younger than its last.
        if (next.size() > 1
                && next.getLast().writtenBytes() == writtenBytes
                && next.get(next.size() - 2).writtenBytes() == writtenBytes) {
            next.removeLast();
        }
        next.add(new Position(at, writtenBytes));
        while (next.size() > POSITIONS_MAX) {
            next.removeFirst();
        }
        return new LagMath(next);
    }

    /**
     * Lag of a standby at the newest reading of the writer.
     *
     * @param roundTrip time to the standby and back
     */
    public Lag of(Report report, Duration roundTrip) {
        if (!report.streaming() || positions.isEmpty()) {
            return new Lag.Unknown();
        }
        var now = positions.getLast();
        long behind = now.writtenBytes() - report.replayedBytes();
        if (behind < 0) {
            return new Lag.Unknown();
        }
        if (behind == 0) {
            return new Lag.CaughtUp();
        }
        var time = longer(longer(report.replayLag().orElse(Duration.ZERO), waiting(report, now)), roundTrip);
        return new Lag.Behind(time, behind);
    }

    /** Lag without the round trip that its measuring takes: what would be missing if the writer were gone now. */
    public static Duration exposure(Lag.Behind lag, Duration roundTrip) {
        var rest = lag.time().minus(roundTrip);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /** For how long, at least, a write that is not applied has been there: since the first reading that held one. */
    private Duration waiting(Report report, Position now) {
        for (Position position : positions) {
            if (position.writtenBytes() > report.replayedBytes()) {
                return Duration.between(position.at(), now.at());
            }
        }
        return Duration.ZERO;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
