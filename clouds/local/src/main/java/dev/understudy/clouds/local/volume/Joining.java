package dev.understudy.clouds.local.volume;

import dev.understudy.copy.TreeCopy.Outcome;
import dev.understudy.copy.TreeTarget;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Makes the tree of a zone a copy of the one that is written. What it alone has is set aside first. */
final class Joining {
    private final VolumeParts parts;
    private final ZoneId zone;

    Joining(VolumeParts parts, ZoneId zone) {
        this.parts = parts;
        this.zone = zone;
    }

    /** With rounds until little differs. */
    TaskEnd ahead() throws IOException {
        if (parts.layout().record().writer().equals(zone)) {
            return new TaskEnd.Done(Because.of("the tree in " + zone + " is the one that is written"));
        }
        if (parts.layout().record().isFenced(zone)) {
            var joined = rejoin();
            if (!(joined instanceof TaskEnd.Done)) {
                return joined;
            }
        }
        Outcome end = parts.rounds().converge(zone);
        return switch (end) {
            case Outcome.Ready ready -> new TaskEnd.Done(ready.because());
            case Outcome.Equal equal -> new TaskEnd.Done(equal.because());
            case Outcome.Refused refused -> new TaskEnd.Refused(refused.because());
            case Outcome.Failed failed -> new TaskEnd.Failed(failed.because());
        };
    }

    /** With one round. */
    TaskEnd rejoin() throws IOException {
        VolumeRecord record = parts.layout().record();
        if (record.writer().equals(zone)) {
            return new TaskEnd.Done(Because.of("the tree in " + zone + " is the one that is written"));
        }
        var fence = record.fencedAt(zone);
        return fence.isPresent() ? afterForce(fence.get()) : follow();
    }

    private TaskEnd follow() throws IOException {
        var sent = parts.rounds().send(zone, false, false);
        return sent.whole()
                ? new TaskEnd.Done(new Because(
                        "the copy in " + zone + " follows the writer; {files} files were sent",
                        Map.of("files", (double) sent.files())))
                : changed();
    }

    private TaskEnd afterForce(long epoch) throws IOException {
        Seat seat = parts.layout().seat(zone);
        Path kept = seat.aside().resolve("epoch-" + epoch);
        Trees.keep(seat.tree(), kept);
        if (!parts.rounds().send(zone, true, false).whole()) {
            return changed();
        }
        seat.shut();
        TreeTarget.settle(seat.tree());
        long left = Files.exists(kept) ? Trees.prune(kept, seat.tree()) : 0;
        return new TaskEnd.Done(
                left == 0
                        ? Because.of("the copy in " + zone + " follows the writer; it had nothing of its own")
                        : new Because(
                                "the copy in " + zone + " follows the writer; {files} files that it had alone, or had"
                                        + " otherwise, are set aside in " + quoted(kept),
                                Map.of("files", (double) left)));
    }

    private static String quoted(Path path) {
        return path.toString().replace('{', '(').replace('}', ')');
    }

    private TaskEnd changed() {
        return new TaskEnd.Failed(
                Because.of("files changed while they were copied to " + zone + "; another round must bring them"));
    }
}
