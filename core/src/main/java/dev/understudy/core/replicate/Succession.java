package dev.understudy.core.replicate;

import dev.understudy.core.explain.Because;
import dev.understudy.core.zone.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who becomes the writer. Asked after the old writer was fenced and the standbys stopped receiving, so that no position
 * moves any more. The most advanced standby of the writer's history wins, since any other would cut off what it has: a
 * standby ahead of the one promoted hangs for ever and with it every write that waits for it. A target that is behind
 * first catches up.
 *
 * <p>A write that was acknowledged by {@code quorum} of {@code n} standbys is on one of any {@code n − quorum + 1} of
 * them; with fewer seen, none of those may be missing one is certain, and nothing is promoted, forced or not.
 */
public sealed interface Succession {
    Because because();

    /**
     * It may be promoted now.
     *
     * @param zone whose standby
     * @param thenHandOverTo the zone that was wanted and cannot take over yet; empty when {@code zone} is the one
     */
    record Promote(ZoneId zone, Optional<ZoneId> thenHandOverTo, Because because) implements Succession {}

    /**
     * The target must first have what another standby has; then ask again.
     *
     * @param zone that is to take over
     * @param from whose standby is the most advanced
     * @param missingBytes of log between them, above 0
     */
    record CatchUp(ZoneId zone, ZoneId from, long missingBytes, Because because) implements Succession {}

    /** Nobody may be promoted as things are. */
    record Refuse(Because because) implements Succession {}

    /**
     * What is known of the old writer.
     *
     * @param mode what its acknowledgements meant
     * @param quorum standbys that each synchronous write waited for, at least 1
     * @param acknowledging standbys that were asked to acknowledge, 0 or more
     * @param timeline it was on; 0 where not known
     * @param endBytes where its log ends, when it was fenced within reach
     */
    record OldWriter(ReplicationMode mode, int quorum, int acknowledging, long timeline, OptionalLong endBytes) {
        public OldWriter {
            if (quorum < 1 || acknowledging < 0 || timeline < 0) {
                throw new IllegalArgumentException("old writer had quorum " + quorum + " of " + acknowledging
                        + " standbys on timeline " + timeline + "; allowed: 1 or more, 0 or more, 0 or more");
            }
        }
    }

    /**
     * Chooses.
     *
     * @param frozen the servers that can be reached, none of them receiving any more
     * @param wanted the zone that should become the writer
     * @param forced whether writes that no quorum has may be given up
     */
    static Succession choose(Collection<DataMember> frozen, ZoneId wanted, OldWriter old, boolean forced) {
        var heirs = heirs(frozen, old.timeline());
        if (heirs.isEmpty()) {
            return new Refuse(Because.of("no standby of the writer's history can be reached"));
        }
        var best = heirs.stream()
                .max(Comparator.comparingLong(DataMember::receivedBytes)
                        .thenComparing(heir -> heir.zone().equals(wanted)))
                .orElseThrow();
        var refusal = incomplete(heirs, best, old, forced);
        if (refusal.isPresent()) {
            return new Refuse(refusal.get());
        }
        return heirs.stream()
                .filter(heir -> heir.zone().equals(wanted))
                .findFirst()
                .map(target -> among(target, best, old))
                .orElseGet(() -> forced
                        ? new Promote(
                                best.zone(),
                                Optional.of(wanted),
                                Because.of(wanted + " has no standby that could take over; " + best.zone()
                                                + " has the most of the log")
                                        .and(loss(best, old)))
                        : new Refuse(Because.of(wanted + " has no standby that could take over")));
    }

    private static Succession among(DataMember target, DataMember best, OldWriter old) {
        long missing = best.receivedBytes() - target.receivedBytes();
        return missing == 0
                ? new Promote(
                        target.zone(),
                        Optional.empty(),
                        Because.of(target.zone() + " has all of the log that can be reached")
                                .and(loss(best, old)))
                : new CatchUp(
                        target.zone(),
                        best.zone(),
                        missing,
                        new Because(
                                target.zone() + " is {missingBytes} bytes behind " + best.zone()
                                        + " and must catch up first",
                                Map.of("missingBytes", (double) missing)));
    }

    /** Standbys on the writer's timeline; on the newest of theirs where that is not known. */
    private static List<DataMember> heirs(Collection<DataMember> frozen, long writersTimeline) {
        var standbys = frozen.stream()
                .filter(member -> member.role() == DataMember.Role.STANDBY && member.timeline() > 0)
                .toList();
        long timeline = writersTimeline > 0
                ? writersTimeline
                : standbys.stream().mapToLong(DataMember::timeline).max().orElse(0);
        return standbys.stream().filter(member -> member.timeline() == timeline).toList();
    }

    /** Why the most advanced standby may lack a write that must not be lost. */
    private static Optional<Because> incomplete(
            List<DataMember> heirs, DataMember best, OldWriter old, boolean forced) {
        if (old.endBytes().isPresent()) {
            long missing = old.endBytes().getAsLong() - best.receivedBytes();
            if (missing < 0) {
                return Optional.of(new Because(
                        best.zone()
                                + " has {strayBytes} bytes more than the writer ever wrote: it is on another history",
                        Map.of("strayBytes", (double) -missing)));
            }
            if (missing == 0) {
                return Optional.empty();
            }
            if (!forced) {
                return Optional.of(new Because(
                        "the writer's log is {missingBytes} bytes longer than that of any standby; the writer goes on",
                        Map.of("missingBytes", (double) missing)));
            }
        }
        return switch (old.mode()) {
            case SYNC, HYBRID -> unseenQuorum(heirs, old);
            case ASYNC ->
                forced
                        ? Optional.empty()
                        : Optional.of(Because.of("where the writer's log ends is not known, and asynchronous writes"
                                + " may be on no standby"));
        };
    }

    private static Optional<Because> unseenQuorum(List<DataMember> heirs, OldWriter old) {
        long seen = heirs.stream().filter(DataMember::acknowledges).count();
        int needed = Math.max(1, old.acknowledging() - old.quorum() + 1);
        return seen >= needed
                ? Optional.empty()
                : Optional.of(new Because(
                        "a write acknowledged by {quorum} of {acknowledging} standbys may be on none of the {seen} that"
                                + " can be reached; {needed} are needed",
                        Map.of(
                                "quorum", (double) old.quorum(),
                                "acknowledging", (double) old.acknowledging(),
                                "seen", (double) seen,
                                "needed", (double) needed)));
    }

    private static Because loss(DataMember best, OldWriter old) {
        if (old.endBytes().isPresent()) {
            long missing = old.endBytes().getAsLong() - best.receivedBytes();
            return missing == 0
                    ? Because.of("nothing the writer wrote is missing")
                    : new Because(
                            "{lostBytes} bytes of log that no standby has are given up",
                            Map.of("lostBytes", (double) missing));
        }
        return Because.of(
                switch (old.mode()) {
                    case SYNC -> "every acknowledged write is among it";
                    case HYBRID ->
                        "every acknowledged critical write is among it; others of the last moments may be lost";
                    case ASYNC -> "writes of the last moments may be lost";
                });
    }
}
