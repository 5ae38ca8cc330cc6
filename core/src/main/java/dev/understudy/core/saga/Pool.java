package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.saga.MigrationState.Watching;
import dev.understudy.core.shadow.Demand;
import dev.understudy.core.shadow.PoolPolicy;
import dev.understudy.core.shadow.PoolSize;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Sizes the zone that waits ahead of a migration, while none is under way. The size that is in force is the newest
 * revision's; only since when a smaller one is wanted is kept here, and a new leader counts anew.
 *
 * @param shrinking since when fewer instances are wanted; empty while as many are
 */
public record Pool(Optional<PoolSize.Shrinking> shrinking) {
    public static final Pool NONE = new Pool(Optional.empty());

    /**
     * What is due.
     *
     * @param next pool from here on
     * @param place the same weights and writer with another size; empty where the size is right
     * @param why its reason
     */
    public record Due(Pool next, Optional<Place> place, Because why) {
        private static final Due NONE = new Due(Pool.NONE, Optional.empty(), Because.of("no pool is to be sized"));
    }

    /**
     * Whether the pool is to have another size now.
     *
     * @param demand what the service will be asked for
     * @param away probability, 0 to 1, that the service is to be in the shadow
     */
    public Due look(Scene scene, MigrationState state, Demand.Forecaster demand, double away) {
        var service = scene.now().service();
        var policy = service.policy().saga().pool().filter(_ -> Sizes.sized(service));
        var waiting = state instanceof Watching ? waiting(scene) : Optional.<ZoneId>empty();
        if (policy.isEmpty() || waiting.isEmpty()) {
            return Due.NONE;
        }
        var zone = waiting.get();
        var capacity = capacity(scene, other(service, zone));
        if (capacity.isEmpty() || scene.now().health(zone).sick() || isBusy(scene, zone)) {
            return new Due(this, Optional.empty(), Due.NONE.why());
        }
        return size(scene, policy.get(), zone, capacity.get(), demand, chance(scene, state, zone, away));
    }

    private Due size(
            Scene scene, PoolPolicy policy, ZoneId zone, double capacity, Demand.Forecaster demand, double chance) {
        var service = scene.now().service();
        int have = Sizes.wanted(service, scene.provision(), zone).orElse(0);
        var pool = new PoolSize(have, shrinking, Because.of("as recorded"))
                .next(scene.at(), rules(service, policy, capacity), demand, chance);
        int want = within(service, zone, pool.instances());
        if (want == have) {
            return new Due(new Pool(pool.shrinking()), Optional.empty(), pool.because());
        }
        var why = new Because(
                        "the pool of " + zone + " goes from {fromInstances} to {toInstances} instances",
                        Map.of("fromInstances", (double) have, "toInstances", (double) want))
                .and(pool.because());
        // Until the ledger has it, fewer are wanted for as long as before.
        return new Due(this, Optional.of(new Place(scene.weights(), sized(scene, zone, want))), why);
    }

    /** At home a pool of the declared size is left to the program, so that home is home. */
    private static Provision sized(Scene scene, ZoneId zone, int want) {
        var service = scene.now().service();
        return zone.equals(service.shadow()) && want == service.sizing().shadowInstances()
                ? scene.provision().withoutInstances(zone)
                : scene.provision().withInstances(zone, want);
    }

    /** No fewer than are declared for a shadow, no more than migrations may add in the zone. */
    private static int within(ShadowedService service, ZoneId zone, int instances) {
        int least = service.sizing().shadowInstances();
        var most = service.policy().saga().limits().zoneInstancesMax().get(zone);
        return Math.max(least, most == null ? instances : (int) Math.min(instances, (long) least + most));
    }

    /** The zone that has no traffic and is as large as a shadow: at home the shadow, away the old primary. */
    private static Optional<ZoneId> waiting(Scene scene) {
        var service = scene.now().service();
        if (!scene.inForce()) {
            return Optional.empty();
        }
        if (Watch.isHome(scene)) {
            return Optional.of(service.shadow()).filter(zone -> scene.weights().of(zone) == 0);
        }
        var goal = new Place(scene.now().route().away(), Sizes.away(service, scene.provision()));
        boolean settled = scene.weights().equals(goal.weights())
                && Sizes.settled(service, scene.provision(), goal)
                && scene.provision().instances().containsKey(service.primary());
        return settled
                ? Optional.of(service.primary()).filter(zone -> scene.weights().of(zone) == 0)
                : Optional.empty();
    }

    private static ZoneId other(ShadowedService service, ZoneId zone) {
        return zone.equals(service.primary()) ? service.shadow() : service.primary();
    }

    /** Requests per second that an instance of the zone that serves is good for; all that are sized are like these. */
    private static Optional<Double> capacity(Scene scene, ZoneId serving) {
        return scene.now()
                .fleet()
                .load(serving, scene.at())
                .filter(load -> load.instances() > 0 && load.capacityPerSecond() > 0)
                .map((ServiceLoad load) -> load.capacityPerSecond() / load.instances());
    }

    /** Whether the zone has yet to reach the size recorded last; not for longer than the patience. */
    private static boolean isBusy(Scene scene, ZoneId zone) {
        var recorded = scene.head().map(head -> Duration.between(head.at(), scene.at()));
        return !Sizes.isUp(scene.now(), scene.provision(), zone)
                && recorded.filter(
                                age -> age.compareTo(scene.now().policy().saga().patience()) < 0)
                        .isPresent();
    }

    /** Nobody but a person brings the traffic home that a person's order put away, while it is well there. */
    private static double chance(Scene scene, MigrationState state, ZoneId zone, double away) {
        var service = scene.now().service();
        if (zone.equals(service.shadow())) {
            return away;
        }
        boolean stays = state.history().placed() && !scene.now().shadow().sick();
        return stays ? 0 : 1 - away;
    }

    private static PoolSize.Rules rules(ShadowedService service, PoolPolicy policy, double capacityPerSecond) {
        return new PoolSize.Rules(
                service.mode(),
                service.sizing().primaryInstances(),
                capacityPerSecond,
                service.policy().horizon(),
                policy);
    }
}
