package dev.understudy.ledger;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The desired weights of one stack. Calls block and are bounded in time. Faults are {@link LedgerException}s with one
 * sentence that says what to do.
 */
public interface WeightsLedger extends AutoCloseable {
    /** The stack this ledger belongs to. */
    StackId stack();

    /** The newest revision of a service. */
    Optional<WeightsRevision> head(ServiceId service);

    /** Services that have a revision, sorted. */
    List<ServiceId> services();

    /** Records after a sequence number, oldest first, at most {@code limit}. The chain is verified on the way. */
    List<LedgerRecord> read(long afterSequence, int limit);

    /** As {@link #read}, but waits up to {@code wait} for the first record; empty when none came. */
    List<LedgerRecord> follow(long afterSequence, Duration wait);

    /**
     * Records a change if the service's head is still {@code expectedHead} (0: none) and the fence is not older than any
     * lease or revision of the service. Durable when it returns.
     */
    Append append(WeightsChange change, long expectedHead);

    /** Records what the reconciler applied. */
    void applied(Application application);

    /** Records something a person should see. */
    void notice(Notice notice);

    /**
     * Records where a saga is, if the service's newest entry is still {@code expected} (0: none), the fence is that of a
     * live lease of the author, no order that holds forbids it, and what all migrations of the stack have reserved stays
     * within the entry's limits. Durable when it returns.
     *
     * @param entry by an agent, at most 16 KiB as JSON
     */
    Journaling journal(JournalEntry entry, long expected);

    /** The newest journal entry of a service. */
    Optional<LedgerRecord.Journaled> journal(ServiceId service);

    /**
     * Records a person's order and gives it its number.
     *
     * @throws LedgerException when it is about a service or an order that is not there, or its owner may not give it
     */
    long order(Order order);

    /**
     * Records what the leader of a service says to an order, if the fence is that of a live lease of the author.
     *
     * @param answer to an order about {@code service} or about all services; its text at most 16 KiB
     */
    Answering answer(Answer answer, ServiceId service, Author author, Fence fence);

    /** Takes or renews the lease of a service: granted when free, expired, or held by {@code holder} already. */
    Lease lease(ServiceId service, String holder, Duration ttl);

    /** Gives the lease back; nothing happens when {@code holder} does not have it. */
    void release(ServiceId service, String holder);

    /** Replaces the profiles of a service, one for each zone of the catalogue. */
    void publish(ServiceId service, List<ShadowProfile> profiles);

    /** Profiles kept for a service; empty when none were published. */
    List<ShadowProfile> profiles(ServiceId service);

    @Override
    void close();

    /** How an append ended. */
    sealed interface Append {
        record Appended(WeightsRevision revision) implements Append {}

        /** Somebody was first: here is the head to decide on anew. */
        record Superseded(WeightsRevision head) implements Append {}

        /** The fence is older than {@code newest}: the writer has lost its lease. */
        record Fenced(Fence newest) implements Append {}

        /**
         * An agent may not record it now: a person's order forbids it.
         *
         * @param why in one sentence, with who ordered it
         */
        record Forbidden(String why) implements Append {}
    }

    /** How a journal entry ended. */
    sealed interface Journaling {
        /** @param sequence its place in the ledger */
        record Written(long sequence) implements Journaling {}

        /** Somebody was first: here is the newest entry to decide on anew. */
        record Superseded(long sequence, JournalEntry newest) implements Journaling {}

        /** The fence is older than {@code newest}, or its lease has ended. */
        record Fenced(Fence newest) implements Journaling {}

        /**
         * All migrations of the stack together would take more than is allowed, or a person's order forbids it.
         *
         * @param limit what is used up, or stands against it
         * @param why in one sentence, with who has it or who ordered it
         */
        record OverLimit(dev.understudy.core.saga.OverLimit.Limit limit, String why) implements Journaling {}
    }

    /** How an answer ended. */
    sealed interface Answering {
        /** @param sequence its place in the ledger */
        record Written(long sequence) implements Answering {}

        /** The fence is older than {@code newest}, or its lease has ended. */
        record Fenced(Fence newest) implements Answering {}
    }

    /** How a lease request ended. */
    sealed interface Lease {
        record Granted(Fence fence, Instant until) implements Lease {}

        record HeldBy(String holder, Instant until) implements Lease {}
    }
}
