package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.migrate.Route;
import dev.understudy.core.saga.MigrationState.Shifting;
import dev.understudy.core.saga.Plan.Topic;
import java.util.Optional;

/** The zone left is dead: one revision for weights and sizes, in force at once by the fast lane. */
final class Evacuate {
    private Evacuate() {}

    static Plan decide(Scene scene, Shifting state) {
        var now = scene.now();
        var migration = state.migration();
        var goal = migration.goal().weights();
        var sizes = Sizes.warm(now.service(), migration, scene.provision());
        if (!Route.same(scene.weights(), goal)) {
            var needless = needless(scene, state);
            if (needless.isPresent()) {
                return needless.get();
            }
            if (!now.isFit(migration.to())) {
                return Plan.hold(Reasons.noRefuge(now, migration.from(), migration.to()), Topic.NO_REFUGE);
            }
            var next = now.route().straight(scene.weights(), migration.to(), goal);
            return Steps.refused(scene, next)
                    .orElseGet(() ->
                            Plan.record(Steps.decision(migration, next, migration.why()), new Place(next, sizes)));
        }
        return inForceAtOnce(scene, state, why -> Shift.arrive(scene, state, why));
    }

    /** The end of an evacuation of a zone that is well again before any traffic has left it. */
    static Optional<Plan> needless(Scene scene, MigrationState.Forward state) {
        var migration = state.migration();
        boolean nothingMoved = Route.same(scene.weights(), migration.origin().weights());
        return nothingMoved && scene.now().isFit(migration.from())
                ? Optional.of(Undo.begin(
                        scene,
                        state,
                        Because.of(migration.from() + " is well again before its traffic has left"),
                        false,
                        false))
                : Optional.empty();
    }

    /** The newest revision is put in force without waiting for the reconciler, which finds it so later. */
    static Plan inForceAtOnce(
            Scene scene, MigrationState.Moving state, java.util.function.Function<Because, Plan> then) {
        if (scene.inForce() || scene.head().isEmpty()) {
            return then.apply(Because.of("the balancer has " + scene.weights().inPercent()));
        }
        var revision = scene.head().get();
        return scene.have(
                state,
                "fast-lane-" + revision.number(),
                (id, fence) -> new Task.FastLane(id, fence, revision),
                then,
                why -> then.apply(why.and(Because.of("the reconciler brings the weights to the balancer"))));
    }
}
