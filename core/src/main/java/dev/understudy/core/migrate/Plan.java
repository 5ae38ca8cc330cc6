package dev.understudy.core.migrate;

/**
 * What the planner wants: a decision and what becomes of the move if it is carried out.
 *
 * @param decision what and why
 * @param topic what it is about; a decision on the same topic is not news
 * @param next the state once it is carried out
 */
public record Plan(Decision decision, Topic topic, MoveState next) {
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
        /** A step waits for the ledger, the reconciler or its gate, as it should. */
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
        /** This agent may not act. */
        NO_MANDATE
    }
}
