package dev.understudy.ledger;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import java.time.Instant;

/** A record of the ledger. {@code sequence} is its position in the file, from 1; all records share one hash chain. */
public sealed interface LedgerRecord {
    long sequence();

    record Revised(long sequence, WeightsRevision revision) implements LedgerRecord {}

    record AppliedTo(long sequence, Application application) implements LedgerRecord {}

    record Noticed(long sequence, Notice notice) implements LedgerRecord {}

    /** @param at when it was recorded, wall clock of the ledger */
    record Journaled(long sequence, JournalEntry entry, Instant at) implements LedgerRecord {}

    /** An order; its number is its sequence. */
    record Ordered(long sequence, Order order) implements LedgerRecord {}

    /**
     * What the leader of a service said to an order.
     *
     * @param service whose leader
     * @param author who it was
     * @param fence epoch of its lease
     */
    record Answered(long sequence, Answer answer, ServiceId service, Author author, Fence fence)
            implements LedgerRecord {}
}
