package dev.understudy.core.saga;

import dev.understudy.core.migrate.Route;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.migrate.Situation;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.util.List;
import java.util.Optional;

/** Sizes and writer of a service at home, away, and while it moves. */
final class Sizes {
    private Sizes() {}

    /** Instances that a provision wants in a zone; empty where nobody says. */
    static Optional<Integer> wanted(ShadowedService service, Provision provision, ZoneId zone) {
        if (!sized(service)) {
            return Optional.empty();
        }
        var named = provision.instances().get(zone);
        if (named != null) {
            return Optional.of(named);
        }
        if (zone.equals(service.primary())) {
            return Optional.of(service.sizing().primaryInstances());
        }
        return zone.equals(service.shadow()) ? Optional.of(service.sizing().shadowInstances()) : Optional.empty();
    }

    /** Whether the program says how many instances there are. */
    static boolean sized(ShadowedService service) {
        return service.sizing().primaryInstances() > 0;
    }

    /** Where it lives when all is well: everything as declared. */
    static Provision home() {
        return Provision.AS_DECLARED;
    }

    /**
     * Whether a provision is that of a place to stay at, whatever the size of the pool there: the zone that has no
     * traffic at that place may have any, where the service has a pool.
     */
    static boolean settled(ShadowedService service, Provision now, Place at) {
        return withoutPool(service, now, at.weights()).equals(withoutPool(service, at.provision(), at.weights()));
    }

    private static Provision withoutPool(ShadowedService service, Provision provision, Weights weights) {
        if (!sized(service) || service.policy().saga().pool().isEmpty()) {
            return provision;
        }
        var rest = provision;
        for (ZoneId zone : List.of(service.primary(), service.shadow())) {
            rest = weights.of(zone) == 0 ? rest.withoutInstances(zone) : rest;
        }
        return rest;
    }

    /** Away: the shadow as large as the primary was, the primary as small as a shadow, the writer with the traffic. */
    static Provision away(ShadowedService service, Provision now) {
        var next = grown(service, now);
        boolean emptied = new Route(service).away().of(service.primary()) == 0;
        if (emptied
                && sized(service)
                && service.sizing().shadowInstances() < service.sizing().primaryInstances()) {
            next = next.withInstances(service.primary(), service.sizing().shadowInstances());
        }
        return service.data() instanceof DataPolicy.Replicated data
                        && data.zones().contains(service.shadow())
                ? next.withWriter(service.shadow())
                : next;
    }

    private static Provision grown(ShadowedService service, Provision now) {
        boolean equal = service.mode() instanceof ShadowMode.Full
                && service.sizing().shadowInstances() >= service.sizing().primaryInstances();
        return sized(service) && !equal
                ? now.withInstances(service.shadow(), service.sizing().primaryInstances())
                : now;
    }

    /** While a migration is under way, both zones are large: as the target will be, with the source untouched. */
    static Provision warm(ShadowedService service, Migration migration, Provision now) {
        return migration.homeward() ? now.withoutInstances(service.primary()) : grown(service, now);
    }

    /** The zone whose database shall take the writes; empty where there is no data. */
    static Optional<ZoneId> writer(ShadowedService service, Provision provision) {
        return switch (service.data()) {
            case DataPolicy.None() -> Optional.empty();
            case DataPolicy.Replicated data ->
                Optional.of(provision.writer().orElse(data.zones().getFirst()));
        };
    }

    /** Whether a migration changes the writer. */
    static boolean movesWriter(ShadowedService service, Migration migration) {
        return !writer(service, migration.goal().provision())
                .equals(writer(service, migration.origin().provision()));
    }

    /** Whether the size of a zone is as a provision wants it, as far as it and the balancer say. */
    static boolean isUp(Situation now, Provision provision, ZoneId zone) {
        var wanted = wanted(now.service(), provision, zone);
        if (wanted.isEmpty() || wanted.get() == 0) {
            return true;
        }
        boolean runs = now.running(zone).map(have -> have >= wanted.get()).orElse(false);
        boolean seen = now.counted(zone)
                .map(counted -> counted.serversUp() >= wanted.get())
                .orElse(true);
        return runs && seen;
    }

    /** Whether nothing runs in a zone: it says so, or it has not said lately and nothing is meant to. */
    static boolean isEmpty(Situation now, Provision provision, ZoneId zone) {
        return sized(now.service())
                && now.running(zone)
                        .or(() -> wanted(now.service(), provision, zone))
                        .equals(Optional.of(0));
    }

    /** Whether nothing runs in a zone, though it answers, and instances could be made there. */
    static boolean sleeps(Situation now, ZoneId zone) {
        return sized(now.service()) && now.running(zone).map(have -> have == 0).orElse(false);
    }
}
