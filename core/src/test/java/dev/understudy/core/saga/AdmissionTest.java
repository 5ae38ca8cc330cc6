package dev.understudy.core.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Limits;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final ZoneId C = new ZoneId("zone-c");

    private static Limits limits(int migrations, double traffic, int instancesInB) {
        return new Limits(migrations, traffic, new TreeMap<>(Map.of(B, instancesInB)));
    }

    private static JournalEntry entry(
            String name, Migration.Kind kind, Optional<Reservation> reservation, Limits limits) {
        var service = new ServiceId(name);
        var author = new Author(Author.Kind.AGENT, "zone-a");
        var migration = new Migration(
                new MigrationId(service, 1),
                kind,
                A,
                B,
                new Place(Weights.allTo(A, List.of(B)), Provision.AS_DECLARED),
                new Place(Weights.allTo(B, List.of(A)), Provision.AS_DECLARED),
                false,
                0,
                reservation.orElse(new Reservation(B, 0, 0)),
                T0,
                author,
                0,
                false,
                Because.of("danger"),
                List.of(),
                History.NONE);
        MigrationState state = reservation.isPresent()
                ? new MigrationState.Warming(migration, T0)
                : new MigrationState.Watching(T0, History.NONE);
        return new JournalEntry(service, new Fence(1), author, state, Because.of("danger"), reservation, limits);
    }

    private static JournalEntry planned(String name, ZoneId zone, int instances, double traffic, Limits limits) {
        return entry(name, Migration.Kind.PLANNED, Optional.of(new Reservation(zone, instances, traffic)), limits);
    }

    @Test
    void theFirstMigrationIsAdmittedAndTheOneOverTheNumberIsNot() {
        var limits = limits(1, 1000, 10);
        var shop = planned("shop", B, 2, 100, limits);

        assertThat(Admission.refusal(List.of(), shop)).isEmpty();
        assertThat(Admission.refusal(List.of(shop), planned("mail", C, 0, 0, limits)))
                .contains(new OverLimit(
                        OverLimit.Limit.MIGRATIONS, "limit of migrations at once is 1; 1 under way by shop"));
    }

    @Test
    void aServiceDoesNotStandInItsOwnWay() {
        var limits = limits(1, 100, 2);
        var shop = planned("shop", B, 2, 100, limits);

        assertThat(Admission.refusal(List.of(shop), shop)).isEmpty();
    }

    @Test
    void trafficAndInstancesAreSummedOverTheOthers() {
        var limits = limits(9, 1000, 5);
        var held = List.of(planned("shop", B, 3, 600, limits), planned("pay", C, 7, 0, limits));

        assertThat(Admission.refusal(held, planned("mail", B, 2, 400, limits))).isEmpty();
        assertThat(Admission.refusal(held, planned("mail", B, 3, 0, limits)))
                .contains(new OverLimit(
                        OverLimit.Limit.ZONE_INSTANCES,
                        "zone zone-b may get 5 instances by migrations; 3 are reserved by shop and mail wants 3"));
        assertThat(Admission.refusal(held, planned("mail", B, 0, 401, limits)))
                .contains(new OverLimit(
                        OverLimit.Limit.TRAFFIC,
                        "limit of traffic being moved is 1000.0 requests/s; 600.0 are under way by shop and mail"
                                + " would add 401.0"));
        assertThat(Admission.refusal(held, planned("mail", C, 99, 0, limits))).isEmpty();
    }

    @Test
    void anEvacuationGoesBeyondNumberAndTrafficButNotBeyondWhatAZoneHolds() {
        var limits = limits(1, 1000, 5);
        var held = List.of(planned("shop", B, 3, 600, limits));

        assertThat(Admission.refusal(
                        held,
                        entry("mail", Migration.Kind.EVACUATION, Optional.of(new Reservation(B, 2, 5000)), limits)))
                .isEmpty();
        assertThat(Admission.refusal(
                        held, entry("mail", Migration.Kind.EVACUATION, Optional.of(new Reservation(B, 3, 0)), limits)))
                .isPresent();
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThat(Admission.refusal(List.of(), planned("shop", B, 1, Double.NaN, Limits.DEFAULT)))
                .contains(new OverLimit(
                        OverLimit.Limit.RESERVATION,
                        "reservation of shop is 1 instances and NaN requests/s; allowed: 0 or more, finite"));
        assertThat(Admission.refusal(List.of(), planned("shop", B, -1, 0, Limits.DEFAULT)))
                .isPresent();
    }

    @SeededTest(tries = 300)
    void whatIsAdmittedStaysWithinTheLimitsAndShrinkingOrEndingAlwaysPasses(Chance chance) {
        var limits = limits(chance.between(1, 3), chance.between(10.0, 500.0), chance.between(0, 8));
        var newest = new TreeMap<String, JournalEntry>();
        for (int turn = 0; turn < 40; turn++) {
            String name = "service-" + chance.between(1, 6);
            var before = Optional.ofNullable(newest.get(name)).flatMap(JournalEntry::reservation);
            var next = chance.happens(0.2)
                    ? entry(name, Migration.Kind.PLANNED, Optional.empty(), limits)
                    : planned(name, chance.oneOf(B, C), chance.between(0, 5), chance.between(0.0, 300.0), limits);
            var refusal = Admission.refusal(newest.values(), next);
            if (shrinks(before, next.reservation())) {
                assertThat(refusal).isEmpty();
            }
            if (refusal.isEmpty()) {
                newest.put(name, next);
            }
            var held = newest.values().stream()
                    .flatMap(one -> one.reservation().stream())
                    .toList();
            assertThat(held.size()).isLessThanOrEqualTo(limits.migrationsMax());
            assertThat(held.stream().mapToDouble(Reservation::requestsPerSecond).sum())
                    .isLessThanOrEqualTo(limits.movingRequestsPerSecondMax() + 1e-6);
            assertThat(held.stream()
                            .filter(one -> one.zone().equals(B))
                            .mapToInt(Reservation::instances)
                            .sum())
                    .isLessThanOrEqualTo(limits.zoneInstancesMax().getOrDefault(B, 0));
        }
    }

    private static boolean shrinks(Optional<Reservation> before, Optional<Reservation> after) {
        return after.isEmpty()
                || before.filter(held -> held.zone().equals(after.get().zone())
                                && held.instances() >= after.get().instances()
                                && held.requestsPerSecond() >= after.get().requestsPerSecond())
                        .isPresent();
    }
}
