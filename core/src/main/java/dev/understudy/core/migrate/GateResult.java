package dev.understudy.core.migrate;

import dev.understudy.core.explain.Because;

/** What the gate after a step says. */
public sealed interface GateResult {
    /** The next step may follow. */
    record Passed(Because because) implements GateResult {}

    /** The step is not at the balancer yet. */
    record NotInForce(Because because, boolean late) implements GateResult {}

    /** It is too early to tell. */
    record Pending(Because because) implements GateResult {}

    /**
     * The target does not hold: go back.
     *
     * @param losing whether requests are lost, and not merely late
     */
    record Failed(Because because, boolean losing) implements GateResult {}
}
