package dev.understudy.core.control;

import dev.understudy.core.control.ControllerState.Draft;
import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.ZoneHealth;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.Latch;
import dev.understudy.core.migrate.Leg;
import dev.understudy.core.migrate.MoveState;
import dev.understudy.core.migrate.Plan;
import dev.understudy.core.migrate.Plan.Topic;
import dev.understudy.core.migrate.Planner;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.migrate.Route;
import dev.understudy.core.migrate.Situation;
import dev.understudy.core.score.Scorer;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one pure function that drives everything. Each event is taken in, all is assessed anew, and the planner's step is
 * carried out if this agent may: it holds the lease with time to spare, no other change is under way, and the weights
 * are an agent's to move.
 */
public final class Controller {
    /** A change is not asked for when the lease ends this soon: it could land after another agent leads. */
    static final Duration LEASE_MARGIN = Duration.ofSeconds(1);

    private static final Duration PROFILES_EVERY = Duration.ofSeconds(10);
    private static final int MOST_DOUBLINGS = 4;

    private Controller() {}

    /** One turn: what is known and what to do after an event. */
    public static Step step(ControllerState state, Event event) {
        var draft = new Draft(state);
        var effects = new ArrayList<Effect>();
        Absorber.absorb(draft, event);
        assess(draft);
        var plan = decide(draft);
        carryOut(draft, plan, effects);
        publish(draft, state, effects);
        wake(draft, effects);
        return new Step(new ControllerState(draft), effects, draft.decision);
    }

    private static void assess(Draft draft) {
        draft.assessment = Scorer.assess(draft.service, draft.fleet, draft.now);
        double points = draft.assessment.score().points();
        boolean well = health(draft, draft.service.primary()).condition() == ZoneHealth.Condition.WELL;
        draft.danger = draft.danger.seen(points > draft.service.policy().threshold(), draft.now);
        draft.calm = draft.calm.seen(points < draft.service.policy().returnBelow() && well, draft.now);
    }

    /** The plan as far as this agent may carry it out. */
    private static Plan decide(Draft draft) {
        if (draft.inFlight != null) {
            return hold(
                    draft,
                    Topic.UNDER_WAY,
                    Because.of("the ledger was asked to record "
                            + draft.inFlight.change().weights().inPercent() + " and has not answered yet"));
        }
        if (draft.head != null && draft.now.isBefore(draft.pinnedUntil)) {
            return hold(
                    draft,
                    Topic.SET_BY_OTHERS,
                    Reasons.setByOthers(draft.head.change().author(), draft.desired(), draft.pinnedUntil, draft.now));
        }
        var plan = Planner.decide(situation(draft), draft.move);
        var to = target(plan.decision());
        if (to.isEmpty()) {
            return plan;
        }
        if (draft.now.isBefore(draft.retryAt)) {
            return hold(
                    draft,
                    Topic.UNDER_WAY,
                    Because.of("the ledger did not take the last change (" + Reasons.plain(draft.refusal)
                            + "); it is asked again soon"));
        }
        return noMandate(draft)
                .map(why -> new Plan(
                        new Decision.Advise(to.get(), plan.decision().because().and(why)),
                        Topic.NO_MANDATE,
                        draft.move))
                .orElse(plan);
    }

    private static Situation situation(Draft draft) {
        var service = draft.service;
        return new Situation(
                draft.now,
                service,
                draft.fleet,
                health(draft, service.primary()),
                health(draft, service.shadow()),
                outlook(draft, service.primary()),
                outlook(draft, service.shadow()),
                draft.assessment.score().points(),
                draft.danger,
                draft.calm,
                draft.desired(),
                draft.outAllowedAt,
                draft.homeAllowedAt);
    }

    /** The weights a decision wants recorded. */
    private static Optional<Weights> target(Decision decision) {
        return switch (decision) {
            case Decision.Hold _, Decision.Advise _ -> Optional.empty();
            case Decision.Shift shift -> Optional.of(shift.weights());
            case Decision.RollBack back -> Optional.of(back.weights());
            case Decision.Return home -> Optional.of(home.weights());
        };
    }

    /** Why this agent may only advise. */
    private static Optional<Because> noMandate(Draft draft) {
        if (draft.service.ownership() == Ownership.IAC) {
            return Optional.of(Because.of("the weights are the program's alone"));
        }
        return switch (draft.lease) {
            case LeaseState.Unknown() -> Optional.of(Because.of("whether this agent leads is not known"));
            case LeaseState.HeldBy other ->
                Optional.of(Because.of(Reasons.plain(other.holder()) + " leads, not this agent"));
            case LeaseState.Held held ->
                Duration.between(draft.now, held.until()).compareTo(LEASE_MARGIN) > 0
                        ? Optional.empty()
                        : Optional.of(new Because(
                                "the lease ends in less than {marginSeconds} s",
                                Map.of("marginSeconds", (double) LEASE_MARGIN.toSeconds())));
        };
    }

    private static void carryOut(Draft draft, Plan plan, List<Effect> effects) {
        draft.decision = plan.decision();
        target(plan.decision()).ifPresent(weights -> ask(draft, plan, weights, effects));
        settle(draft, plan.next());
        if (plan.topic() != Topic.UNDER_WAY) {
            announce(draft, plan, effects);
        }
    }

