package dev.understudy.core.control;

import dev.understudy.core.control.ControllerState.Draft;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.measure.ZoneHealth;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.migrate.Leg;
import dev.understudy.core.migrate.Situation;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Scene;
import dev.understudy.core.score.Assessment;
import dev.understudy.core.score.Scorer;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one pure function that drives everything. Each event is taken in, all is assessed anew, and the saga's plan is
 * carried out if this agent may: it holds the lease with time to spare, nothing else is under way, and the weights are an
 * agent's to move.
 */
public final class Controller {
    private static final Duration PROFILES_EVERY = Duration.ofSeconds(10);

    private Controller() {}

    /** One turn: what is known and what to do after an event. */
    public static Step step(ControllerState state, Event event) {
        var draft = new Draft(state);
        var effects = new ArrayList<Effect>();
        Absorber.absorb(draft, event);
        assess(draft);
        Conduct.turn(draft, scene(draft), effects);
        publish(draft, state, effects);
        wake(draft, effects);
        return new Step(new ControllerState(draft), effects, draft.decision);
    }

    private static void assess(Draft draft) {
        draft.assessment = stated(draft, Scorer.assess(draft.service, draft.fleet, draft.now));
        double points = draft.assessment.score().danger();
        var primary = health(draft, draft.service.primary());
        boolean well = primary.condition() == ZoneHealth.Condition.WELL
                || !primary.sick() && runsNothing(draft, draft.service.primary());
        var policy = draft.service.policy();
        boolean away = 2 * draft.desired().of(draft.service.shadow()) > Weights.WHOLE;
        var costs = Scorer.costs(draft.service, draft.assessment, draft.fleet, draft.now, away);
        draft.weighing = draft.weighing.after(draft.now, away, costs.primaryPoints(), costs.shadowPoints());
        draft.danger = draft.danger.seen(Situation.forShadow(policy, points, draft.weighing), draft.now);
        draft.calm = draft.calm.seen(Situation.forPrimary(policy, points, draft.weighing) && well, draft.now);
    }

    /** The probability that was shown to hold takes the place of the first model's, unless the primary is seen bad now. */
    private static Assessment stated(Draft draft, Assessment assessment) {
        var service = draft.service;
        var seen = assessment.health().get(service.primary());
        return draft.warnings
                .proven(service.primary(), draft.now)
                .filter(_ -> seen != null && seen.badRatio() == 0)
                .map(risk -> assessment.stating(
                        risk.within(service.policy().horizon()), service.primary(), service.shadow()))
                .orElse(assessment);
    }

    /** What does not run cannot be seen well, whatever share it was given. */
    private static boolean runsNothing(Draft draft, ZoneId zone) {
        return draft.fleet
                .load(zone, draft.now)
                .filter(load -> load.instances() == 0)
                .isPresent();
    }

    private static Scene scene(Draft draft) {
        var service = draft.service;
        var situation = new Situation(
                draft.now,
                service,
                draft.fleet,
                health(draft, service.primary()),
                health(draft, service.shadow()),
                outlook(draft, service.primary()),
                outlook(draft, service.shadow()),
                draft.assessment.score().points(),
                draft.assessment.score().standing().points(),
                draft.weighing,
                draft.danger,
                draft.calm,
                draft.desired(),
                draft.provision(),
                Optional.ofNullable(draft.leg),
                Optional.ofNullable(draft.data));
        var fence = draft.lease instanceof LeaseState.Held held ? held.fence() : Fence.NONE;
        return new Scene(
                situation,
                Optional.ofNullable(draft.head),
                draft.works,
                draft.rounds,
                draft.orders.at(draft.now),
                draft.windows,
                draft.startedAt,
                draft.refusedOrder,
                draft.author,
                fence,
                draft.warnings);
    }

    private static void publish(Draft draft, ControllerState before, List<Effect> effects) {
        boolean due = !draft.now.isBefore(draft.profilesAt.plus(PROFILES_EVERY));
        boolean changed = draft.service.catalogue().stream()
                .anyMatch(zone -> instances(draft.fleet.lastLoad(zone.id()).map(ServiceLoad::instances))
                        != instances(before.fleet.lastLoad(zone.id()).map(ServiceLoad::instances)));
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
        var history = draft.saga.history();
        Stream.of(
                        draft.retryAt,
                        draft.pinnedUntil,
                        history.outAllowedAt(),
                        history.homeAllowedAt(),
                        draft.newsSince.plus(Conduct.RIPE),
                        draft.danger.flipsAt(),
                        draft.calm.flipsAt(),
                        draft.calm.on() ? draft.calm.since().plus(policy.coolDown()) : Instant.EPOCH,
                        draft.profilesAt.plus(PROFILES_EVERY),
                        draft.works.retryAt().orElse(Instant.EPOCH),
                        stateEnds(draft),
                        dwellEnds(draft))
                .filter(due -> due.isAfter(draft.now))
                .min(Instant::compareTo)
                .filter(due -> !draft.wakeAt.isAfter(draft.now) || due.isBefore(draft.wakeAt))
                .ifPresent(due -> {
                    draft.wakeAt = due;
                    effects.add(new Effect.WakeAt(due));
                });
    }

    /** When the soak or the patience with a state ends. */
    private static Instant stateEnds(Draft draft) {
        var saga = draft.service.policy().saga();
        return switch (draft.saga) {
            case MigrationState.Watching _ -> Instant.EPOCH;
            case MigrationState.Settling settling -> settling.since().plus(saga.soak());
            case MigrationState.Moving moving -> moving.since().plus(saga.patience());
        };
    }

    private static Instant dwellEnds(Draft draft) {
        return draft.leg instanceof Leg.InForce leg
                ? leg.at().plus(draft.service.policy().dwell())
                : Instant.EPOCH;
    }

    private static ZoneHealth health(Draft draft, ZoneId zone) {
        return draft.assessment.health().getOrDefault(zone, ZoneHealth.unseen(zone));
    }

    private static ZoneOutlook outlook(Draft draft, ZoneId zone) {
        return draft.assessment.outlook().getOrDefault(zone, ZoneOutlook.unseen(zone));
    }
}
