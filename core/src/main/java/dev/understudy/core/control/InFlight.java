package dev.understudy.core.control;

import dev.understudy.core.migrate.MoveState;
import dev.understudy.core.weights.WeightsChange;
import java.time.Instant;

/**
 * A change the ledger was asked to record and has not answered for yet. There is never more than one.
 *
 * @param change what was asked for
 * @param since when
 * @param before the move as it was, to return to when the ledger refuses
 * @param settled whether a new head has answered already what will become of the move
 */
record InFlight(WeightsChange change, Instant since, MoveState before, boolean settled) {
    InFlight settledByHead() {
        return new InFlight(change, since, before, true);
    }

    /**
     * Whether this recorded change is the one that was asked for. Sentences and evidence may be re-encoded on the way.
     */
    boolean is(WeightsChange recorded) {
        return recorded.author().equals(change.author())
                && recorded.fence().equals(change.fence())
                && recorded.weights().equals(change.weights());
    }
}
