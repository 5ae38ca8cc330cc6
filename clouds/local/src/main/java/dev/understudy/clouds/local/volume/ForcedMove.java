package dev.understudy.clouds.local.volume;

import dev.understudy.clouds.local.process.Signal;
import dev.understudy.clouds.local.volume.OpenFiles.Hold;
import dev.understudy.clouds.local.volume.VolumeRecord.Move;
import dev.understudy.copy.TreeCopy.Outcome;
import dev.understudy.copy.TreeTarget;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves the writer whatever has become of the old tree: the copy becomes the one that is written, as its last complete
 * round left it. A source that can be reached gives what is left first. Whoever goes on writing the old tree through a
 * file it holds open is ended, and all other trees wait to join again, which sets aside what they alone have.
 */
final class ForcedMove {
    private static final Duration STOP = Duration.ofMillis(300);
    private static final Duration SEAL_MAX = Duration.ofSeconds(5);

    private final VolumeParts parts;
    private final ZoneId from;
    private final ZoneId to;
    private final Duration pauseMax;

    ForcedMove(VolumeParts parts, ZoneId from, ZoneId to, Duration pauseMax) {
        this.parts = parts;
        this.from = from;
        this.to = to;
        this.pauseMax = pauseMax;
    }

    TaskEnd run() throws IOException {
        Layout layout = parts.layout();
        Seat old = layout.seat(from);
        Seat next = layout.seat(to);
        VolumeRecord record = layout.record();
        if (record.writer().equals(to)) {
            return new TaskEnd.Done(Because.of("the writer is in " + to + " already"));
        }
        if (!record.writer().equals(from)) {
            return new TaskEnd.Refused(Because.of("the writer is in " + record.writer() + ", not in " + from));
        }
        if (record.isFenced(to) || record.syncedAt(to).isEmpty()) {
            return new TaskEnd.Refused(
                    Because.of("no round has made the copy in " + to + " whole: there is nothing to" + " go on with"));
        }
        layout.keep(record.withMove(Optional.of(new Move(from, to))));
        try {
            return move(old, next);
        } finally {
            parts.resolve();
        }
    }

    private TaskEnd move(Seat old, Seat next) throws IOException {
        long ended = end(parts.users().stop(old.tree(), STOP));
        if (gaveTheRest()) {
            parts.layout().keep(parts.layout().record().moved(to, parts.clock().millis()));
            parts.rounds().turned(from, parts.clock().instant());
            return new TaskEnd.Done(
                    Because.of("the writer of the volume moved from " + from + " to " + to + "; nothing is given up"));
        }
        next.shut();
        TreeTarget.settle(next.tree());
        VolumeRecord record = parts.layout().record();
        long age = Math.max(0, parts.clock().millis() - record.syncedAt(to).orElseThrow());
        parts.layout().keep(record.forced(to));
        parts.rounds().forget();
        var why = new Because(
                "the writer of the volume is in " + to + " by force: what was written to " + from
                        + " in the last {ageSeconds} s, since its last complete round began, is given up",
                Map.of("ageSeconds", age / 1e3));
        return new TaskEnd.Done(
                ended == 0
                        ? why
                        : why.and(new Because(
                                "{endedCount} processes that held files of it open were ended",
                                Map.of("endedCount", (double) ended))));
    }

    /** Processes that could go on writing what nobody reads any more. */
    private static long end(List<Hold> holds) {
        var pids = holds.stream().map(Hold::pid).distinct().toList();
        pids.forEach(Signal.KILL::to);
        return pids.size();
    }

    /** Whether the source could be reached, and both trees are equal now. */
    private boolean gaveTheRest() {
        if (parts.layout().isDead(from)) {
            return false;
        }
        try {
            return parts.rounds().seal(to, pauseMax.compareTo(SEAL_MAX) < 0 ? pauseMax : SEAL_MAX).stream()
                    .anyMatch(Outcome.Equal.class::isInstance);
        } catch (IOException _) {
            return false; // it cannot be reached, which is why this is done by force
        }
    }
}
