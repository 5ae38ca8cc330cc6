package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.GateKeeper;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.saga.Departure.Wish;
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
        var failed = GateKeeper.soak(migration.to(), now);
        if (failed.isPresent() && migration.kind() != Migration.Kind.EVACUATION) {
            return Undo.begin(
                    scene,
                    state,
                    failed.get(),
                    now.health(migration.to()).isFailing(now.policy().quorum()));
        }
        var turn = reasonToTurn(scene, migration);
        if (turn.isPresent()) {
            return Plan.enter(state.turn(turn.get(), scene.at()), turn.get().why());
        }
        var soak = now.policy().saga().soak();
        var soaked = Duration.between(state.since(), scene.at());
        if (soaked.compareTo(soak) < 0) {
            return Plan.hold(
                    new Because(
                            migration.from() + " is kept warm for {leftSeconds} s more",
                            Map.of("leftSeconds", Reasons.seconds(soak.minus(soaked)))),
                    Topic.UNDER_WAY);
        }
        return Plan.enter(
                state.retire(scene.at()),
                new Because(
                        migration.to() + " has proven itself for {soakSeconds} s",
                        Map.of("soakSeconds", Reasons.seconds(soak))));
    }

    /** The way back, when what brought the traffic here has gone and the other zone is still warm. */
    private static Optional<Migration> reasonToTurn(Scene scene, Migration migration) {
        var now = scene.now();
        var history = migration.history();
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
