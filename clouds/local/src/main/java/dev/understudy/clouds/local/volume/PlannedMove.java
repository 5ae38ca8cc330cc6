package dev.understudy.clouds.local.volume;

import dev.understudy.clouds.local.process.Waiting;
import dev.understudy.clouds.local.volume.OpenFiles.Hold;
import dev.understudy.clouds.local.volume.VolumeRecord.Move;
import dev.understudy.copy.TreeCopy.Outcome;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves the writer while both trees can be reached. Whoever uses the volume is stopped at a moment when nothing of it is
 * open for writing, what is left is copied, both trees are compared, and all names lead to the other one before anybody
 * goes on. It counts from the moment the record says so; until then everything is as before.
 */
final class PlannedMove {
    /** Rounds ahead of the pause, while everybody works. */
    private static final int ROUNDS_AHEAD = 5;

    /** What the pause may have to copy, bytes. */
    private static final long LITTLE_BYTES = 1_000_000;

    /** Time kept for the record and the names at the end of a pause. */
    private static final Duration TAIL = Duration.ofMillis(30);

    private final VolumeParts parts;
    private final ZoneId from;
    private final ZoneId to;
    private final Duration pauseMax;

    PlannedMove(VolumeParts parts, ZoneId from, ZoneId to, Duration pauseMax) {
        this.parts = parts;
        this.from = from;
        this.to = to;
        this.pauseMax = pauseMax;
    }

    TaskEnd run() throws IOException {
        Layout layout = parts.layout();
        Seat old = layout.seat(from);
        var _ = layout.seat(to);
        if (layout.record().writer().equals(to)) {
            return new TaskEnd.Done(Because.of("the writer is in " + to + " already"));
        }
        Optional<Because> obstacle = obstacle(old).or(this::behind);
        if (obstacle.isPresent()) {
            return new TaskEnd.Refused(obstacle.get());
        }
        var late = ahead();
        if (late.isPresent()) {
            return new TaskEnd.Refused(late.get());
        }
        layout.keep(layout.record().withMove(Optional.of(new Move(from, to))));
        try {
            layout.lookAway();
            return still(old);
        } finally {
            parts.resolve();
        }
    }

    private Optional<Because> obstacle(Seat old) throws IOException {
        if (!parts.layout().record().writer().equals(from)) {
            return Optional.of(
                    Because.of("the writer is in " + parts.layout().record().writer() + ", not in " + from));
        }
        var known = new HashSet<>(parts.users().pids());
        known.add(ProcessHandle.current().pid());
        var holds = new ArrayList<Hold>();
        var _ = Waiting.until(pauseMax.dividedBy(2), () -> {
            holds.clear();
            OpenFiles.ofOthers(known, old.tree()).ifPresent(holds::add);
            return holds.isEmpty();
        });
        return holds.stream().findFirst().map(PlannedMove::heldOpen);
    }

    private Optional<Because> behind() {
        return parts.layout().record().isFenced(to)
                ? Optional.of(Because.of("the copy in " + to + " does not follow the writer"))
                : Optional.empty();
    }

    /** Rounds until the last one will be quick; where it cannot be, nobody needs to be stopped to know. */
    private Optional<Because> ahead() throws IOException {
        double tookMs = 0;
        for (int round = 0; round < ROUNDS_AHEAD; round++) {
            var sent = parts.rounds().send(to, !parts.rounds().isCompared(to), false);
            tookMs = sent.took().toNanos() / 1e6;
            if (sent.whole() && sent.literalBytes() <= LITTLE_BYTES && tookMs < pauseMax.toMillis() / 2.0) {
                return Optional.empty();
            }
        }
        return Optional.of(new Because(
                "whoever uses the volume would be stopped for longer than {pauseMaxMs} ms: the last round to " + to
                        + " took {roundMs} ms",
                Map.of("pauseMaxMs", (double) pauseMax.toMillis(), "roundMs", tookMs)));
    }

    private TaskEnd still(Seat old) throws IOException {
        long begun = System.nanoTime();
        List<Hold> holds = parts.users().stop(old.tree(), pauseMax.dividedBy(2));
        if (!holds.isEmpty()) {
            return new TaskEnd.Refused(heldOpen(holds.getFirst()));
        }
        Instant since = parts.clock().instant();
        double stopMs = Waiting.millisSince(begun);
        Optional<Outcome> end = parts.rounds().seal(to, left(begun));
        double copyMs = Waiting.millisSince(begun) - stopMs;
        if (end.isPresent() && end.get() instanceof Outcome.Equal equal) {
            VolumeRecord record = parts.layout().record();
            parts.layout().keep(record.moved(to, since.toEpochMilli()));
            parts.layout().lead();
            parts.users().go();
            double pauseMs = Waiting.millisSince(begun);
            parts.rounds().turned(from, since);
            return new TaskEnd.Done(new Because(
                            "the writer of the volume moved from " + from + " to " + to
                                    + ": its users were stopped for {pauseMs} ms, {stopMs} ms of them until nothing was"
                                    + " open for writing, {copyMs} ms for the last round",
                            Map.of("pauseMs", pauseMs, "stopMs", stopMs, "copyMs", copyMs))
                    .and(equal.because()));
        }
        return new TaskEnd.Refused(end.map(Outcome::because)
                .orElseGet(() -> new Because(
                        "the last round was not over when users of the volume had been stopped for {stoppedMs} ms of the"
                                + " {pauseMaxMs} ms allowed",
                        Map.of("stoppedMs", Waiting.millisSince(begun), "pauseMaxMs", (double) pauseMax.toMillis()))));
    }

    private Duration left(long begun) {
        return pauseMax.minusNanos(System.nanoTime() - begun).minus(TAIL);
    }

    private static Because heldOpen(Hold hold) {
        return Because.quoting(hold.sentence());
    }
}
