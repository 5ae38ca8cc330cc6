package dev.understudy.core.control;

import dev.understudy.core.control.ControllerState.Draft;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.Latch;
import dev.understudy.core.migrate.Reasons;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Orders;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.Act;
import dev.understudy.core.saga.Commands;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Place;
import dev.understudy.core.saga.Plan;
import dev.understudy.core.saga.Plan.Topic;
import dev.understudy.core.saga.Planner;
import dev.understudy.core.saga.Scene;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Carries the saga's plan out, as far as this agent may: the journal first, then what the state asks for. */
final class Conduct {
    /** Nothing is asked for when the lease ends this soon: it could land after another agent leads. */
    static final Duration LEASE_MARGIN = Duration.ofSeconds(1);
    /** How long a decision must last before it is told, so that flicker tells nothing. */
    static final Duration RIPE = Latch.HOLD;

    private static final Duration SAY_AGAIN = Duration.ofSeconds(5);

    private Conduct() {}

    static void turn(Draft draft, Scene scene, List<Effect> effects) {
        var plan = plan(draft, scene);
        draft.decision = plan.decision();
        switch (plan.act()) {
            case Act.Nothing() -> {}
            case Act.Enter enter -> journal(draft, enter.next(), why(draft, enter, plan), effects);
            case Act.Record(var place) -> append(draft, place, plan.decision().because(), effects);
            case Act.Perform(var task) -> {
                draft.works = draft.works.asking(task, draft.now);
                effects.add(new Effect.Perform(task));
            }
        }
        if (plan.topic() != Topic.UNDER_WAY) {
            announce(draft, plan, effects);
        }
        if (noMandate(draft).isEmpty()) {
            reply(draft, scene, effects);
            if (plan.act() instanceof Act.Nothing && draft.journaling == null && draft.appending == null) {
                upkeep(draft, scene, effects);
            }
        }
    }

    /** A migration that begins says beside its reason what is stated of the primary, and what leaving it is worth. */
    private static Because why(Draft draft, Act.Enter enter, Plan plan) {
        var why = plan.decision().because();
        boolean begins = draft.saga instanceof MigrationState.Watching
                && enter.next().underWay().isPresent();
        return begins
                ? draft.warnings
                        .beside(draft.service.primary(), draft.now)
                        .map(why::and)
                        .orElse(why)
                : why;
    }

    private static void upkeep(Draft draft, Scene scene, List<Effect> effects) {
        var due = draft.upkeep.look(scene, draft.saga);
        draft.upkeep = due.next();
        due.task().ifPresent(task -> {
            effects.add(new Effect.Perform(task));
            effects.add(new Effect.Decided(new Decision.Proceed(task.id().work(), due.why())));
        });
        if (due.task().isEmpty() && !draft.now.isBefore(draft.retryAt) && !draft.now.isBefore(draft.pinnedUntil)) {
            pool(draft, scene, effects);
        }
    }

    /** The size of the zone that waits, unless people have stopped or paused the agents. */
    private static void pool(Draft draft, Scene scene, List<Effect> effects) {
        var demand = draft.foresight.demand(draft.fleet, draft.now);
        var forbidden = scene.orders().blocksStep(draft.service.service(), Orders.Move.PLANNED);
        if (demand.isEmpty() || forbidden.isPresent()) {
            return;
        }
        var due = draft.pool.look(scene, draft.saga, demand.get(), draft.foresight.away(draft.assessment));
        draft.pool = due.next();
        due.place().ifPresent(place -> {
            append(draft, place, due.why(), effects);
            effects.add(new Effect.Decided(new Decision.Proceed("pool", due.why())));
        });
    }

    /** Answers orders, and says the same again now and then until the ledger has it. */
    private static void reply(Draft draft, Scene scene, List<Effect> effects) {
        var said = new TreeMap<Long, Answer>();
        for (Answer answer : Commands.answers(scene, draft.saga)) {
            var before = draft.said.get(answer.order());
            boolean repeats = before != null
                    && before.verdict() == answer.verdict()
                    && Duration.between(before.at(), answer.at()).compareTo(SAY_AGAIN) < 0;
            if (!repeats) {
                effects.add(new Effect.Reply(answer));
            }
            said.put(answer.order(), repeats ? before : answer);
        }
        draft.said = said;
    }

