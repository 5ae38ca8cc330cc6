package dev.understudy.core.scorecard;

import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which moves were borne out. A move was false when, within its horizon, the zone that was left neither broke nor was
 * slower than the zone gone to.
 *
 * @param graded moves whose horizon has passed, ever
 * @param falseMoves those that nothing bore out, ever
 * @param pending moves that wait
 */
public record Moves(long graded, long falseMoves, List<Pending> pending) {
    /** Moves that wait at most. */
    static final int PENDING = 16;

    public static final Moves NONE = new Moves(0, 0, List.of());

    /**
     * A move that waits for its grade.
     *
     * @param until end of its horizon
     * @param broke whether the zone that was left has broken since, or was broken
     * @param left latencies of the zone that was left
     * @param taken latencies of the zone gone to
     */
    public record Pending(ZoneId from, ZoneId to, Instant until, boolean broke, Mean left, Mean taken) {
        boolean borneOut() {
            return broke || left.count() > 0 && taken.count() > 0 && left.millis() > taken.millis();
        }

        Pending seen(Truth truth) {
            boolean mine = truth.zone().equals(from);
            return new Pending(
                    from,
                    to,
                    until,
                    broke || mine && truth.broken(),
                    mine ? left.with(truth) : left,
                    truth.zone().equals(to) ? taken.with(truth) : taken);
        }
    }

    /**
     * A mean of latencies.
     *
     * @param millis the mean, milliseconds; 0 of none
     */
    public record Mean(long count, double millis) {
        static final Mean NONE = new Mean(0, 0);

        Mean with(Truth truth) {
            return truth.latencyMillis().isEmpty()
                    ? this
                    : new Mean(count + 1, millis + (truth.latencyMillis().getAsDouble() - millis) / (count + 1));
        }
    }

    public Moves {
        pending = List.copyOf(pending);
    }

    Moves moved(ZoneId from, ZoneId to, Instant now, Duration horizon, boolean broken) {
        var waiting = new Pending(from, to, now.plus(horizon), broken, Mean.NONE, Mean.NONE);
        return new Moves(graded, falseMoves, Thinning.with(pending, waiting, PENDING));
    }

    Moves seen(Truth truth) {
        if (pending.isEmpty()) {
            return this;
        }
        long newGraded = graded;
        long newFalse = falseMoves;
        var left = new ArrayList<Pending>();
        for (Pending waiting : pending) {
            if (truth.at().isBefore(waiting.until())) {
                left.add(waiting.seen(truth));
            } else {
                newGraded++;
                newFalse += waiting.borneOut() ? 0 : 1;
            }
        }
        return new Moves(newGraded, newFalse, left);
    }
}
