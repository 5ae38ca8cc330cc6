package dev.understudy.ledger;

import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.ledger.WeightsLedger.Append;
import java.time.Instant;
import java.util.Optional;

/** Who may record a change, the same for every kind of ledger. */
final class AppendRules {
    private AppendRules() {}

    /**
     * Why a change is not recorded; empty when it is. An agent needs a live lease in its own name and the fence that came
     * with it. A person and a program need none.
     *
     * @param journaled fence of the service's newest journal entry
     */
    static Optional<Append> refuses(
            WeightsChange change,
            long expectedHead,
            Optional<WeightsRevision> head,
            Fence journaled,
            LeaseBook.Entry lease,
            Instant now) {
        Fence newest = newest(head, journaled, lease);
        if (change.author().kind() == Author.Kind.AGENT) {
            boolean leads = lease.isLiveAt(now)
                    && lease.holder().equals(change.author().name())
                    && change.fence().epoch() == lease.epoch();
            if (!leads || change.fence().isOlderThan(newest)) {
                return Optional.of(new Append.Fenced(newest));
            }
        }
        if (head.map(WeightsRevision::number).orElse(0L) == expectedHead) {
            return Optional.empty();
        }
        return Optional.of(new Append.Superseded(head.orElseThrow(() -> Faults.invalid("expectedHead is " + expectedHead
                + " but service " + change.service() + " has no revision; allowed: 0"))));
    }

    /** The newest fence known: no change may be recorded under an older one. */
    static Fence newest(Optional<WeightsRevision> head, Fence journaled, LeaseBook.Entry lease) {
        long recorded = head.map(revision -> revision.change().fence().epoch()).orElse(0L);
        return new Fence(Math.max(Math.max(recorded, journaled.epoch()), lease.epoch()));
    }

    /**
     * The change as it is recorded. What a person or a program asks for takes the newest fence known: an older leader
     * cannot write over it, and the present one still can.
     */
    static WeightsChange recorded(WeightsChange change, Fence newest) {
        return change.author().kind() == Author.Kind.AGENT
                ? change
                : new WeightsChange(
                        change.service(),
                        change.weights(),
                        newest,
                        change.author(),
                        change.reason(),
                        change.evidence(),
                        change.provision());
    }
}
