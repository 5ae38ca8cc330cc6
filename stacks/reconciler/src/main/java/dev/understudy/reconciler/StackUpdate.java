package dev.understudy.reconciler;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How an attempt to update the stack ended. */
sealed interface StackUpdate {
    /**
     * It ended well.
     *
     * @param revisions the revision in force, by URN of the assignment
     * @param changed URNs of the targets it changed
     * @param strangers steps on other resources; none, or the engine broke its word
     * @param log the event log, for its times
     * @param trace what the provider did
     * @param endedAt when the engine had exited
     */
    record Done(
            Map<String, Long> revisions,
            Set<String> changed,
            List<String> strangers,
            UpdateLog log,
            ProviderTrace trace,
            Instant endedAt)
            implements StackUpdate {}

    /** Somebody else's update holds the stack; {@code cleared}: it was a stale lock of our own, and is gone. */
    record Locked(String holder, boolean cleared) implements StackUpdate {}

    /** It failed; the weights are as they were, or as far as the provider came. */
    record Failed(String sentence) implements StackUpdate {}
}
