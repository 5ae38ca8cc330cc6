package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.GateKeeper;
import dev.understudy.core.migrate.GateResult;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.migrate.Route;
import dev.understudy.core.migrate.SourceGate;
import dev.understudy.core.migrate.Trip;
import dev.understudy.core.saga.MigrationState.Shifting;
import dev.understudy.core.saga.Plan.Topic;
import java.time.Duration;

/** Traffic goes over, step by step with a gate after each; or all at once, when the zone it leaves is dead. */
final class Shift {
    private Shift() {}

    static Plan decide(Scene scene, Shifting state) {
        if (state.migration().kind() == Migration.Kind.EVACUATION) {
            return Evacuate.decide(scene, state);
        }
        var now = scene.now();
        var migration = state.migration();
        boolean out = !migration.homeward();
        boolean there = Route.same(scene.weights(), migration.goal().weights());
        boolean nothingMoved = Route.same(scene.weights(), migration.origin().weights());
        if (there && nothingMoved) {
            return arrive(scene, state, Because.of("the traffic is where it shall be"));
        }
        var worse = now.leg().flatMap(leg -> SourceGate.worse(migration.from(), leg, now));
        if (out && !there && migration.automatic() && worse.isEmpty() && reasonGone(scene, migration)) {
            return Undo.begin(scene, state, Reasons.wellAgain(now), true, false);
        }
        if (nothingMoved || now.leg().isEmpty()) {
            return Steps.forward(scene, migration, migration.why());
        }
        var trip = new Trip(
                migration.from(),
                migration.to(),
                state.targetP95BeforeMillis(),
                Sizes.movesWriter(now.service(), migration),
                now.leg().get());
        return switch (GateKeeper.judge(trip, now)) {
            case GateResult.Failed failed ->
                Undo.bare(scene, migration)
                        .map(bare -> onward(scene, state, failed.because().and(bare)))
                        .orElseGet(() -> Undo.begin(scene, state, failed.because(), failed.losing()));
            case GateResult.NotInForce(var why, var late) -> Plan.hold(why, late ? Topic.LATE : Topic.UNDER_WAY);
            case GateResult.Pending(var why) -> Plan.hold(why, Topic.UNDER_WAY);
            case GateResult.Passed(var why) -> {
                if (there) {
                    yield arrive(scene, state, why);
                }
                if (!migration.automatic() || !out) {
                    yield Steps.forward(scene, migration, worse.map(why::and).orElse(why));
                }
                yield now.looksCalm() && worse.isEmpty()
                        ? Plan.hold(Reasons.unhurried(now.primaryAhead()), Topic.UNDER_WAY)
                        : Steps.forward(
                                scene,
                                migration,
                                Reasons.goOn(now, worse.map(why::and).orElse(why)));
            }
        };
    }

    /** There is nothing to go back to: what still goes to the empty zone is lost there, so the rest follows. */
    private static Plan onward(Scene scene, Shifting state, Because why) {
        var migration = state.migration();
        return Route.same(scene.weights(), migration.goal().weights())
                ? arrive(scene, state, why)
                : Steps.forward(scene, migration, why);
    }

    private static boolean reasonGone(Scene scene, Migration migration) {
        var now = scene.now();
        var coolDown = now.policy().coolDown();
        return now.calm().onFor(coolDown, now.now())
                && Duration.between(migration.startedAt(), now.now()).compareTo(coolDown) >= 0;
    }

    static Plan arrive(Scene scene, Shifting state, Because why) {
        return Sizes.movesWriter(scene.now().service(), state.migration())
                ? Plan.enter(state.cutOver(scene.at()), why)
                : Plan.enter(state.drain(scene.at()), why);
    }
}
