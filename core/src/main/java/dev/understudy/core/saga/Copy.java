package dev.understudy.core.saga;

import dev.understudy.core.saga.MigrationState.PreCopying;

/** The data goes ahead. */
final class Copy {
    private Copy() {}

    static Plan decide(Scene scene, PreCopying state) {
        var migration = state.migration();
        if (scene.overdue(state)) {
            return Undo.begin(scene, state, scene.overdueBecause(state), false);
        }
        return scene.have(
                state,
                "pre-copy",
                (id, fence) -> new Task.PreCopy(id, fence, migration.from(), migration.to()),
                why -> Plan.enter(state.connect(scene.at()), why),
                why -> Undo.begin(scene, state, why, false));
    }
}
