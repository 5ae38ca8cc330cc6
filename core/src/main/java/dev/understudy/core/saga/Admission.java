package dev.understudy.core.saga;

import dev.understudy.core.saga.OverLimit.Limit;
import dev.understudy.core.zone.ServiceId;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Whether there is room for what a journal entry reserves, beside what the newest entries of all other services hold.
 * What shrinks or ends always passes, so that no limit keeps a migration from finishing or going back. An evacuation may
 * go beyond the number of migrations and the traffic under way, but not beyond what a zone can hold.
 */
public final class Admission {
    private Admission() {}

    /**
     * Why an entry is over a limit; empty when it may be taken.
     *
     * @param newest the newest entry of each service, that of the entry's own service among them; any sequence
     * @param entry the entry that is to follow
     */
    public static Optional<OverLimit> refusal(Collection<JournalEntry> newest, JournalEntry entry) {
        if (entry.reservation().isEmpty()) {
            return Optional.empty();
        }
        var wanted = entry.reservation().get();
        if (wanted.instances() < 0
                || !(wanted.requestsPerSecond() >= 0 && Double.isFinite(wanted.requestsPerSecond()))) {
            return over(
                    Limit.RESERVATION,
                    "reservation of " + entry.service() + " is " + wanted.instances() + " instances and "
                            + wanted.requestsPerSecond() + " requests/s; allowed: 0 or more, finite");
        }
        var held = newest.stream()
                .filter(one -> one.service().equals(entry.service()))
                .findFirst()
                .flatMap(JournalEntry::reservation);
        var others = newest.stream()
                .filter(one -> !one.service().equals(entry.service()))
                .toList();
        var zone = zoneRefusal(others, held, wanted, entry);
        return zone.isPresent() || isEvacuation(entry) ? zone : sharedRefusal(others, held, wanted, entry);
    }

    private static Optional<OverLimit> zoneRefusal(
            Collection<JournalEntry> others, Optional<Reservation> held, Reservation wanted, JournalEntry entry) {
        var most = entry.limits().zoneInstancesMax().get(wanted.zone());
        int mine = held.filter(inZone(wanted)).map(Reservation::instances).orElse(0);
        if (most == null || wanted.instances() <= mine) {
            return Optional.empty();
        }
        // Summed as long: two reservations may be larger than an int together.
        long taken = others.stream()
                .flatMap(one -> one.reservation().stream())
                .filter(inZone(wanted))
                .mapToLong(Reservation::instances)
                .sum();
        return taken + wanted.instances() <= most
                ? Optional.empty()
                : over(
                        Limit.ZONE_INSTANCES,
                        "zone " + wanted.zone() + " may get " + most + " instances by migrations; " + taken
                                + " are reserved"
                                + by(others, one -> inZone(wanted).test(one) && one.instances() > 0) + " and "
                                + entry.service() + " wants " + wanted.instances());
    }

    private static Optional<OverLimit> sharedRefusal(
            Collection<JournalEntry> others, Optional<Reservation> held, Reservation wanted, JournalEntry entry) {
        var limits = entry.limits();
        long underWay =
                others.stream().filter(one -> one.reservation().isPresent()).count();
        if (held.isEmpty() && underWay + 1 > limits.migrationsMax()) {
            return over(
                    Limit.MIGRATIONS,
                    "limit of migrations at once is " + limits.migrationsMax() + "; " + underWay + " under way"
                            + by(others, _ -> true));
        }
        double mine = held.map(Reservation::requestsPerSecond).orElse(0.0);
        double moving = sum(others, Reservation::requestsPerSecond);
        if (wanted.requestsPerSecond() > mine
                && moving + wanted.requestsPerSecond() > limits.movingRequestsPerSecondMax()) {
            return over(
                    Limit.TRAFFIC,
                    "limit of traffic being moved is " + limits.movingRequestsPerSecondMax()
                            + " requests/s; " + moving + " are under way"
                            + by(others, one -> one.requestsPerSecond() > 0)
                            + " and " + entry.service() + " would add " + wanted.requestsPerSecond());
        }
        return Optional.empty();
    }

    private static Optional<OverLimit> over(Limit limit, String why) {
        return Optional.of(new OverLimit(limit, why));
    }

    private static boolean isEvacuation(JournalEntry entry) {
        return entry.state()
                .underWay()
                .map(migration -> migration.kind() == Migration.Kind.EVACUATION)
                .orElse(false);
    }

    private static Predicate<Reservation> inZone(Reservation wanted) {
        return one -> one.zone().equals(wanted.zone());
    }

    private static double sum(Collection<JournalEntry> entries, ToDoubleFunction<Reservation> of) {
        return entries.stream()
                .flatMap(one -> one.reservation().stream())
                .mapToDouble(of)
                .sum();
    }

    /** Who holds what is taken, by name. */
    private static String by(Collection<JournalEntry> entries, Predicate<Reservation> counts) {
        var services = entries.stream()
                .filter(one -> one.reservation().filter(counts).isPresent())
                .map(JournalEntry::service)
                .map(ServiceId::toString)
                .sorted()
                .toList();
        return services.isEmpty() ? "" : " by " + String.join(", ", services);
    }
}
