package dev.understudy.reconciler;

import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be done: the newest revision of each service against what the engine's state has in force. Safe for use
 * from several threads; one may wait on it for something to do.
 */
public final class Agenda {
    private static final long WAIT_MAX_MILLIS = 10_000;

    /** A revision and when the reconciler learned of it. */
    public record Head(WeightsRevision revision, Instant noticedAt) {
        public ServiceId service() {
            return revision.change().service();
        }

        public long number() {
            return revision.number();
        }
    }

    private final Map<ServiceId, Head> heads = new HashMap<>();
    private final Map<ServiceId, Long> inForce = new HashMap<>();
    private final Map<ServiceId, Long> recorded = new HashMap<>();
    private final Map<ServiceId, Long> declined = new HashMap<>();
    private boolean closed;

    /** Takes records of the ledger. */
    public synchronized void take(List<LedgerRecord> records, Instant noticedAt) {
        records.forEach(record -> take(record, noticedAt));
        notifyAll();
    }

    private void take(LedgerRecord record, Instant noticedAt) {
        switch (record) {
            case LedgerRecord.Revised(long _, WeightsRevision revision) -> {
                var next = new Head(revision, noticedAt);
                heads.merge(next.service(), next, (old, other) -> other.number() > old.number() ? other : old);
            }
            case LedgerRecord.AppliedTo(long _, var application) -> {
                recorded.merge(application.service(), application.revision(), Math::max);
                inForce.merge(application.service(), application.revision(), Math::max);
            }
            case LedgerRecord.Noticed _, LedgerRecord.Journaled _, LedgerRecord.Ordered _, LedgerRecord.Answered _ -> {}
        }
    }

    /** Takes what the state says, which is right even where the ledger says that a newer revision was applied. */
    synchronized void state(StackState state) {
        inForce.clear();
        state.assignments().forEach((service, assignment) -> inForce.put(service, assignment.revision()));
    }

    /** Takes what an update has left in force. A head it has not brought is declined, and not tried again. */
    public synchronized void updated(Head tried, long revision) {
        inForce.put(tried.service(), revision);
        if (revision < tried.number()) {
            declined.merge(tried.service(), tried.number(), Math::max);
        }
    }

    /**
     * What an update has brought: a newer head than it was begun for, where that was recorded while it ran and is known
     * here; else the one that was tried.
     *
     * @param inForce what its weights say
     */
    synchronized Head reached(Head tried, long inForce) {
        Head newest = heads.getOrDefault(tried.service(), tried);
        return newest.number() == inForce ? newest : tried;
    }

    /** Heads that are newer than what is in force, oldest first. */
    public synchronized List<Head> due() {
        return heads.values().stream()
                .filter(head -> head.number() > inForce.getOrDefault(head.service(), 0L)
                        && head.number() > declined.getOrDefault(head.service(), 0L))
                .sorted(Comparator.comparingLong(Head::number))
                .toList();
    }

    /** Revisions in force of which the ledger has no word yet, by service. */
    public synchronized Map<ServiceId, Long> unrecorded() {
        var missing = new HashMap<ServiceId, Long>();
        inForce.forEach((service, revision) -> {
            if (!isRecorded(service, revision)) {
                missing.put(service, revision);
            }
        });
        return missing;
    }

    /** Whether the ledger says that this revision, or a newer one, is applied. */
    public synchronized boolean isRecorded(ServiceId service, long revision) {
        return recorded.getOrDefault(service, 0L) >= revision;
    }

    /** The newest revisions, one for each service that has any. */
    synchronized List<Head> heads() {
        return List.copyOf(heads.values());
    }

    /**
     * Waits until something is due.
     *
     * @param notBefore something due is left lying until then
     * @param until gives up then when nothing is due
     * @return whether something is due; if not, it is {@code until}, or the agenda is closed
     */
    synchronized boolean awaitDue(InstantSource clock, Instant notBefore, Instant until) throws InterruptedException {
        while (!closed) {
            var now = clock.instant();
            boolean due = !due().isEmpty();
            var waitFor = due ? notBefore : until;
            if (!now.isBefore(waitFor)) {
                return due;
            }
            wait(Math.clamp(Duration.between(now, waitFor).toMillis(), 1, WAIT_MAX_MILLIS));
        }
        return false;
    }

    /** Waits no longer than this, and not at all once closed. */
    synchronized void awaitClosed(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (long left = limit.toMillis(); !closed && left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Ends all waiting. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
