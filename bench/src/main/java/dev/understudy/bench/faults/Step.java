package dev.understudy.bench.faults;

import dev.understudy.core.saga.MigrationState;
import java.util.Locale;

/** A state of the saga in which something is killed. */
enum Step {
    WARMING,
    PRE_COPYING,
    CONNECTING,
    SHIFTING,
    CUTTING_OVER,
    DRAINING,
    SETTLING,
    RETIRING,
    ROLLING_BACK;

    boolean is(MigrationState state) {
        return switch (state) {
            case MigrationState.Watching _ -> false;
            case MigrationState.Warming _ -> this == WARMING;
            case MigrationState.PreCopying _ -> this == PRE_COPYING;
            case MigrationState.Connecting _ -> this == CONNECTING;
            case MigrationState.Shifting _ -> this == SHIFTING;
            case MigrationState.CuttingOver _ -> this == CUTTING_OVER;
            case MigrationState.Draining _ -> this == DRAINING;
            case MigrationState.Settling _ -> this == SETTLING;
            case MigrationState.Retiring _ -> this == RETIRING;
            case MigrationState.RollingBack _ -> this == ROLLING_BACK;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