    /** The plan as far as this agent may carry it out. */
    private static Plan plan(Draft draft, Scene scene) {
        if (draft.appending != null) {
            return Plan.hold(
                    Because.of("the ledger was asked to record "
                            + draft.appending.weights().inPercent() + " and has not answered yet"),
                    Topic.UNDER_WAY);
        }
        if (draft.journaling != null) {
            return Plan.hold(
                    Because.of("the ledger was asked to keep that the service is "
                            + draft.journaling.state().phase() + " and has not answered yet"),
                    Topic.UNDER_WAY);
        }
        var plan = wanted(draft, scene);
        if (plan.act() instanceof Act.Nothing) {
            return plan;
        }
        if (draft.now.isBefore(draft.retryAt)) {
            return Plan.hold(
                    Because.of("the ledger did not take the last change (" + Reasons.plain(draft.refusal)
                            + "); it is asked again soon"),
                    Topic.UNDER_WAY);
        }
        return noMandate(draft).map(why -> advice(plan, why)).orElse(plan);
    }

    /** What the saga wants. After others have set the weights, no agent begins anything of its own for a while. */
    private static Plan wanted(Draft draft, Scene scene) {
        var plan = Planner.decide(scene, draft.saga);
        var head = draft.head;
        boolean begins = draft.saga instanceof MigrationState.Watching && !isOrdered(plan);
        return head != null && begins && draft.now.isBefore(draft.pinnedUntil)
                ? Plan.hold(
                        Reasons.setByOthers(head.change().author(), draft.desired(), draft.pinnedUntil, draft.now),
                        Topic.SET_BY_OTHERS)
                : plan;
    }

    private static boolean isOrdered(Plan plan) {
        return plan.act() instanceof Act.Enter enter
                && enter.next()
                        .underWay()
                        .map(migration -> migration.by().kind() == Author.Kind.PERSON)
                        .orElse(false);
    }

    /** What an agent says that may not do it. */
    private static Plan advice(Plan plan, Because noMandate) {
        var why = plan.decision().because().and(noMandate);
        var decision =
                weights(plan).<Decision>map(to -> new Decision.Advise(to, why)).orElseGet(() -> new Decision.Hold(why));
        return new Plan(decision, Topic.NO_MANDATE, new Act.Nothing());
    }

    /** The weights a plan leads to, where it leads to others. */
    private static Optional<Weights> weights(Plan plan) {
        return switch (plan.act()) {
            case Act.Nothing(), Act.Perform _ -> Optional.empty();
            case Act.Enter enter -> enter.weights();
            case Act.Record(var place) ->
                plan.decision() instanceof Decision.Proceed ? Optional.empty() : Optional.of(place.weights());
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

    private static void journal(Draft draft, MigrationState next, Because why, List<Effect> effects) {
        var entry = new JournalEntry(
                draft.service.service(),
                fence(draft),
                draft.author,
                next,
                why,
                next.underWay().map(Migration::takes),
                draft.service.policy().saga().limits(),
                Optional.of(draft.works.performed()));
        draft.journaling = entry;
        effects.add(new Effect.Journal(entry, draft.journal));
    }

    private static void append(Draft draft, Place place, Because why, List<Effect> effects) {
        var change = new WeightsChange(
                draft.service.service(),
                place.weights(),
                fence(draft),
                draft.author,
                why,
                Evidence.of(draft),
                place.provision());
        draft.appending = change;
        effects.add(new Effect.Append(change, draft.headNumber()));
    }

    private static Fence fence(Draft draft) {
        return ((LeaseState.Held) draft.lease).fence();
    }

    /** A step is told at once; anything else once it has been so for a while. */
    private static void announce(Draft draft, Plan plan, List<Effect> effects) {
        var news = news(plan);
        if (!news.equals(draft.news)) {
            draft.news = news;
            draft.newsSince = draft.now;
        }
        boolean ripe = plan.topic() == Topic.STEP
                || Duration.between(draft.newsSince, draft.now).compareTo(RIPE) >= 0;
        if (ripe && !news.equals(draft.announced)) {
            draft.announced = news;
            effects.add(new Effect.Decided(plan.decision()));
        }
    }

    /** What tells one decision from another: its kind, topic and target, not its numbers. */
    private static String news(Plan plan) {
        var decision = plan.decision();
        var to = decision instanceof Decision.Advise advice ? Optional.of(advice.to()) : weights(plan);
        var phase = decision instanceof Decision.Proceed proceed ? proceed.phase() : "";
        return decision.getClass().getSimpleName() + " " + plan.topic() + " " + phase
                + to.map(Weights::inPercent).orElse("");
    }
}
