package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.saga.MigrationState.Warming;
import dev.understudy.core.saga.Plan.Topic;
import java.util.Map;
import java.util.Optional;

/** The target is sized up, and is up when both its zone and the balancer say so. */
final class Warm {
    private Warm() {}

    static Plan decide(Scene scene, Warming state) {
        var service = scene.now().service();
        var migration = state.migration();
        boolean evacuates = migration.kind() == Migration.Kind.EVACUATION;
        var needless = evacuates ? Evacuate.needless(scene, state) : Optional.<Plan>empty();
        if (needless.isPresent()) {
            return needless.get();
        }
        var wanted = Sizes.warm(service, migration, scene.provision());
        if (!wanted.equals(scene.provision())) {
            var why = new Because(
                    migration.to() + " is to run {wantedInstances} instances before it takes the traffic of "
                            + migration.from(),
                    Map.of("wantedInstances", (double)
                            Sizes.wanted(service, wanted, migration.to()).orElse(0)));
            return Plan.record(new Decision.Proceed(state.phase(), why), new Place(scene.weights(), wanted));
        }
        if (Sizes.isUp(scene.now(), wanted, migration.to())) {
            var up = Because.of(migration.to() + " has the size it needs");
            return Sizes.movesWriter(service, migration) && !evacuates
                    ? Plan.enter(state.preCopy(scene.at()), up)
                    : Plan.enter(state.connect(scene.at()), up);
        }
        if (scene.overdue(state) && !evacuates) {
            return Undo.begin(scene, state, scene.overdueBecause(state), false);
        }
        if (scene.overdue(state) && scene.now().isFit(migration.to())) {
            return Plan.enter(
                    state.connect(scene.at()),
                    scene.overdueBecause(state)
                            .and(Because.of(migration.from() + " serves nobody, so what runs must do")));
        }
        return Plan.hold(
                new Because(
                        migration.to() + " runs {runningInstances} of {wantedInstances} instances",
                        Map.of(
                                "runningInstances",
                                (double) scene.now().running(migration.to()).orElse(0),
                                "wantedInstances",
                                (double) Sizes.wanted(service, wanted, migration.to())
                                        .orElse(0))),
                Topic.UNDER_WAY);
    }
}
