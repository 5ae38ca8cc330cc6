package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.saga.MigrationState.CuttingOver;
import dev.understudy.core.zone.ZoneId;

/** The writer changes place; the revision that follows says so. */
final class CutOver {
    private CutOver() {}

    static Plan decide(Scene scene, CuttingOver state) {
        var service = scene.now().service();
        var migration = state.migration();
        var wanted = Sizes.writer(service, migration.goal().provision());
        var writer = Sizes.writer(service, scene.provision());
        if (wanted.isEmpty() || wanted.equals(writer)) {
            return Plan.enter(
                    state.drain(lost(scene, migration), scene.at()), Because.of("the writer is where it shall be"));
        }
        var from = writer.orElse(migration.from());
        boolean gone = scene.now().isDead(from);
        boolean forced = gone || migration.kind() == Migration.Kind.EVACUATION;
        var pause = scene.now().policy().saga().pauseMax();
        var followed = Copy.writerToFollow(scene, wanted.get(), from);
        if (forced && !gone && followed.isPresent()) {
            return rejoined(scene, state, wanted.get(), followed.get());
        }
        if (forced) {
            return scene.haveAtLast(
                    state,
                    "cut-over-forced",
                    (id, fence) -> new Task.CutOver(id, fence, from, wanted.get(), true, pause),
                    why -> recorded(scene, state, wanted.get(), why));
        }
        return scene.have(
                state,
                "cut-over",
                (id, fence) -> new Task.CutOver(id, fence, from, wanted.get(), false, pause),
                why -> recorded(scene, state, wanted.get(), why),
                why -> Undo.begin(scene, state, why, false));
    }

    /** Nobody can take over who has not what the writer has; as long as the writer lives, it is asked for that first. */
    private static Plan rejoined(Scene scene, CuttingOver state, ZoneId zone, ZoneId writer) {
        return scene.haveAtLast(
                state,
                "rejoin-target",
                (id, fence) -> new Task.Rejoin(id, fence, zone, writer),
                why -> Plan.hold(
                        why.and(Because.of("the data in " + zone + " is not seen to follow yet")),
                        Plan.Topic.UNDER_WAY));
    }

    private static Plan recorded(Scene scene, CuttingOver state, ZoneId writer, Because why) {
        return Plan.record(
                new Decision.Proceed(state.phase(), why),
                new Place(scene.weights(), scene.provision().withWriter(writer)));
    }

    /** A writer that was taken from a dead zone may have acknowledged what nobody else has. */
    private static Migration lost(Scene scene, Migration migration) {
        return migration.kind() == Migration.Kind.EVACUATION || scene.now().isDead(migration.from())
                ? migration.without(Because.of("the data of " + migration.from()
                        + " could not be asked: writes that it had acknowledged alone may be lost"))
                : migration;
    }
}
