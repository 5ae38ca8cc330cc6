package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.migrate.Route;
import dev.understudy.core.saga.MigrationState.Forward;
import dev.understudy.core.saga.MigrationState.Moving;
import dev.understudy.core.saga.MigrationState.RollingBack;
import dev.understudy.core.saga.MigrationState.Warming;
import dev.understudy.core.saga.MigrationState.Watching;
import dev.understudy.core.saga.Plan.Topic;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.util.List;
import java.util.Optional;

/** A dead zone is left at once, without steps or gates, if the other zone is well. */
final class Rescue {
    private Rescue() {}

    static Optional<Plan> decide(Scene scene, MigrationState state) {
        var now = scene.now();
        var service = now.service();
        for (ZoneId dead : List.of(service.primary(), service.shadow())) {
            boolean out = dead.equals(service.primary());
            var refuge = out ? service.shadow() : service.primary();
            var goal = out ? now.route().away() : now.route().home();
            boolean holdsTraffic = scene.weights().of(dead) > goal.of(dead);
            if (!now.isDead(dead) || !holdsTraffic && !strandsWriter(scene, state, dead)) {
                continue;
            }
            if (isOnItsWay(state, refuge, goal)) {
                return Optional.empty();
            }
            if (!now.isFit(refuge)) {
                return asleep(scene, state, dead, refuge, out)
                        .or(() -> Optional.of(Plan.hold(Reasons.noRefuge(now, dead, refuge), Topic.NO_REFUGE)));
            }
            return Optional.of(leave(scene, state, dead, refuge, goal, out));
        }
        return Optional.empty();
    }

    /** The writer is in the dead zone and no migration is there to bring it away. */
    private static boolean strandsWriter(Scene scene, MigrationState state, ZoneId dead) {
        var service = scene.now().service();
        return state instanceof Watching
                && Sizes.writer(service, scene.provision()).equals(Optional.of(dead))
                && !Sizes.writer(
                                service,
                                dead.equals(service.primary()) ? Sizes.away(service, scene.provision()) : Sizes.home())
                        .equals(Optional.of(dead));
    }

    /** An evacuation to the refuge is under way, or all goes back there already. */
    private static boolean isOnItsWay(MigrationState state, ZoneId refuge, Weights goal) {
        return switch (state) {
            case Watching _ -> false;
            case RollingBack back ->
                back.migration().from().equals(refuge)
                        && back.migration().origin().weights().of(refuge) >= goal.of(refuge);
            case Forward forward ->
                forward.migration().kind() == Migration.Kind.EVACUATION
                        && forward.migration().to().equals(refuge)
                        && Route.same(forward.migration().goal().weights(), goal);
        };
    }

    private static Plan leave(
            Scene scene, MigrationState state, ZoneId dead, ZoneId refuge, Weights goal, boolean out) {
        var why = Reasons.dead(scene.now().health(dead), refuge);
        return switch (state) {
            case Watching watching -> {
                var evacuation = begin(scene, watching.history(), why, out);
                var forbidden = Guardrails.start(scene, evacuation);
                yield forbidden.isPresent()
                        ? forbidden.get()
                        : Plan.enter(watching.evacuate(evacuation, scene.at()), toward(scene, evacuation), why);
            }
            case Forward forward
            when turnsBack(forward.migration(), dead, refuge, goal) ->
                Plan.enter(
                        forward.rollBack(
                                forward.migration()
                                        .evacuating(Because.of("the target died while the migration was "
                                                + forward.phase() + ": the way back has no steps")),
                                why,
                                true,
                                scene.at()),
                        why);
            case Moving moving -> {
                var evacuation = hurry(scene, moving, refuge, goal, why, out);
                yield Plan.enter(moving.evacuate(evacuation, scene.at()), toward(scene, evacuation), why);
            }
        };
    }

    /** The target died: what it has goes back where it came from, if that empties it. */
    private static boolean turnsBack(Migration migration, ZoneId dead, ZoneId refuge, Weights goal) {
        return migration.to().equals(dead)
                && migration.from().equals(refuge)
                && migration.origin().weights().of(refuge) >= goal.of(refuge);
    }

    private static Migration hurry(Scene scene, Moving moving, ZoneId refuge, Weights goal, Because why, boolean out) {
        var migration = moving.migration();
        return migration.to().equals(refuge) && Route.same(migration.goal().weights(), goal)
                ? migration.evacuating(givenUp(moving))
                : begin(scene, migration.history(), why, out);
    }

    private static Migration begin(Scene scene, History history, Because why, boolean out) {
        var wish = Departure.Wish.of(scene, Migration.Kind.EVACUATION, why);
        var evacuation = out ? Departure.away(scene, history, wish) : Departure.home(scene, history, wish);
        return evacuation.without(Because.of("no step was gated: all traffic goes at once"));
    }

    private static Because givenUp(Moving moving) {
        return Because.of("the zone left died while the migration was " + moving.phase()
                + ": what was left of its steps is not gated");
    }

    private static Weights toward(Scene scene, Migration evacuation) {
        return scene.now()
                .route()
                .straight(scene.weights(), evacuation.to(), evacuation.goal().weights());
    }

    /** A refuge where nothing runs is made first. */
    private static Optional<Plan> asleep(Scene scene, MigrationState state, ZoneId dead, ZoneId refuge, boolean out) {
        if (!Sizes.sleeps(scene.now(), refuge)) {
            return Optional.empty();
        }
        if (state instanceof Warming) {
            return Optional.of(Warm.decide(scene, (Warming) state));
        }
        if (!(state instanceof Watching watching)) {
            return Optional.empty();
        }
        var why = Reasons.dead(scene.now().health(dead), refuge);
        var evacuation = begin(scene, watching.history(), why, out);
        var forbidden = Guardrails.start(scene, evacuation);
        return forbidden.isPresent()
                ? forbidden
                : Optional.of(Plan.enter(watching.warm(evacuation, scene.at()), toward(scene, evacuation), why));
    }
}
