package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.saga.Departure.Wish;
import dev.understudy.core.saga.MigrationState.Watching;
import dev.understudy.core.saga.Plan.Topic;
import dev.understudy.core.weights.Weights;
import java.util.Optional;

/** Nothing is under way: whether a migration is to begin. */
final class Watch {
    private Watch() {}

    static Plan decide(Scene scene, Watching state) {
        var now = scene.now();
        if (isHome(scene)) {
            return now.inDanger() ? out(scene, state) : quiet(scene);
        }
        boolean away = now.route().isAway(scene.weights()) && !now.route().isHome(scene.weights());
        return !away && now.inDanger() ? out(scene, state) : maybeHome(scene, state);
    }

    /** Whether traffic, sizes and writer are as declared. */
    static boolean isHome(Scene scene) {
        return scene.now().route().isHome(scene.weights()) && scene.provision().equals(Sizes.home());
    }

    private static Plan quiet(Scene scene) {
        var now = scene.now();
        return now.primary().observers() < now.policy().quorum()
                ? Plan.hold(Reasons.fewObservers(now), Topic.FEW_OBSERVERS)
                : Plan.hold(Reasons.calm(now), Topic.CALM);
    }

    /** Why the traffic may leave the shadow, if it may: the same where it rests there and where it soaks. */
    static Optional<Because> reasonToReturn(Scene scene, History history) {
        var now = scene.now();
        if (now.shadow().sick() && now.isFit(now.service().primary())) {
            return Optional.of(Reasons.sick(now.shadow()));
        }
        return !history.placed() && now.calm().onFor(now.policy().coolDown(), now.now())
                ? Optional.of(Reasons.wellAgain(now))
                : Optional.empty();
    }

    private static Plan maybeHome(Scene scene, Watching state) {
        var now = scene.now();
        var why = reasonToReturn(scene, state.history());
        if (why.isEmpty()) {
            return Plan.hold(state.history().placed() ? placed(scene) : Reasons.away(now), Topic.AWAY);
        }
        var allowedAt = state.history().homeAllowedAt();
        if (!now.shadow().sick() && now.now().isBefore(allowedAt)) {
            return Plan.hold(Reasons.cooling(why.get(), allowedAt, now.now()), Topic.COOLING);
        }
        var home = Departure.home(scene, state.history(), Wish.of(scene, Migration.Kind.PLANNED, why.get()));
        return begin(scene, state, home);
    }

    private static Because placed(Scene scene) {
        return Because.of("the weights stay " + scene.weights().inPercent()
                + ": a person's order put the traffic there, and another brings it home");
    }

    private static Plan out(Scene scene, Watching state) {
        var now = scene.now();
        var why = Reasons.danger(now);
        var allowedAt = state.history().outAllowedAt();
        if (now.now().isBefore(allowedAt)) {
            return Plan.hold(Reasons.cooling(why, allowedAt, now.now()), Topic.COOLING);
        }
        var away = Departure.away(scene, state.history(), Wish.of(scene, Migration.Kind.PLANNED, why));
        return begin(scene, state, away);
    }

    /** The start of a migration with steps, if its target can take it. */
    static Plan begin(Scene scene, Watching state, Migration migration) {
        return unfit(scene, migration)
                .orElseGet(
                        () -> Plan.enter(state.warm(migration, scene.at()), first(scene, migration), migration.why()));
    }

    /** Why nothing can begin: no refuge, no room, too few observers, or nothing to move. */
    static Optional<Plan> unfit(Scene scene, Migration migration) {
        var now = scene.now();
        var to = migration.to();
        if (!now.isFit(to) && !Sizes.sleeps(now, to)) {
            return Optional.of(
                    Plan.hold(Reasons.noRefuge(now.health(migration.from()), now.health(to)), Topic.NO_REFUGE));
        }
        if (scene.place().equals(migration.goal())) {
            return Optional.of(Plan.hold(Reasons.nowhereToGo(scene.weights()), Topic.BOUNDS));
        }
        var first = first(scene, migration);
        return Steps.refused(scene, migration, first)
                .or(() -> now.enoughObservers()
                        ? Optional.empty()
                        : Optional.of(Plan.advise(first, Reasons.fewObservers(now), Topic.FEW_OBSERVERS)));
    }

    private static Weights first(Scene scene, Migration migration) {
        return scene.now()
                .route()
                .forward(scene.weights(), migration.to(), migration.goal().weights());
    }
}
