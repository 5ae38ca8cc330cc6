package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.saga.OverLimit.Limit;
import dev.understudy.core.zone.ServiceId;
import java.util.Optional;

/**
 * Whether what people have ordered lets a journal entry or a revision follow. The leader asks the same before it writes, but only the
 * ledger has read every order: an agent that was cut off for long may lead again before it has read what it missed.
 */
public final class Obedience {
    private Obedience() {}

    /**
     * Why an entry may not follow; empty when it may.
     *
     * @param before the newest entry of the service, if it has one
     * @param orders what holds now, of all that was ever ordered
     */
    public static Optional<OverLimit> refusal(Optional<JournalEntry> before, JournalEntry entry, Orders.Live orders) {
        var known = before.flatMap(newest -> newest.state().underWay());
        var next = entry.state().underWay();
        return next.or(() -> known)
                .flatMap(migration -> begins(known, next)
                        ? orders.blocksStart(entry.service(), migration.to(), Guardrails.move(migration))
                        : orders.blocksStep(entry.service(), Guardrails.move(migration)))
                .map(Because::sentence)
                .map(why -> new OverLimit(Limit.ORDERS, why));
    }

    /**
     * Why an agent's revision may not be recorded; empty when it may.
     *
     * @param newest the newest entry of the service, if it has one
     * @param orders as above
     */
    public static Optional<String> refusal(ServiceId service, Optional<JournalEntry> newest, Orders.Live orders) {
        var move = newest.flatMap(entry -> entry.state().underWay())
                .map(Guardrails::move)
                .orElse(Orders.Move.PLANNED);
        return orders.blocksStep(service, move).map(Because::sentence);
    }

    /** Whether a migration begins; an evacuation that takes the place of another goes on with it. */
    private static boolean begins(Optional<Migration> known, Optional<Migration> next) {
        return next.filter(migration -> known.isEmpty()
                        || migration.kind() != Migration.Kind.EVACUATION
                                && !migration.id().equals(known.get().id()))
                .isPresent();
    }
}
