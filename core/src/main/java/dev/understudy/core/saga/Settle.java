package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.GateKeeper;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.saga.Departure.Wish;
import dev.understudy.core.saga.MigrationState.Forward;
import dev.understudy.core.saga.MigrationState.Settling;
import dev.understudy.core.saga.Plan.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The old zone is kept warm while the new one proves itself. */
final class Settle {
    private Settle() {}

    static Plan decide(Scene scene, Settling state) {
        var now = scene.now();
        var migration = state.migration();
        var fault = fault(scene, state);
        if (fault.isPresent()) {
            return fault.get();
        }
        var soak = now.policy().saga().soak();
        var soaked = Duration.between(state.since(), scene.at());
        var turn = soaked.compareTo(soak) >= 0 ? drillReturns(scene, migration) : reasonToTurn(scene, migration);
        if (turn.isPresent()) {
            return Plan.enter(state.turn(turn.get(), scene.at()), turn.get().why());
        }
        if (soaked.compareTo(soak) < 0) {
            return Plan.hold(
                    new Because(
                            migration.from() + " is kept warm for {leftSeconds} s more",
                            Map.of("leftSeconds", Reasons.seconds(soak.minus(soaked)))),
                    Topic.UNDER_WAY);
        }
        if (isDrillOut(migration)) {
            return Plan.hold(
                    Because.of("the drill waits in " + migration.to() + " until it may go home"), Topic.FORBIDDEN);
        }
        return Plan.enter(
                state.retire(scene.at()),
                new Because(
                        migration.to() + " has proven itself for {soakSeconds} s",
                        Map.of("soakSeconds", Reasons.seconds(soak))));
    }

    /** What the gate has against the new zone while the old one is still warm, and not where nothing runs in the old. */
    static Optional<Plan> fault(Scene scene, Forward state) {
        var now = scene.now();
        var migration = state.migration();
        var to = migration.to();
        return migration.kind() == Migration.Kind.EVACUATION
                        || Undo.bare(scene, migration).isPresent()
                ? Optional.empty()
                : GateKeeper.soak(to, migration.base(), now)
                        .map(why -> Undo.begin(
                                scene,
                                state,
                                why,
                                now.health(to).isFailing(now.policy().quorum())));
    }

    private static boolean isDrillOut(Migration migration) {
        return migration.kind() == Migration.Kind.DRILL && !migration.homeward();
    }

    /** A drill goes home once it has soaked. */
    private static Optional<Migration> drillReturns(Scene scene, Migration migration) {
        if (!isDrillOut(migration)) {
            return reasonToTurn(scene, migration);
        }
        var why = Because.of("the drill goes home: " + migration.to() + " has served");
        var wish = new Wish(Migration.Kind.DRILL, migration.by(), 0, false, why);
        return able(scene, Departure.home(scene, migration.history(), wish));
    }

    /** The way back, when what brought the traffic here has gone and the other zone is still warm. */
    static Optional<Migration> reasonToTurn(Scene scene, Migration migration) {
        var now = scene.now();
        var history = migration.history();
        if (isDrillOut(migration)) {
            return Optional.empty();
        }
        if (migration.homeward()) {
            return now.inDanger() && !now.now().isBefore(history.outAllowedAt())
                    ? able(scene, Departure.away(scene, history, wish(scene, Reasons.danger(now))))
                    : Optional.empty();
        }
        return Watch.reasonToReturn(scene, history)
                .filter(_ -> !now.now().isBefore(history.homeAllowedAt()))
                .flatMap(why -> able(scene, Departure.home(scene, history, wish(scene, why))));
    }

    private static Wish wish(Scene scene, Because why) {
        return Wish.of(scene, Migration.Kind.PLANNED, why);
    }

    private static Optional<Migration> able(Scene scene, Migration back) {
        return Watch.unfit(scene, back).isEmpty() ? Optional.of(back) : Optional.empty();
    }
}
