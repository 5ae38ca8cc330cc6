package dev.understudy.bench.faults;

import dev.understudy.bench.load.Checker;
import java.util.List;
import java.util.Locale;

/**
 * How a cell ended.
 *
 * @param outcome what became of the migration, in the ledger's word; or why the cell could not be played
 * @param killed what was killed or cut
 * @param seconds from the fault until all was whole again
 * @param failed requests that the client saw fail
 * @param pauseMillis longest time without an acknowledged write
 * @param finding of the independent reader
 * @param faults what must not have been; empty when the cell holds
 */
record Verdict(
        Cell cell,
        String outcome,
        String killed,
        double seconds,
        long failed,
        double pauseMillis,
        Checker.Finding finding,
        List<String> faults) {
    Verdict {
        faults = List.copyOf(faults);
    }

    boolean holds() {
        return faults.isEmpty();
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-4s %-38s %-11s %s; whole after %.1f s, longest write pause %.0f ms, %d requests failed, %d of %d "
                        + "acknowledged writes lost, %d duplicated%s",
                holds() ? "ok" : "BAD",
                cell,
                outcome,
                killed,
                seconds,
                pauseMillis,
                failed,
                finding.lost(),
                finding.acked(),
                finding.duplicated(),
                holds() ? "" : ": " + String.join("; ", faults));
    }
}
