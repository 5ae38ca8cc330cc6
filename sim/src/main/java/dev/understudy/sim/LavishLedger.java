package dev.understudy.sim;

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
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A ledger that gives the lease to whoever asks. */
final class LavishLedger implements WeightsLedger {
    private final WeightsLedger right;

    LavishLedger(WeightsLedger right) {
        this.right = right;
    }

    @Override
    public Lease lease(ServiceId service, String holder, Duration ttl) {
        var answer = right.lease(service, holder, ttl);
        if (answer instanceof Lease.HeldBy other) {
            right.release(service, other.holder());
            return right.lease(service, holder, ttl);
        }
        return answer;
    }

    @Override
    public StackId stack() {
        return right.stack();
    }

    @Override
    public Optional<WeightsRevision> head(ServiceId service) {
        return right.head(service);
    }

    @Override
    public List<ServiceId> services() {
        return right.services();
    }

    @Override
    public List<LedgerRecord> read(long afterSequence, int limit) {
        return right.read(afterSequence, limit);
    }

    @Override
    public List<LedgerRecord> follow(long afterSequence, Duration wait) {
        return right.follow(afterSequence, wait);
    }

    @Override
    public Append append(WeightsChange change, long expectedHead) {
        return right.append(change, expectedHead);
    }

    @Override
    public void applied(Application application) {
        right.applied(application);
    }

    @Override
    public void notice(Notice notice) {
        right.notice(notice);
    }

    @Override
    public Journaling journal(JournalEntry entry, long expected) {
        return right.journal(entry, expected);
    }

    @Override
    public Optional<LedgerRecord.Journaled> journal(ServiceId service) {
        return right.journal(service);
    }

    @Override
    public long order(Order order) {
        return right.order(order);
    }

    @Override
    public Answering answer(Answer answer, ServiceId service, Author author, Fence fence) {
        return right.answer(answer, service, author, fence);
    }

    @Override
    public void release(ServiceId service, String holder) {
        right.release(service, holder);
    }

    @Override
    public void publish(ServiceId service, List<ShadowProfile> profiles) {
        right.publish(service, profiles);
    }

    @Override
    public List<ShadowProfile> profiles(ServiceId service) {
        return right.profiles(service);
    }

    @Override
    public void close() {
        right.close();
    }
}
