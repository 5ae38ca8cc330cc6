package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.saga.MigrationState.Retiring;

/** The old zone goes down to the size of a shadow. */
final class Retire {
    private Retire() {}

    static Plan decide(Scene scene, Retiring state) {
        var migration = state.migration();
        var goal = migration.goal().provision();
        if (scene.provision().equals(goal)) {
            return Plan.enter(
                    state.rest(migration.history(), scene.at()),
                    Because.of("migration " + migration.id() + " has ended: "
                            + scene.weights().inPercent()));
        }
        var why = Because.of(migration.from() + " goes down to the size of a shadow");
        return Plan.record(new Decision.Proceed(state.phase(), why), new Place(scene.weights(), goal));
    }
}
