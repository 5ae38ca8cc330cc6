package dev.understudy.core.measure;

/** How a probe ended. */
public sealed interface Outcome {
    /** The target answered. */
    record Answered() implements Outcome {}

    /** No answer came before the deadline. */
    record TimedOut() implements Outcome {}

    /** The target said no: connection refused, destination unreachable. */
    record Refused() implements Outcome {}

    /**
     * The target answered, but not with what was asked for.
     *
     * @param why in a few words, for a person
     */
    record Broken(String why) implements Outcome {}
}
