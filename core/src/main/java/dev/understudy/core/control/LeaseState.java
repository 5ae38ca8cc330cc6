package dev.understudy.core.control;

import dev.understudy.core.replicate.Fence;
import java.time.Instant;

/** What an agent knows of the lease of a service: who may move it. */
public sealed interface LeaseState {
    /**
     * This agent leads.
     *
     * @param fence epoch to write under
     * @param until when the lease ends unless renewed, on this agent's clock, counted from when the request was sent
     */
    record Held(Fence fence, Instant until) implements LeaseState {}

    /** Another agent leads. */
    record HeldBy(String holder, Instant until) implements LeaseState {}

    /** The ledger does not answer: assume nothing, change nothing. */
    record Unknown() implements LeaseState {}
}
