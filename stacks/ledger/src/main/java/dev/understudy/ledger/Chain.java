package dev.understudy.ledger;

import dev.understudy.core.orders.Order;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongFunction;

/** The records of a ledger and what is kept at hand of them, wherever they stand. */
interface Chain {
    /** Position of the newest record; 0 when there is none. */
    long sequence();

    /** Hash of the newest line, the header's when there is no record. */
    String hash();

    /** Number of the newest revision; 0 when there is none. */
    long revisions();

    /** The newest revision of each service. */
    SortedMap<ServiceId, WeightsRevision> heads();

    /** The newest journal entry of each service. */
    SortedMap<ServiceId, LedgerRecord.Journaled> journals();

    /** All orders by their number: people give few. */
    SortedMap<Long, Order> orders();

    /** The record that was written under this key, when it is among the newest that had one. */
    Optional<LedgerRecord> byKey(String key);

    /** Records something durably; the function makes it with its sequence number. */
    LedgerRecord append(LongFunction<LedgerRecord> record, Optional<String> key);
}
