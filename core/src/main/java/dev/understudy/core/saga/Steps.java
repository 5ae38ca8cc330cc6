package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.migrate.Route;
import dev.understudy.core.saga.Plan.Topic;
import dev.understudy.core.weights.Weights;
import java.util.Optional;

/** Steps of traffic: what the bounds and the room in the target leave of them. */
final class Steps {
    private Steps() {}

    /** One step forward, if the target can take it. */
    static Plan forward(Scene scene, Migration migration, Because why) {
        var now = scene.now();
        var next = now.route()
                .forward(scene.weights(), migration.to(), migration.goal().weights());
        if (!now.isFit(migration.to())) {
            return Plan.hold(Reasons.noRefuge(now, migration.from(), migration.to()), Topic.NO_REFUGE);
        }
        return refused(scene, migration, next)
                .or(() -> full(scene, migration, next))
                .orElseGet(() -> now.enoughObservers(migration.homeward())
                        ? Plan.record(decision(migration, next, why), new Place(next, scene.provision()))
                        : Plan.advise(next, Reasons.fewObservers(now), Topic.FEW_OBSERVERS));
    }

    /** The name of a step: out, or home. */
    static Decision decision(Migration migration, Weights next, Because why) {
        return migration.homeward()
                ? new Decision.Return(migration.from(), migration.to(), next, why)
                : new Decision.Shift(migration.from(), migration.to(), next, why);
    }

    /** A hold, when the step would change nothing though there is something to move, or the bounds refuse it. */
    static Optional<Plan> refused(Scene scene, Migration migration, Weights next) {
        if (Route.same(scene.weights(), migration.goal().weights())) {
            return Optional.empty();
        }
        return refused(scene, next);
    }

    static Optional<Plan> refused(Scene scene, Weights next) {
        if (Route.same(next, scene.weights())) {
            return Optional.of(Plan.hold(Reasons.nowhereToGo(next), Topic.BOUNDS));
        }
        return scene.now()
                .service()
                .bounds()
                .refuses(scene.weights(), next)
                .map(refusal -> Plan.hold(Reasons.bounds(refusal), Topic.BOUNDS));
    }

    private static Optional<Plan> full(Scene scene, Migration migration, Weights next) {
        double allowed = scene.now().policy().gate().maxUtilisation();
        return scene.now()
                .utilisationWith(next, migration.to())
                .filter(used -> used > allowed)
                .map(used -> Plan.hold(Reasons.noCapacity(migration.to(), used, allowed), Topic.NO_CAPACITY));
    }
}
