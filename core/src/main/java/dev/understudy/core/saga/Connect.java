package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.MigrationState.Connecting;

/** Connections to the target are opened and warmed. */
final class Connect {
    private Connect() {}

    static Plan decide(Scene scene, Connecting state) {
        var migration = state.migration();
        if (migration.kind() == Migration.Kind.EVACUATION) {
            return shift(scene, state, Because.of("an evacuation does not wait for warm connections"));
        }
        return scene.have(
                state,
                "connect",
                (id, fence) -> new Task.Connect(id, fence, migration.to()),
                why -> shift(scene, state, why),
                why -> Undo.begin(scene, state, why, false));
    }

    private static Plan shift(Scene scene, Connecting state, Because why) {
        double before = scene.now().ahead(state.migration().to()).p95Millis();
        return Plan.enter(state.shift(scene.at(), before), why);
    }
}
