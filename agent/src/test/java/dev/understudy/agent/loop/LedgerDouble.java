package dev.understudy.agent.loop;

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
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A ledger that answers what a test tells it to, or nothing at all. */
public final class LedgerDouble implements WeightsLedger {
    final List<LedgerRecord> records = new ArrayList<>();
    final List<String> released = new ArrayList<>();
    public final List<List<ShadowProfile>> published = new CopyOnWriteArrayList<>();
    public volatile boolean reachable = true;
    volatile Supplier<Lease> lease = () -> new Lease.HeldBy("nobody was set", java.time.Instant.EPOCH);
    final List<String> answered = new CopyOnWriteArrayList<>();
    final AtomicInteger asked = new AtomicInteger();
    volatile Supplier<Journaling> journal = () -> new Journaling.Fenced(Fence.NONE);
    volatile Supplier<Append> append = () -> new Append.Fenced(Fence.NONE);
    /** When set, calls wait for it. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    private void reach() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerException(LedgerException.Kind.UNREACHABLE, "interrupted", e);
        }
        if (!reachable) {
            throw new LedgerException(LedgerException.Kind.UNREACHABLE, "the ledger does not answer; is it up?");
        }
    }

    @Override
    public StackId stack() {
        return new StackId("shop", "dev");
    }

    @Override
    public Optional<WeightsRevision> head(ServiceId service) {
        throw new UnsupportedOperationException("no test asks for a head");
    }

    @Override
    public List<ServiceId> services() {
        throw new UnsupportedOperationException("no test asks for the services");
    }

    @Override
    public List<LedgerRecord> read(long afterSequence, int limit) {
        reach();
        return records.stream()
                .filter(each -> each.sequence() > afterSequence)
                .limit(limit)
                .toList();
    }

    @Override
    public List<LedgerRecord> follow(long afterSequence, Duration wait) {
        return read(afterSequence, 100);
    }

    @Override
    public Append append(WeightsChange change, long expectedHead) {
        reach();
        return append.get();
    }

    @Override
    public void applied(Application application) {
        throw new UnsupportedOperationException("an agent applies nothing");
    }

    @Override
    public void notice(Notice notice) {
        throw new UnsupportedOperationException("an agent notices nothing");
    }

    @Override
    public Journaling journal(JournalEntry entry, long expected) {
        reach();
        return journal.get();
    }

    @Override
    public Optional<LedgerRecord.Journaled> journal(ServiceId service) {
        throw new UnsupportedOperationException("no test asks for the journal");
    }

    @Override
    public long order(Order order) {
        throw new UnsupportedOperationException("an agent orders nothing");
    }

    @Override
    public Answering answer(Answer answer, ServiceId service, Author author, Fence fence) {
        asked.incrementAndGet();
        reach();
        answered.add(answer.text() + " for " + service + " by " + author + " under " + fence.epoch());
        return new Answering.Written(1);
    }

    @Override
    public Lease lease(ServiceId service, String holder, Duration ttl) {
        reach();
        return lease.get();
    }

    @Override
    public void release(ServiceId service, String holder) {
        reach();
        released.add(service + " by " + holder);
    }

    @Override
    public void publish(ServiceId service, List<ShadowProfile> profiles) {
        reach();
        published.add(profiles);
    }

    @Override
    public List<ShadowProfile> profiles(ServiceId service) {
        reach();
        return published.isEmpty() ? List.of() : published.getLast();
    }

    @Override
    public void close() {}
}
