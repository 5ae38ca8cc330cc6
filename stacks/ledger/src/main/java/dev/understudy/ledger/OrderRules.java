package dev.understudy.ledger;

import dev.understudy.core.orders.Order;
import dev.understudy.core.orders.Order.What;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ServiceId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Which orders are recorded, the same for every kind of ledger. What an order leads to is the agents' to say. */
final class OrderRules {
    private OrderRules() {}

    /**
     * Refuses an order that cannot be meant or that its owner may not give.
     *
     * @param services those the stack has
     * @param orders all orders given before, by number
     * @param journals newest journal entry of each service
     */
    static void require(
            Order order,
            Set<ServiceId> services,
            SortedMap<Long, Order> orders,
            SortedMap<ServiceId, LedgerRecord.Journaled> journals,
            Instant now) {
        if (order.owner().kind() != Author.Kind.PERSON) {
            throw Faults.invalid("order is by " + order.owner() + "; allowed: a person");
        }
        order.service().filter(service -> !services.contains(service)).ifPresent(service -> {
            throw Faults.invalid("order is about service " + service + ", which has no revision; allowed: " + services);
        });
        order.expires().filter(expires -> !expires.isAfter(now)).ifPresent(expires -> {
            throw Faults.invalid("order.expires is " + expires + "; allowed: after now, which is " + now);
        });
        switch (order.what()) {
            case What.Hold _, What.Pause _ -> {}
            case What.Stop _ ->
                order.service().ifPresent(service -> {
                    throw Faults.invalid(
                            "order to stop names service " + service + "; allowed: none, it is for the whole stack");
                });
            case What.Pin _, What.Migrate _, What.RollBack _, What.Drill _ -> {
                if (order.service().isEmpty()) {
                    throw Faults.invalid("order to "
                            + order.what().getClass().getSimpleName().toLowerCase(Locale.ROOT)
                            + " names no service; allowed: one of " + services);
                }
            }
            case What.Release(long number) -> given("order to release", Long.toString(number), orders, number);
            case What.Approve(String subject) -> requireAnother(order.owner(), subject, orders, journals);
        }
    }

    /** Four eyes: who approves is not who wanted it. */
    private static void requireAnother(
            Author owner,
            String subject,
            SortedMap<Long, Order> orders,
            SortedMap<ServiceId, LedgerRecord.Journaled> journals) {
        var wantedBy = subject.matches("\\d{1,18}")
                ? given("order to approve", subject, orders, Long.parseLong(subject))
                        .owner()
                : underWay(MigrationId.parse(subject), journals).by();
        if (wantedBy.equals(owner)) {
            throw new LedgerException(
                    LedgerException.Kind.DENIED,
                    owner + " cannot approve " + subject + ", which is " + owner + "'s own; allowed: another person");
        }
    }

    private static Order given(String what, String subject, SortedMap<Long, Order> orders, long number) {
        return Optional.ofNullable(orders.get(number))
                .orElseThrow(() -> Faults.invalid(what + " names order " + subject + ", which was never given"));
    }

    private static Migration underWay(MigrationId id, SortedMap<ServiceId, LedgerRecord.Journaled> journals) {
        return Optional.ofNullable(journals.get(id.service()))
                .flatMap(newest -> newest.entry().state().underWay())
                .filter(migration -> migration.id().equals(id))
                .orElseThrow(
                        () -> Faults.invalid("order to approve names migration " + id + ", which is not under way"));
    }
}
