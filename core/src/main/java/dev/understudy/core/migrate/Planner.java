package dev.understudy.core.migrate;

import static dev.understudy.core.migrate.Plan.Topic;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.MoveState.AtHome;
import dev.understudy.core.migrate.MoveState.Away;
import dev.understudy.core.migrate.MoveState.ComingHome;
import dev.understudy.core.migrate.MoveState.MovingOut;
import dev.understudy.core.migrate.MoveState.PartWay;
import dev.understudy.core.migrate.MoveState.RollingBack;
import dev.understudy.core.migrate.MoveState.Travelling;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides the next step. It knows nothing of leases and ledgers: whether the step may be taken is for the controller.
 *
 * <pre>
 *   at home ── score above the threshold ──► moving out ── last gate passed ──► away
 *      ▲                                     │  ▲ gate failed: rolling back      │
 *      └── last gate passed ── coming home ◄─┴──┴── calm for the cool-down ◄─────┘
 *   from anywhere: the zone that has the traffic is dead and the other is well ──► all to the other at once
 * </pre>
 */
public final class Planner {
    private Planner() {}

    /** What to do now. */
    public static Plan decide(Situation now, MoveState state) {
        return rescue(now, state).orElseGet(() -> switch (state) {
            case AtHome home ->
                now.inDanger()
                        ? out(now, state, Reasons.danger(now), home::leave)
                        : hold(
                                quiet(now),
                                now.primary().observers() < now.policy().quorum() ? Topic.FEW_OBSERVERS : Topic.CALM,
                                state);
            case PartWay part ->
                now.inDanger()
                        ? out(now, state, Reasons.danger(now), part::leave)
                        : maybeHome(now, state, part::comeHome);
            case Away away -> maybeHome(now, state, away::comeHome);
            case MovingOut out -> movingOut(now, out);
            case ComingHome home -> comingHome(now, home);
            case RollingBack back -> rollingBack(now, back);
        });
    }

    /** A dead zone is left at once, without steps or gates, if the other zone is well. */
    private static Optional<Plan> rescue(Situation now, MoveState state) {
        var service = now.service();
        var route = now.route();
        for (ZoneId dead : new ZoneId[] {service.primary(), service.shadow()}) {
            boolean out = dead.equals(service.primary());
            var refuge = out ? service.shadow() : service.primary();
            var goal = out ? route.away() : route.home();
            if (!now.isDead(dead) || now.weights().of(dead) <= goal.of(dead)) {
                continue;
            }
            if (!now.isFit(refuge)) {
                return Optional.of(
                        hold(Reasons.noRefuge(now.health(dead), now.health(refuge)), Topic.NO_REFUGE, state));
            }
            var next = route.straight(now.weights(), refuge, goal);
            var why = Reasons.dead(now.health(dead), refuge);
            var trip = trip(now, dead, refuge, next);
            return Optional.of(step(now, state, trip, why, out ? evacuate(state, trip) : evacuateHome(state, trip)));
        }
        return Optional.empty();
    }

    private static MoveState evacuate(MoveState state, Trip trip) {
        return switch (state) {
            case AtHome home -> home.leave(trip);
            case PartWay part -> part.leave(trip);
            case Away away -> away.leave(trip);
            case MovingOut out -> out.anew(trip);
            case ComingHome home -> home.turn(trip);
            case RollingBack back -> back.evacuate(trip);
        };
    }

    private static MoveState evacuateHome(MoveState state, Trip trip) {
        return switch (state) {
            case AtHome home -> home.settle(trip);
            case PartWay part -> part.comeHome(trip);
            case Away away -> away.comeHome(trip);
            case MovingOut out -> out.turn(trip);
            case ComingHome home -> home.anew(trip);
            case RollingBack back -> back.evacuateHome(trip);
        };
    }

    private static Because quiet(Situation now) {
        return now.primary().observers() < now.policy().quorum() ? Reasons.fewObservers(now) : Reasons.calm(now);
    }

