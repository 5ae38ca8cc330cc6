package dev.understudy.bench.faults;

import dev.understudy.bench.load.Checker;
import java.util.List;
import java.util.Locale;

/**
 * How a cell ended.
 *
 * @param outcome what became of the migration, in the ledger's word; or why the cell could not be played
 * @param done what was killed or cut; empty when there was nothing to kill
 * @param seconds from the order to move until all was whole again
 * @param failed requests that the client saw fail
 * @param pauseMillis longest time without an acknowledged write
 * @param finding of the independent reader
 * @param faults what must not have been; empty when the cell holds
 */
record Verdict(
        Cell cell,
        String outcome,
        String done,
        double seconds,
        long failed,
        double pauseMillis,
        Checker.Finding finding,
        List<String> faults) {
    static final String OK = "ok";
    static final String NONE = "none";
    static final String BAD = "BAD";

    Verdict {
        faults = List.copyOf(faults);
    }

    /** What keeps a cell from being played is a fault of the cell. */
    static Verdict notPlayed(Cell cell, String why) {
        return new Verdict(
                cell, "not played", "", 0, 0, 0, new Checker.Finding(0, 0, 0, 0, 0, List.of()), List.of(why));
    }

    boolean holds() {
        return faults.isEmpty();
    }

    private String word() {
        return !holds() ? BAD : done.isEmpty() ? NONE : OK;
    }

    String line() {
        String all = String.format(
                Locale.ROOT,
                "%-4s %-38s %3d of %d: %s; %s; whole after %.1f s, longest write pause %.0f ms, %d requests failed, "
                        + "%d of %d acknowledged writes lost, %d duplicated%s",
                word(),
                cell,
                Cell.all().indexOf(cell) + 1,
                Cell.all().size(),
                outcome,
                done.isEmpty() ? "no such process ran in this step" : done,
                seconds,
                pauseMillis,
                failed,
                finding.lost(),
                finding.acked(),
                finding.duplicated(),
                holds() ? "" : ": " + String.join("; ", faults));
        return all.replace('\n', ' ');
    }
}
