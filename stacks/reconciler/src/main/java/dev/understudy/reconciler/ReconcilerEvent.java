package dev.understudy.reconciler;

import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.ledger.StackId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the reconciler does, for whoever shows it. Told from the reconciler's threads, one at a time; must not block. */
public sealed interface ReconcilerEvent {
    /** It has read ledger and state and follows from here. */
    record Following(StackId stack, int services, int behind) implements ReconcilerEvent {}

    /** An update begins that brings these revisions, one for each service that is behind. */
    record UpdateStarted(List<WeightsRevision> revisions, Instant at) implements ReconcilerEvent {}

    /** The engine begins a step: {@code op} is its word for it, {@code resource} a name for people. */
    record StepStarted(String op, String resource, Instant at) implements ReconcilerEvent {}

    /**
     * An update has ended well.
     *
     * @param revisions what it was to bring
     * @param changed whether it changed anything; if not, the weights were in force already
     * @param timings where the time went, counted from the newest revision
     * @param appliedAt when the balancer had been read back
     */
    record UpdateFinished(List<WeightsRevision> revisions, boolean changed, Timings timings, Instant appliedAt)
            implements ReconcilerEvent {}

    /** The ledger now says that a revision is applied, and by which update. */
    record Recorded(Application application) implements ReconcilerEvent {}

    /** Somebody else's update holds the stack; it is waited for. */
    record LockHeld(String holder, Duration waited, Duration retryIn) implements ReconcilerEvent {}

    /** Something waits for a person, and the ledger says so. */
    record WaitingForPerson(String sentence) implements ReconcilerEvent {}

    /** An attempt failed; weights hold, and it is tried again. */
    record Failed(String sentence, Duration retryIn) implements ReconcilerEvent {}

    /** It has stopped; nothing of it runs any more. */
    record Stopped() implements ReconcilerEvent {}
}