    private static Plan movingOut(Situation now, MovingOut state) {
        var trip = state.trip();
        boolean turns = now.calm().onFor(now.policy().coolDown(), now.now())
                && Duration.between(trip.startedAt(), now.now())
                                .compareTo(now.policy().coolDown())
                        >= 0;
        if (turns && !now.route().isAway(now.weights())) {
            return home(now, state, Reasons.wellAgain(now), state::turn);
        }
        return switch (GateKeeper.judge(trip, now)) {
            case GateResult.Failed failed -> rollBack(now, state, failed, state::rollBack);
            case GateResult.NotInForce(var why, var late) -> hold(why, late ? Topic.LATE : Topic.UNDER_WAY, state);
            case GateResult.Pending(var why) -> hold(why, Topic.UNDER_WAY, state);
            case GateResult.Passed(var why) -> {
                if (now.route().isAway(now.weights())) {
                    yield hold(why.and(Reasons.away(now)), Topic.AWAY, state.arrive(now.now()));
                }
                if (now.looksCalm()) {
                    yield hold(Reasons.unhurried(now.primaryAhead()), Topic.UNDER_WAY, state);
                }
                yield out(now, state, Reasons.goOn(now, why), next -> state.at(next.leg()));
            }
        };
    }

    private static Plan comingHome(Situation now, ComingHome state) {
        return switch (GateKeeper.judge(state.trip(), now)) {
            case GateResult.Failed failed -> rollBack(now, state, failed, state::rollBack);
            case GateResult.NotInForce(var why, var late) -> hold(why, late ? Topic.LATE : Topic.UNDER_WAY, state);
            case GateResult.Pending(var why) -> hold(why, Topic.UNDER_WAY, state);
            case GateResult.Passed(var why) ->
                now.route().isHome(now.weights())
                        ? hold(why.and(Reasons.calm(now)), Topic.CALM, state.arrive(now.now()))
                        : home(now, state, why, next -> state.at(next.leg()));
        };
    }

    /**
     * Steps back as soon as each is in force for the dwell; nothing is asked of the zone gone back to but to be well.
     */
    private static Plan rollingBack(Situation now, RollingBack state) {
        var trip = state.trip();
        if (!(trip.leg() instanceof Leg.InForce leg)) {
            return trip.leg() instanceof Leg.Recorded recorded
                    ? hold(Reasons.notInForce(recorded, now), Topic.UNDER_WAY, state)
                    : hold(Because.of("the step back waits for the ledger"), Topic.UNDER_WAY, state);
        }
        if (Route.same(now.weights(), trip.origin())) {
            return hold(Reasons.rolledBack(now.weights()), Topic.COOLING, rest(now));
        }
        if (Duration.between(leg.at(), now.now()).compareTo(now.policy().dwell()) < 0) {
            return hold(Because.of("the last step back is in force for less than the dwell"), Topic.UNDER_WAY, state);
        }
        if (!serves(now, trip.to())) {
            return hold(Reasons.noRefuge(now.health(trip.from()), now.health(trip.to())), Topic.NO_REFUGE, state);
        }
        var next = now.route().backward(now.weights(), trip.from(), trip.origin());
        var why = Because.of("the way back to " + trip.origin().inPercent() + " goes on");
        return back(now, state, trip.at(new Leg.Asked(next, now.now())), why, state.at(new Leg.Asked(next, now.now())));
    }

    private static MoveState rest(Situation now) {
        if (now.route().isHome(now.weights())) {
            return new AtHome(now.now());
        }
        return now.route().isAway(now.weights()) ? new Away(now.now()) : new PartWay(now.now());
    }

    private static Plan maybeHome(Situation now, MoveState state, Function<Trip, ComingHome> comeHome) {
        if (now.shadow().sick() && now.isFit(now.service().primary())) {
            return home(now, state, Reasons.sick(now.shadow()), comeHome);
        }
        if (!now.calm().onFor(now.policy().coolDown(), now.now())) {
            return hold(Reasons.away(now), Topic.AWAY, state);
        }
        return now.now().isBefore(now.homeAllowedAt())
                ? hold(Reasons.cooling(Reasons.wellAgain(now), now.homeAllowedAt(), now.now()), Topic.COOLING, state)
                : home(now, state, Reasons.wellAgain(now), comeHome);
    }

