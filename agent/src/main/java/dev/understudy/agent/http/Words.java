package dev.understudy.agent.http;

import dev.understudy.core.saga.MigrationState;
import java.util.List;

/** Names of the states of a saga, as people and tools read them. */
final class Words {
    /** All of them, in the order of a migration. */
    static final List<String> STATES = List.of(
            "watching",
            "warming",
            "pre-copying",
            "connecting",
            "shifting",
            "cutting-over",
            "draining",
            "settling",
            "retiring",
            "rolling-back");

    private Words() {}

    static String of(MigrationState state) {
        return switch (state) {
            case MigrationState.Watching _ -> "watching";
            case MigrationState.Warming _ -> "warming";
            case MigrationState.PreCopying _ -> "pre-copying";
            case MigrationState.Connecting _ -> "connecting";
            case MigrationState.Shifting _ -> "shifting";
            case MigrationState.CuttingOver _ -> "cutting-over";
            case MigrationState.Draining _ -> "draining";
            case MigrationState.Settling _ -> "settling";
            case MigrationState.Retiring _ -> "retiring";
            case MigrationState.RollingBack _ -> "rolling-back";
        };
    }
}
