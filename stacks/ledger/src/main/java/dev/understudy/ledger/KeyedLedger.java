package dev.understudy.ledger;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.zone.ServiceId;
import java.time.Duration;
import java.util.Optional;

/**
 * A ledger on this machine, which an endpoint can stand in front of. A key names a request: when it was granted before,
 * the answer is the same again and nothing is recorded.
 */
interface KeyedLedger extends WeightsLedger {
    Append append(WeightsChange change, long expectedHead, Optional<String> key);

    void applied(Application application, Optional<String> key);

    void notice(Notice notice, Optional<String> key);

    Journaling journal(JournalEntry entry, long expected, Optional<String> key);

    long order(Order order, Optional<String> key);

    Answering answer(Answer answer, ServiceId service, Author author, Fence fence, Optional<String> key);

    /** Waits until there is a record after this one, but not longer than {@code wait}. */
    void awaitAfter(long afterSequence, Duration wait);

    @Override
    default Append append(WeightsChange change, long expectedHead) {
        return append(change, expectedHead, Optional.empty());
    }

    @Override
    default void applied(Application application) {
        applied(application, Optional.empty());
    }

    @Override
    default void notice(Notice notice) {
        notice(notice, Optional.empty());
    }

    @Override
    default Journaling journal(JournalEntry entry, long expected) {
        return journal(entry, expected, Optional.empty());
    }

    @Override
    default long order(Order order) {
        return order(order, Optional.empty());
    }

    @Override
    default Answering answer(Answer answer, ServiceId service, Author author, Fence fence) {
        return answer(answer, service, author, fence, Optional.empty());
    }
}
