package dev.understudy.ledger;

import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.WeightsRevision;

/** A record of the ledger. {@code sequence} is its position in the file, from 1; all records share one hash chain. */
public sealed interface LedgerRecord {
    long sequence();

    record Revised(long sequence, WeightsRevision revision) implements LedgerRecord {}

    record AppliedTo(long sequence, Application application) implements LedgerRecord {}

    record Noticed(long sequence, Notice notice) implements LedgerRecord {}
}
