package dev.understudy.core.saga;

import dev.understudy.core.saga.MigrationState.Connecting;
import dev.understudy.core.saga.MigrationState.CuttingOver;
import dev.understudy.core.saga.MigrationState.Draining;
import dev.understudy.core.saga.MigrationState.PreCopying;
import dev.understudy.core.saga.MigrationState.Retiring;
import dev.understudy.core.saga.MigrationState.RollingBack;
import dev.understudy.core.saga.MigrationState.Settling;
import dev.understudy.core.saga.MigrationState.Shifting;
import dev.understudy.core.saga.MigrationState.Warming;
import dev.understudy.core.saga.MigrationState.Watching;

/**
 * Decides what comes next. It knows nothing of leases and of what the ledger was asked: whether it may be done is for the
 * controller. Each state compares what it wants with what is seen, so it does not matter who brought things this far.
 */
public final class Planner {
    private Planner() {}

    /** What to do now. */
    public static Plan decide(Scene scene, MigrationState state) {
        return Rescue.decide(scene, state).orElseGet(() -> switch (state) {
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
        });
    }
}
