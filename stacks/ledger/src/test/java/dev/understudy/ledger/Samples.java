package dev.understudy.ledger;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Limits;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.History;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Place;
import dev.understudy.core.saga.Reservation;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Values that the tests of this room share. */
final class Samples {
    static final StackId STACK = new StackId("shop-project", "dev");
    static final ServiceId SHOP = new ServiceId("shop");
    static final ServiceId CART = new ServiceId("cart");
    static final ZoneId A = new ZoneId("zone-a");
    static final ZoneId B = new ZoneId("zone-b");

    private Samples() {}

    static WeightsChange byPerson(ServiceId service, int shareOfB) {
        return change(service, shareOfB, Fence.NONE, new Author(Author.Kind.PERSON, "ada"));
    }

    static WeightsChange byAgent(ServiceId service, int shareOfB, long epoch, String zone) {
        return change(service, shareOfB, new Fence(epoch), new Author(Author.Kind.AGENT, zone));
    }

    static WeightsChange change(ServiceId service, int shareOfB, Fence fence, Author author) {
        return new WeightsChange(
                service,
                new Weights(new TreeMap<>(Map.of(A, Weights.WHOLE - shareOfB, B, shareOfB))),
                fence,
                author,
                new Because("p99 is {p99Ms} ms – slow", Map.of("p99Ms", 250.0)),
                new TreeMap<>(Map.of("p99Ms", 250.0)));
    }

    /** A migration of a service from {@link #A} to {@link #B}. */
    static Migration migration(ServiceId service, long ordinal, Author by) {
        return new Migration(
                new MigrationId(service, ordinal),
                Migration.Kind.PLANNED,
                A,
                B,
                new Place(Weights.allTo(A, List.of(B)), Provision.AS_DECLARED),
                new Place(Weights.allTo(B, List.of(A)), Provision.AS_DECLARED),
                false,
                0,
                new Reservation(B, 2, 50.5),
                Instant.parse("2026-11-22T10:00:00Z"),
                by,
                0,
                false,
                Because.of("the primary's zone is slow"),
                List.of(Because.of("nothing")),
                History.NONE);
    }

    static MigrationState watching(Instant since) {
        return new MigrationState.Watching(since, History.NONE);
    }

    static MigrationState rollingBack(Migration migration, Instant since) {
        return new MigrationState.RollingBack(
                migration, since, Because.of("a gate failed"), true, true, MigrationState.Stage.DATA);
    }

    /** A journal entry by the agent of a zone. */
    static JournalEntry entry(ServiceId service, MigrationState state, long epoch, String zone) {
        return new JournalEntry(
                service,
                new Fence(epoch),
                new Author(Author.Kind.AGENT, zone),
                state,
                new Because("p99 is {p99Ms} ms", Map.of("p99Ms", 250.0)),
                state.underWay().map(_ -> new Reservation(B, 2, 50.5)),
                Limits.DEFAULT);
    }

    static JournalEntry warming(ServiceId service, long epoch, String zone) {
        var migration = migration(service, 1, new Author(Author.Kind.AGENT, zone));
        return entry(service, new MigrationState.Warming(migration, migration.startedAt()), epoch, zone);
    }

    static Order order(Order.What what, Optional<ServiceId> service, String person) {
        return new Order(
                what,
                service,
                new Author(Author.Kind.PERSON, person),
                "a release is near",
                Instant.parse("2026-11-22T10:00:00Z"),
                Optional.empty());
    }

    /** A clock that stands until it is moved. */
    static final class Clock implements InstantSource {
        private volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