    /** A step is told at once; anything else once it has been so for a while, so that flicker tells nothing. */
    private static void announce(Draft draft, Plan plan, List<Effect> effects) {
        var news = news(plan);
        if (!news.equals(draft.news)) {
            draft.news = news;
            draft.newsSince = draft.now;
        }
        boolean ripe = plan.topic() == Topic.STEP
                || Duration.between(draft.newsSince, draft.now).compareTo(Latch.HOLD) >= 0;
        if (ripe && !news.equals(draft.announced)) {
            draft.announced = news;
            effects.add(new Effect.Decided(plan.decision()));
        }
    }

    /** What tells one decision from another: its kind, topic and target, not its numbers. */
    private static String news(Plan plan) {
        var decision = plan.decision();
        var to = decision instanceof Decision.Advise advice ? Optional.of(advice.to()) : target(decision);
        return decision.getClass().getSimpleName() + " " + plan.topic() + " "
                + to.map(Weights::inPercent).orElse("");
    }

    private static void ask(Draft draft, Plan plan, Weights weights, List<Effect> effects) {
        var trip = plan.next().underWay().orElseThrow();
        var goal = switch (plan.decision()) {
            case Decision.Shift _ -> new Route(draft.service).away();
            case Decision.Return _ -> new Route(draft.service).home();
            case Decision.RollBack _ -> trip.origin();
            case Decision.Hold _, Decision.Advise _ -> weights;
        };
        var fence = ((LeaseState.Held) draft.lease).fence();
        var change = new WeightsChange(
                draft.service.service(),
                weights,
                fence,
                draft.author,
                plan.decision().because(),
                Evidence.of(draft, trip, goal));
        draft.inFlight = new InFlight(change, draft.now, draft.move, false);
        effects.add(new Effect.Append(change, draft.headNumber()));
    }

    /** Takes over the planner's state and keeps the cool-downs that follow from how a trip ended. */
    private static void settle(Draft draft, MoveState next) {
        if (draft.move instanceof MoveState.Travelling before && next instanceof MoveState.Resting) {
            var coolDown = draft.service.policy().coolDown();
            boolean failed = before instanceof MoveState.RollingBack;
            draft.failures = failed ? Math.min(draft.failures + 1, MOST_DOUBLINGS) : 0;
            var until = draft.now.plus(failed ? coolDown.multipliedBy(1L << (draft.failures - 1)) : coolDown);
            if (!(next instanceof MoveState.Away)) {
                draft.outAllowedAt = until;
            }
            if (!(next instanceof MoveState.AtHome)) {
                draft.homeAllowedAt = until;
            }
        }
        draft.move = next;
    }

    private static void publish(Draft draft, ControllerState before, List<Effect> effects) {
        boolean due = !draft.now.isBefore(draft.profilesAt.plus(PROFILES_EVERY));
        boolean changed = draft.service.catalogue().stream()
                .anyMatch(zone -> instances(draft.fleet.lastLoad(zone.id()).map(load -> load.instances()))
                        != instances(before.fleet.lastLoad(zone.id()).map(load -> load.instances())));
        if ((due || changed)
                && draft.lease instanceof LeaseState.Held held
                && held.until().isAfter(draft.now)) {
            draft.profilesAt = draft.now;
            effects.add(new Effect.PublishProfiles(Profiles.of(draft.service, draft.fleet, draft.startedAt)));
        }
    }

    private static int instances(Optional<Integer> known) {
        return known.orElse(-1);
    }

    /** Asks to be woken when the next thing that only time decides is due. */
    private static void wake(Draft draft, List<Effect> effects) {
        var policy = draft.service.policy();
        Stream.of(
                        draft.retryAt,
                        draft.pinnedUntil,
                        draft.outAllowedAt,
                        draft.homeAllowedAt,
                        draft.newsSince.plus(Latch.HOLD),
                        draft.danger.flipsAt(),
                        draft.calm.flipsAt(),
                        draft.calm.on() ? draft.calm.since().plus(policy.coolDown()) : Instant.EPOCH,
                        draft.profilesAt.plus(PROFILES_EVERY),
                        dwellEnds(draft))
                .filter(due -> due.isAfter(draft.now))
                .min(Instant::compareTo)
                .filter(due -> !draft.wakeAt.isAfter(draft.now) || due.isBefore(draft.wakeAt))
                .ifPresent(due -> {
                    draft.wakeAt = due;
                    effects.add(new Effect.WakeAt(due));
                });
    }

    private static Instant dwellEnds(Draft draft) {
        return draft.move
                .underWay()
                .filter(trip -> trip.leg() instanceof Leg.InForce)
                .map(trip -> trip.leg().at().plus(draft.service.policy().dwell()))
                .orElse(Instant.EPOCH);
    }

    private static ZoneHealth health(Draft draft, ZoneId zone) {
        return draft.assessment.health().getOrDefault(zone, ZoneHealth.unseen(zone));
    }

    private static ZoneOutlook outlook(Draft draft, ZoneId zone) {
        return draft.assessment.outlook().getOrDefault(zone, ZoneOutlook.unseen(zone));
    }

    private static Plan hold(Draft draft, Topic topic, Because why) {
        return new Plan(new Decision.Hold(why), topic, draft.move);
    }
}
