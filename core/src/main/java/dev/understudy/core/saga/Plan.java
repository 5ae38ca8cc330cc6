package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.weights.Weights;
import java.util.Optional;

/**
 * What the saga wants: a decision, and what carries it out.
 *
 * @param decision what and why
 * @param topic what it is about; a decision on the same topic is not news
 * @param act what to do
 */
public record Plan(Decision decision, Topic topic, Act act) {
    /** What a decision is about. */
    public enum Topic {
        /** A step. */
        STEP,
        /** Nothing is the matter. */
        CALM,
        /** The traffic is away and stays there for now. */
        AWAY,
        /** Too few observers for any conclusion. */
        FEW_OBSERVERS,
        /** A step waits for the ledger, the reconciler, a task or its gate, as it should. */
        UNDER_WAY,
        /** A step waits for the reconciler longer than it should. */
        LATE,
        /** It is too soon after the last move. */
        COOLING,
        /** The other zone cannot take the traffic. */
        NO_REFUGE,
        /** The other zone has too little capacity. */
        NO_CAPACITY,
        /** The bounds forbid it. */
        BOUNDS,
        /** A person or a program has set the weights. */
        SET_BY_OTHERS,
        /** An order, a window or another guardrail forbids it. */
        FORBIDDEN,
        /** It waits for a person. */
        NEEDS_APPROVAL,
        /** A task failed and is tried again later. */
        TROUBLE,
        /** This agent may not act. */
        NO_MANDATE
    }

    /** Everything stays as it is. */
    public static Plan hold(Because why, Topic topic) {
        return new Plan(new Decision.Hold(why), topic, new Act.Nothing());
    }

    static Plan advise(Weights to, Because why, Topic topic) {
        return new Plan(new Decision.Advise(to, why), topic, new Act.Nothing());
    }

    /** The saga enters its next state. */
    public static Plan enter(MigrationState next, Because why) {
        return new Plan(new Decision.Proceed(next.phase(), why), Topic.STEP, new Act.Enter(next, Optional.empty()));
    }

    static Plan enter(MigrationState next, Weights toward, Because why) {
        return new Plan(new Decision.Proceed(next.phase(), why), Topic.STEP, new Act.Enter(next, Optional.of(toward)));
    }

    static Plan record(Decision decision, Place place) {
        return new Plan(decision, Topic.STEP, new Act.Record(place));
    }

    static Plan perform(Task task, String phase, Because why) {
        return new Plan(new Decision.Proceed(phase, why), Topic.STEP, new Act.Perform(task));
    }
}
