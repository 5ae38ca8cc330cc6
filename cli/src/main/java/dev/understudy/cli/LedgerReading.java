package dev.understudy.cli;

import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.WeightsLedger;
import java.util.ArrayList;
import java.util.List;

/** Reads a ledger to its end in bounded pages. */
final class LedgerReading {
    private static final int PAGE_RECORDS = 1_000;

    private LedgerReading() {}

    static List<LedgerRecord> all(WeightsLedger ledger) {
        var records = new ArrayList<LedgerRecord>();
        long after = 0;
        while (true) {
            var page = ledger.read(after, PAGE_RECORDS);
            records.addAll(page);
            if (page.size() < PAGE_RECORDS) {
                return records;
            }
            after = page.getLast().sequence();
        }
    }
}