    /** One step to the shadow. */
    private static Plan out(Situation now, MoveState state, Because why, Function<Trip, ? extends MoveState> then) {
        var service = now.service();
        if (!(state instanceof Travelling) && now.now().isBefore(now.outAllowedAt())) {
            return hold(Reasons.cooling(why, now.outAllowedAt(), now.now()), Topic.COOLING, state);
        }
        var next =
                now.route().forward(now.weights(), service.shadow(), now.route().away());
        return toward(now, state, why, trip(now, service.primary(), service.shadow(), next), then);
    }

    /** One step home: to the primary, or to the shadow where home gives it more than it has. */
    private static Plan home(Situation now, MoveState state, Because why, Function<Trip, ? extends MoveState> then) {
        var service = now.service();
        var goal = now.route().home();
        boolean inward = now.weights().of(service.primary()) <= goal.of(service.primary());
        var from = inward ? service.shadow() : service.primary();
        var to = inward ? service.primary() : service.shadow();
        return toward(now, state, why, trip(now, from, to, now.route().forward(now.weights(), to, goal)), then);
    }

    /** A step forward, if the target can take it. */
    private static Plan toward(
            Situation now, MoveState state, Because why, Trip trip, Function<Trip, ? extends MoveState> then) {
        var next = trip.leg().weights();
        if (!now.isFit(trip.to())) {
            return hold(Reasons.noRefuge(now.health(trip.from()), now.health(trip.to())), Topic.NO_REFUGE, state);
        }
        double allowed = now.policy().gate().maxUtilisation();
        var used = now.utilisationWith(next, trip.to());
        if (used.isPresent() && used.get() > allowed) {
            return hold(Reasons.noCapacity(trip.to(), used.get(), allowed), Topic.NO_CAPACITY, state);
        }
        if (!now.enoughObservers()) {
            return new Plan(new Decision.Advise(next, Reasons.fewObservers(now)), Topic.FEW_OBSERVERS, state);
        }
        return step(now, state, trip, why, then.apply(trip));
    }

    /** Goes back where the trip came from: a zone that loses requests is left even for one that is slow. */
    private static Plan rollBack(
            Situation now, Travelling state, GateResult.Failed failed, Function<Trip, RollingBack> then) {
        var trip = state.trip();
        var why = failed.because();
        if (!now.isFit(trip.from()) && !(failed.losing() && serves(now, trip.from()))) {
            return hold(
                    why.and(Because.of(trip.from() + " is no better, so the weights stay")), Topic.NO_REFUGE, state);
        }
        var next = now.route().backward(now.weights(), trip.to(), trip.origin());
        var back = trip.back(new Leg.Asked(next, now.now()), now.now());
        return back(now, state, back, why, then.apply(back));
    }

    /** Whether a zone answers, be it late. */
    private static boolean serves(Situation now, ZoneId zone) {
        var health = now.health(zone);
        return health.observers() > 0 && !health.isFailing(now.policy().quorum());
    }

    private static Plan back(Situation now, MoveState state, Trip trip, Because why, MoveState then) {
        var next = trip.leg().weights();
        return allowed(now, state, next).orElseGet(() -> new Plan(new Decision.RollBack(next, why), Topic.STEP, then));
    }

    private static Plan step(Situation now, MoveState state, Trip trip, Because why, MoveState then) {
        var next = trip.leg().weights();
        return allowed(now, state, next)
                .orElseGet(() -> new Plan(
                        then instanceof ComingHome
                                ? new Decision.Return(trip.from(), trip.to(), next, why)
                                : new Decision.Shift(trip.from(), trip.to(), next, why),
                        Topic.STEP,
                        then));
    }

    /** A hold, when the step would change nothing or the bounds refuse it. */
    private static Optional<Plan> allowed(Situation now, MoveState state, Weights next) {
        if (Route.same(next, now.weights())) {
            return Optional.of(hold(Reasons.nowhereToGo(next), Topic.BOUNDS, state));
        }
        return now.service()
                .bounds()
                .refuses(now.weights(), next)
                .map(refusal -> hold(Reasons.bounds(refusal), Topic.BOUNDS, state));
    }

    private static Trip trip(Situation now, ZoneId from, ZoneId to, Weights next) {
        return new Trip(from, to, now.weights(), now.now(), now.ahead(to).p95Millis(), new Leg.Asked(next, now.now()));
    }

    private static Plan hold(Because why, Topic topic, MoveState state) {
        return new Plan(new Decision.Hold(why), topic, state);
    }
}
