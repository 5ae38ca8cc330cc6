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
                    state.rest(history(scene, migration), scene.at()),
                    Because.of("migration " + migration.id() + " has ended: "
                            + scene.weights().inPercent()));
        }
        if (needsApproval(scene, migration)) {
            return Settle.fault(scene, state)
                    .or(() -> Settle.reasonToTurn(scene, migration)
                            .map(back -> Plan.enter(state.turn(back, scene.at()), back.why())))
                    .orElseGet(() -> Plan.hold(
                            Because.of(migration.from() + " stays warm until a person approves: understudy approve "
                                    + migration.id()),
                            Plan.Topic.NEEDS_APPROVAL));
        }
        var why = Because.of(migration.from() + " goes down to the size of a shadow");
        return Plan.record(new Decision.Proceed(state.phase(), why), new Place(scene.weights(), goal));
    }

    private static boolean needsApproval(Scene scene, Migration migration) {
        return scene.now().policy().saga().retireNeedsApproval()
                && migration.kind() != Migration.Kind.DRILL
                && !scene.orders().approved(migration.id().toString(), migration.by());
    }

    /** What went well without a step left out proves the shadow; a drill does so once it is home. */
    private static History history(Scene scene, Migration migration) {
        boolean proves = migration.kind() == Migration.Kind.DRILL ? migration.homeward() : !migration.homeward();
        return proves ? migration.history().proven(scene.at()) : migration.history();
    }
}
