package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.postgres.Members.Member;
import dev.understudy.clouds.local.postgres.SetRecord.Duty;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** Ends a cut-over that was broken off, in the only direction that loses nothing: it looks at the one who was to write. */
final class Recovery {
    private Recovery() {}

    /**
     * A server that was promoted has no {@code standby.signal} any more and may have acknowledged writes: it is the writer.
     * One that was not has acknowledged nothing: the old writer stays, unless it was fenced by force.
     */
    static void resolve(Topology topology) throws IOException {
        SetRecord record = topology.record();
        if (record.move().isEmpty()) {
            return;
        }
        SetRecord.Move move = record.move().get();
        Member next = topology.members().of(move.to());
        if (!topology.members().of(move.from()).server().isAlive() && !promoted(next)) {
            next.server().kill(); // it may have been told already, and would be promoted when we have looked away
        }
        boolean promoted = promoted(next);
        SetRecord settled = record.withMove(Optional.empty());
        if (promoted) {
            settled = settled.withWriter(move.to()).with(move.to(), Duty.RUN).with(move.from(), Duty.FENCED);
        } else {
            settled = settled.withWriter(move.from()).with(move.from(), Duty.RUN);
        }
        topology.followWriter();
        topology.keep(settled);
    }

    private static boolean promoted(Member next) {
        return next.server().hasData() && Files.notExists(next.seat().data().resolve("standby.signal"));
    }
}
