package dev.understudy.core.migrate;

import dev.understudy.core.explain.Because;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;

/** What the planner wants next, and why. Adding a kind breaks the build until each switch answers it. */
public sealed interface Decision {
    Because because();

    /** Keep the last good weights. */
    record Hold(Because because) implements Decision {}

    /**
     * A move would be right, but this agent may only say so: too few observers, no lease, or the program owns the
     * weights.
     */
    record Advise(Weights to, Because because) implements Decision {}

    /**
     * The saga goes on to its next state, or does what its state asks for.
     *
     * @param phase name of that state, such as {@code cutting over}
     */
    record Proceed(String phase, Because because) implements Decision {}

    /** The next step of a move. */
    record Shift(ZoneId from, ZoneId to, Weights weights, Because because) implements Decision {}

    /** The gate failed: undo the move. */
    record RollBack(Weights weights, Because because) implements Decision {}

    /** The primary is well again: one step home. */
    record Return(ZoneId from, ZoneId to, Weights weights, Because because) implements Decision {}

    default String explain() {
        return switch (this) {
            case Hold(var why) -> "Hold: " + why;
            case Advise(var to, var why) -> "Advise " + to.inPercent() + ": " + why;
            case Proceed(var phase, var why) -> "Proceed to " + phase + ": " + why;
            case Shift(var from, var to, var weights, var why) ->
                "Shift from " + from + " to " + to + " (" + weights.inPercent() + "): " + why;
            case RollBack(var weights, var why) -> "Roll back to " + weights.inPercent() + ": " + why;
            case Return(var from, var to, var weights, var why) ->
                "Return from " + from + " to " + to + " (" + weights.inPercent() + "): " + why;
        };
    }
}
