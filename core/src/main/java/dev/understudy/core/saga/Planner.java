package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.saga.MigrationState.Connecting;
import dev.understudy.core.saga.MigrationState.CuttingOver;
import dev.understudy.core.saga.MigrationState.Draining;
import dev.understudy.core.saga.MigrationState.Forward;
import dev.understudy.core.saga.MigrationState.Moving;
import dev.understudy.core.saga.MigrationState.PreCopying;
import dev.understudy.core.saga.MigrationState.Retiring;
import dev.understudy.core.saga.MigrationState.RollingBack;
import dev.understudy.core.saga.MigrationState.Settling;
import dev.understudy.core.saga.MigrationState.Shifting;
import dev.understudy.core.saga.MigrationState.Warming;
import dev.understudy.core.saga.MigrationState.Watching;
import dev.understudy.core.weights.Author;
import java.util.Optional;

/**
 * Decides what comes next. It knows nothing of leases and of what the ledger was asked: whether it may be done is for the
 * controller. Each state compares what it wants with what is seen, so it does not matter who brought things this far.
 */
public final class Planner {
    private Planner() {}

    /** What to do now. */
    public static Plan decide(Scene scene, MigrationState state) {
        var plan = setByOthers(scene, state)
                .or(() -> Rescue.decide(scene, state))
                .or(() -> Commands.wanted(scene, state))
                .orElseGet(() -> judge(scene, state));
        return Guardrails.step(scene, state, plan);
    }

    private static Plan judge(Scene scene, MigrationState state) {
        return switch (state) {
            case Watching watching -> Watch.decide(scene, watching);
            case Warming warming -> Warm.decide(scene, warming);
            case PreCopying copying -> Copy.decide(scene, copying);
            case Connecting connecting -> Connect.decide(scene, connecting);
            case Shifting shifting -> Shift.decide(scene, shifting);
            case CuttingOver cutting -> CutOver.decide(scene, cutting);
            case Draining draining -> Drain.decide(scene, draining);
            case Settling settling -> Settle.decide(scene, settling);
            case Retiring retiring -> Retire.decide(scene, retiring);
            case RollingBack back -> Undo.decide(scene, back);
        };
    }

    /** Somebody else has set other weights in the middle of a migration: it ends where it is, and says so. */
    private static Optional<Plan> setByOthers(Scene scene, MigrationState state) {
        if (!(state instanceof Moving moving)) {
            return Optional.empty();
        }
        var migration = moving.migration();
        return scene.head()
                .filter(head -> head.number() > migration.base()
                        && head.change().author().kind() != Author.Kind.AGENT)
                .map(head -> Plan.enter(
                        moving.abandon(scene.at()),
                        Because.of(Reasons.plain(head.change().author().toString()) + " set the weights to "
                                + scene.weights().inPercent() + ": migration " + migration.id()
                                + " ends where it is")));
    }

    /** A migration under way that a pin sends back. */
    static Optional<Plan> pinnedElsewhere(Scene scene, Forward state) {
        return Guardrails.turnsBack(scene, state).map(why -> Undo.begin(scene, state, why, true, false));
    }
}
