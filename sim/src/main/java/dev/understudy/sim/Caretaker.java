package dev.understudy.sim;

import dev.understudy.core.orders.Order;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ServiceId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Two persons who, once all is well again, do what the agents wait for a person to do: one orders, the other approves. */
final class Caretaker {
    private static final Author DORA = new Author(Author.Kind.PERSON, "dora");
    private static final Author EMIL = new Author(Author.Kind.PERSON, "emil");
    private static final long AGAIN = 60_000;

    private final World world;
    private final Map<String, Long> done = new HashMap<>();

    Caretaker(World world) {
        this.world = world;
    }

    void look() {
        world.agents().values().forEach(world::revive);
        world.invariants().journal().forEach(this::help);
    }

    private void help(ServiceId service, JournalEntry entry) {
        var declared = world.service(service).declared();
        boolean away = world.chain()
                .head(service)
                .filter(head -> !head.change().weights().equals(declared.declared()))
                .isPresent();
        if (entry.state() instanceof MigrationState.Retiring retiring
                && declared.policy().saga().retireNeedsApproval()) {
            order(
                    EMIL,
                    service,
                    new Order.What.Approve(retiring.migration().id().toString()));
        } else if (entry.state() instanceof MigrationState.Watching watching
                && watching.history().placed()
                && away) {
            order(DORA, service, new Order.What.Migrate(declared.primary(), false, false));
        }
    }

    private void order(Author who, ServiceId service, Order.What what) {
        long now = world.time().now();
        if (now - done.getOrDefault(service + " " + what, -AGAIN) < AGAIN) {
            return;
        }
        done.put(service + " " + what, now);
        var at = world.time().instant();
        var order = new Order(
                what, Optional.of(service), who, "all is well again", at, Optional.of(at.plus(Duration.ofMinutes(10))));
        world.ledger().write(ledger -> ledger.order(order));
    }
}
