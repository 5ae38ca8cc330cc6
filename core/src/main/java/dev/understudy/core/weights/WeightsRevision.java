package dev.understudy.core.weights;

import java.time.Instant;

/**
 * A recorded change: the desired weights of one service from here on.
 *
 * @param number position in the stack's ledger, from 1, shared by all services of the stack
 * @param parent hash of the record before it in the ledger, lower-case hex SHA-256; the header's hash for the first
 * @param change what was asked for
 * @param at when it was recorded, wall clock of the ledger
 */
public record WeightsRevision(long number, String parent, WeightsChange change, Instant at) {
    public WeightsRevision {
        if (number < 1) {
            throw new IllegalArgumentException("revision number is " + number + "; allowed: 1 or more");
        }
    }
}
