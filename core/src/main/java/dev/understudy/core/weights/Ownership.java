package dev.understudy.core.weights;

/** Who may move the weights. */
public enum Ownership {
    /** The program alone: revisions of others are kept in the ledger and not applied. */
    IAC,
    /** The agents, within the bounds; the program's weights are the start and the home. */
    AGENT,
    /** Both: a change of the program's weights is a revision like any other, and the newest wins. */
    SHARED
}
