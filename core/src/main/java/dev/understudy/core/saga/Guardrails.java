package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.saga.MigrationState.CuttingOver;
import dev.understudy.core.saga.MigrationState.Draining;
import dev.understudy.core.saga.MigrationState.Forward;
import dev.understudy.core.saga.MigrationState.Moving;
import dev.understudy.core.saga.MigrationState.Retiring;
import dev.understudy.core.saga.MigrationState.RollingBack;
import dev.understudy.core.saga.MigrationState.Settling;
import dev.understudy.core.saga.Plan.Topic;
import dev.understudy.core.shadow.Readiness;
import java.util.Optional;

/** What people, calendars, announced maintenance, unpractised shadows and untrue probabilities forbid, each with its sentence. */
final class Guardrails {
    private Guardrails() {}

    /** Why a migration may not begin; advice, where only readiness or calibration is missing. */
    static Optional<Plan> start(Scene scene, Migration migration) {
        var service = scene.now().service();
        var blocked = scene.orders()
                .blocksStart(service.service(), migration.to(), move(migration))
                .or(() -> asksCalendar(migration) ? scene.windows().blocksStart(scene.at()) : Optional.empty())
                .or(() -> asksCalendar(migration)
                        ? scene.warnings().noRefuge(service.zone(migration.to()), scene.at())
                        : Optional.empty());
        if (blocked.isPresent()) {
            return Optional.of(Plan.hold(migration.why().and(blocked.get()), Topic.FORBIDDEN));
        }
        if (!migration.automatic() || migration.homeward()) {
            return Optional.empty();
        }
        return readiness(scene, migration.history())
                .adviceOnly(scene.now().policy().saga().readinessFloor())
                .or(() -> scene.warnings().prospect().calibration().stepsDown())
                .map(why -> Plan.advise(
                        scene.now()
                                .route()
                                .forward(
                                        scene.weights(),
                                        migration.to(),
                                        migration.goal().weights()),
                        migration.why().and(why),
                        Topic.FORBIDDEN));
    }

    /** How far the shadow can be trusted to take over. */
    static Readiness readiness(Scene scene, History history) {
        return Readiness.at(
                scene.at(), drills(scene, history), scene.now().policy().saga().readinessHalfLife());
    }

    static Readiness.Drills drills(Scene scene, History history) {
        return new Readiness.Drills(scene.declaredAt(), history.provenAt(), history.drillFailedAt());
    }

    /** The plan, unless a step of what is under way is forbidden now. */
    static Plan step(Scene scene, MigrationState state, Plan plan) {
        if (!(state instanceof Moving moving) || plan.act() instanceof Act.Nothing) {
            return plan;
        }
        var migration = plan.act() instanceof Act.Enter(Moving next, var _) ? next.migration() : moving.migration();
        var service = scene.now().service().service();
        return scene.orders()
                .blocksStep(service, move(migration))
                .or(() -> frozen(scene, moving, plan))
                .map(why -> Plan.hold(plan.decision().because().and(why), Topic.FORBIDDEN))
                .orElse(plan);
    }

    /** Why a migration under way must go back: the service was pinned elsewhere since. */
    static Optional<Because> turnsBack(Scene scene, Forward state) {
        return switch (state) {
            case Settling _, Retiring _, Draining _, CuttingOver _ -> Optional.empty();
            case MigrationState.Warming _,
                    MigrationState.PreCopying _,
                    MigrationState.Connecting _,
                    MigrationState.Shifting _ ->
                scene.orders()
                        .turnsBack(
                                scene.now().service().service(),
                                state.migration().to(),
                                move(state.migration()));
        };
    }

    /** A freeze stops what goes on, but neither what goes back nor what only finishes. */
    private static Optional<Because> frozen(Scene scene, Moving state, Plan plan) {
        boolean goesBack = plan.act() instanceof Act.Enter(RollingBack _, var _);
        return switch (state) {
            case RollingBack _, Draining _, Settling _, Retiring _ -> Optional.empty();
            case MigrationState.Warming _,
                    MigrationState.PreCopying _,
                    MigrationState.Connecting _,
                    MigrationState.Shifting _,
                    CuttingOver _ ->
                asksCalendar(state.migration()) && !goesBack
                        ? scene.windows().blocksStep(scene.at())
                        : Optional.empty();
        };
    }

    private static boolean asksCalendar(Migration migration) {
        return migration.kind() != Migration.Kind.EVACUATION && !migration.forced();
    }

    static Orders.Move move(Migration migration) {
        if (migration.forced()) {
            return Orders.Move.FORCED;
        }
        return switch (migration.kind()) {
            case PLANNED -> Orders.Move.PLANNED;
            case DRILL -> Orders.Move.DRILL;
            case EVACUATION -> Orders.Move.EVACUATION;
        };
    }
}
