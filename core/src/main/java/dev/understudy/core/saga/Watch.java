package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.orders.Order;
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
        var pinned = pinned(scene, state);
        if (pinned.isPresent()) {
            return pinned.get();
        }
        if (isHome(scene)) {
            return now.inDanger() ? out(scene, state) : quiet(scene, state);
        }
        boolean away = now.route().isAway(scene.weights()) && !now.route().isHome(scene.weights());
        return !away && now.inDanger() ? out(scene, state) : maybeHome(scene, state);
    }

    /** Whether traffic, sizes and writer are as declared, but for the size of a pool. */
    static boolean isHome(Scene scene) {
        var route = scene.now().route();
        return route.isHome(scene.weights())
                && Sizes.settled(scene.now().service(), scene.provision(), new Place(scene.weights(), Sizes.home()));
    }

    /** Whether all is where a migration would bring it, but for the size of a pool. */
    static boolean isThere(Scene scene, Migration migration) {
        return scene.weights().equals(migration.goal().weights())
                && Sizes.settled(scene.now().service(), scene.provision(), migration.goal());
    }

    private static Plan quiet(Scene scene, Watching state) {
        var now = scene.now();
        return drill(scene, state)
                .orElseGet(() -> now.primary().observers() < now.policy().quorum()
                        ? Plan.hold(Reasons.fewObservers(now), Topic.FEW_OBSERVERS)
                        : Plan.hold(Reasons.calm(now), Topic.CALM));
    }

    /** A drill is due, and this is a good time for it. */
    private static Optional<Plan> drill(Scene scene, Watching state) {
        var now = scene.now();
        var every = now.policy().saga().drillEvery();
        var due = Guardrails.drills(scene, state.history()).dueAt(every);
        if (due.isEmpty()
                || scene.at().isBefore(due.get())
                || scene.at().isBefore(state.history().outAllowedAt())
                || !now.calm().onFor(now.policy().coolDown(), now.now())) {
            return Optional.empty();
        }
        var why = Because.of("a drill is due since " + due.get());
        var drill = Departure.away(scene, state.history(), Wish.of(scene, Migration.Kind.DRILL, why));
        var plan = begin(scene, state, drill);
        return plan.act() instanceof Act.Nothing ? Optional.empty() : Optional.of(plan);
    }

    /** A service that is pinned goes where it is pinned to. */
    private static Optional<Plan> pinned(Scene scene, Watching state) {
        var now = scene.now();
        var service = now.service();
        var zone = scene.orders().desiredZone(service.service());
        var pin = scene.orders().given().stream()
                .filter(one ->
                        one.order().service().map(service.service()::equals).orElse(true))
                .filter(one -> one.order().what() instanceof Order.What.Pin)
                .reduce((_, newest) -> newest);
        if (zone.isEmpty() || pin.isEmpty()) {
            return Optional.empty();
        }
        boolean home = zone.get().equals(service.primary());
        if (!home && !zone.get().equals(service.shadow())) {
            return Optional.empty();
        }
        boolean there = home ? isHome(scene) : now.route().isAway(scene.weights());
        var allowedAt = home ? state.history().homeAllowedAt() : state.history().outAllowedAt();
        if (there || now.now().isBefore(allowedAt)) {
            return Optional.empty();
        }
        var order = pin.get().order();
        var why = Because.quoting(
                "pinned to " + zone.get() + " by " + order.owner().name() + ": " + order.reason());
        var wish = new Wish(Migration.Kind.PLANNED, order.owner(), 0, false, why);
        return Optional.of(begin(
                scene,
                state,
                home ? Departure.home(scene, state.history(), wish) : Departure.away(scene, state.history(), wish)));
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
            return Optional.of(Plan.hold(Reasons.noRefuge(now, migration.from(), to), Topic.NO_REFUGE));
        }
        if (isThere(scene, migration)) {
            return Optional.of(Plan.hold(Reasons.nowhereToGo(scene.weights()), Topic.BOUNDS));
        }
        var first = first(scene, migration);
        return Steps.refused(scene, migration, first)
                .or(() -> now.enoughObservers(migration.homeward()) || migration.homeward() && Sizes.sleeps(now, to)
                        ? Optional.empty()
                        : Optional.of(Plan.advise(first, Reasons.fewObservers(now), Topic.FEW_OBSERVERS)))
                .or(() -> Guardrails.start(scene, migration));
    }

    private static Weights first(Scene scene, Migration migration) {
        return scene.now()
                .route()
                .forward(scene.weights(), migration.to(), migration.goal().weights());
    }
}
