package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.MigrationState.Draining;

/** The old zone's database follows the new writer, and what still holds to the old zone ends. */
final class Drain {
    private Drain() {}

    static Plan decide(Scene scene, Draining state) {
        var service = scene.now().service();
        var migration = state.migration();
        var left = Sizes.writer(service, migration.origin().provision());
        var writer = Sizes.writer(service, scene.provision());
        if (!Sizes.movesWriter(service, migration) || left.isEmpty() || writer.isEmpty()) {
            return inFlight(scene, state, migration);
        }
        return scene.have(
                state,
                "rejoin",
                (id, fence) -> new Task.Rejoin(id, fence, left.get(), writer.get()),
                _ -> inFlight(scene, state, migration),
                why -> inFlight(scene, state, alone(migration, why)));
    }

    /** The writer has moved for good; that the old one does not follow is no reason to go back to it. */
    private static Migration alone(Migration migration, Because why) {
        return migration.without(Because.of("no data in " + migration.from() + " follows the writer")
                .and(why));
    }

    private static Plan inFlight(Scene scene, Draining state, Migration migration) {
        var from = migration.from();
        if (scene.weights().of(from) > 0) {
            return settle(scene, state, migration, Because.of(from + " keeps its share, so it is not drained"));
        }
        if (scene.now().isDead(from) || migration.kind() == Migration.Kind.EVACUATION) {
            var lost = Because.of("what was in flight to " + from + " was not waited for");
            return settle(scene, state, migration.without(lost), lost);
        }
        return scene.have(
                state,
                "drain",
                (id, fence) -> new Task.Drain(id, fence, from),
                why -> settle(scene, state, migration, why),
                why -> Undo.begin(scene, state, why, false));
    }

    /** The move has ended: from here the cool-down counts. */
    private static Plan settle(Scene scene, Draining state, Migration migration, Because why) {
        var coolDown = scene.now().policy().coolDown();
        var until = scene.at().plus(coolDown);
        var history = migration.history().well();
        history = migration.homeward()
                ? history.cooling(until, history.homeAllowedAt())
                : history.cooling(history.outAllowedAt(), until);
        return Plan.enter(state.settle(migration.having(history), scene.at()), why);
    }
}
