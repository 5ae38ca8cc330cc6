package dev.understudy.ledger;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.orders.Orders;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A ledger in memory under the same rules as one in a file, for one thread: lines, hash chain, leases and refusals are
 * the same, only nothing is kept.
 */
public final class MemoryLedger implements WeightsLedger {
    private final StackId stack;
    private final InstantSource clock;
    private final MemoryChain chain;
    private SagaDesk desk;
    private final TreeMap<ServiceId, List<ShadowProfile>> profiles = new TreeMap<>();
    private LeaseBook leases;

    public MemoryLedger(StackId stack, InstantSource clock) {
        this.stack = stack;
        this.clock = clock;
        this.leases = new LeaseBook(stack.project(), stack.stack(), new TreeMap<>());
        this.chain = new MemoryChain(
                new ChainLine.Header(ChainLine.Header.FORMAT, stack.project(), stack.stack(), clock.instant()));
        this.desk = new SagaDesk(chain, () -> leases, clock);
    }

    /** From here on it takes what people's orders forbid: for a simulator, which must see that. */
    public WeightsLedger heedless() {
        desk = new SagaDesk(chain, () -> leases, clock, _ -> new Orders.Live(List.of()));
        return this;
    }

    @Override
    public StackId stack() {
        return stack;
    }

    @Override
    public Optional<WeightsRevision> head(ServiceId service) {
        return Optional.ofNullable(chain.heads().get(service));
    }

    @Override
    public List<ServiceId> services() {
        return List.copyOf(chain.heads().keySet());
    }

    @Override
    public List<LedgerRecord> read(long afterSequence, int limit) {
        return chain.read(afterSequence, limit);
    }

    /** As {@link #read}; nothing can come while the one thread is here. */
    @Override
    public List<LedgerRecord> follow(long afterSequence, Duration wait) {
        return read(afterSequence, FileLedger.READ_LIMIT);
    }

    @Override
    public Append append(WeightsChange change, long expectedHead) {
        var head = head(change.service());
        var lease = leases.of(change.service());
        var journaled = desk.journaled(change.service());
        var now = clock.instant();
        var refusal = AppendRules.refuses(change, expectedHead, head, journaled, lease, now)
                .or(() -> desk.forbids(change));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var recorded = AppendRules.recorded(change, AppendRules.newest(head, journaled, lease));
        var revision = new WeightsRevision(chain.revisions() + 1, chain.hash(), recorded, now);
        var _ = chain.append(sequence -> new LedgerRecord.Revised(sequence, revision), Optional.empty());
        return new Append.Appended(revision);
    }

    @Override
    public void applied(Application application) {
        var _ = chain.append(sequence -> new LedgerRecord.AppliedTo(sequence, application), Optional.empty());
    }

    @Override
    public void notice(Notice notice) {
        var _ = chain.append(sequence -> new LedgerRecord.Noticed(sequence, notice), Optional.empty());
    }

    @Override
    public Journaling journal(JournalEntry entry, long expected) {
        return desk.journal(entry, expected, Optional.empty());
    }

    @Override
    public Optional<LedgerRecord.Journaled> journal(ServiceId service) {
        return Optional.ofNullable(chain.journals().get(service));
    }

    @Override
    public long order(Order order) {
        return desk.order(order, Optional.empty());
    }

    @Override
    public Answering answer(Answer answer, ServiceId service, Author author, Fence fence) {
        return desk.answer(answer, service, author, fence, Optional.empty());
    }

    @Override
    public Lease lease(ServiceId service, String holder, Duration ttl) {
        var outcome = leases.lease(service, holder, ttl, desk.recorded(service), clock.instant());
        leases = outcome.book();
        return outcome.answer();
    }

    @Override
    public void release(ServiceId service, String holder) {
        leases = leases.release(service, holder, clock.instant());
    }

    /** Whether an agent leads a service by this fence now. */
    public boolean leads(ServiceId service, Author agent, Fence fence) {
        var lease = leases.of(service);
        return lease.isLiveAt(clock.instant()) && lease.holder().equals(agent.name()) && lease.epoch() == fence.epoch();
    }

    @Override
    public void publish(ServiceId service, List<ShadowProfile> newest) {
        profiles.put(service, List.copyOf(newest));
    }

    @Override
    public List<ShadowProfile> profiles(ServiceId service) {
        return profiles.getOrDefault(service, List.of());
    }

    /**
     * Reads every line back.
     *
     * @throws LedgerException when one is not what was written, or does not follow the one before
     */
    public void verify() {
        chain.verify();
    }

    @Override
    public void close() {}
}
