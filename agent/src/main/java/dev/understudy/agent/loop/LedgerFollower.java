package dev.understudy.agent.loop;

import dev.understudy.core.control.Event;
import dev.understudy.core.orders.Given;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.WeightsLedger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the ledger and tells the controllers of where the sagas are, of new heads, of what was applied and of orders, in
 * this sequence: the newest journal entry is known before a head that goes with it.
 */
public final class LedgerFollower {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerFollower.class);
    private static final int PAGE = 1_000;

    private final WeightsLedger ledger;
    private final Set<ServiceId> services;
    private final Duration wait;
    private final Mailbox mailbox;
    private final InstantSource clock;
    private final Backoff backoff;
    private final ReentrantLock telling = new ReentrantLock();
    private final OrderBook orders = new OrderBook();
    private final Map<ServiceId, List<Given>> told = new HashMap<>();
    private volatile long sequence;
    private boolean reachable = true;

    /**
     * @param services whose records matter here
     * @param wait how long one question stays open at most
     */
    public LedgerFollower(
            WeightsLedger ledger,
            Set<ServiceId> services,
            Duration wait,
            Mailbox mailbox,
            InstantSource clock,
            RandomGenerator chance) {
        this.ledger = ledger;
        this.services = Set.copyOf(services);
        this.wait = wait;
        this.mailbox = mailbox;
        this.clock = clock;
        this.backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), chance);
    }

    /** Waits for news once, tells them, and says how long to wait before asking again. */
    public Duration turn() {
        List<LedgerRecord> page;
        try {
            page = ledger.follow(sequence, wait);
        } catch (LedgerException e) {
            if (Thread.currentThread().isInterrupted()) {
                return Duration.ZERO; // this agent is closing, and nothing is wrong with the ledger
            }
            if (e.kind() == LedgerException.Kind.WRONG_STACK) {
                throw e; // waiting will not make it ours
            }
            if (reachable) {
                LOG.warn("the ledger is lost: {}", e.getMessage());
            }
            reachable = false;
            return backoff.next();
        }
        if (!reachable) {
            LOG.info("the ledger is back");
        }
        reachable = true;
        backoff.reset();
        tell(page);
        return Duration.ZERO;
    }

    /**
     * Tells everything that is in the ledger now, before it returns. Whoever begins to lead does so first, or it would act
     * on what its predecessor has left behind. May be called beside {@link #turn}.
     */
    public void catchUp() {
        List<LedgerRecord> page;
        do {
            page = ledger.read(sequence, PAGE);
            tell(page);
        } while (!page.isEmpty());
    }

    /** The newest of each service is enough: what lies between was overtaken before it could be heard. */
    private void tell(List<LedgerRecord> page) {
        telling.lock();
        try {
            var news = new News();
            for (LedgerRecord record : page) {
                if (record.sequence() > sequence) {
                    sequence = record.sequence();
                    news.take(record);
                }
            }
            news.journals.forEach(this::tell);
            news.heads.forEach(this::tell);
            news.applied.forEach(this::tell);
            tellOrders();
        } finally {
            telling.unlock();
        }
    }

    private final class News {
        private final Instant now = clock.instant();
        private final TreeMap<ServiceId, Event> journals = new TreeMap<>();
        private final TreeMap<ServiceId, Event> heads = new TreeMap<>();
        private final TreeMap<ServiceId, Event> applied = new TreeMap<>();

        void take(LedgerRecord record) {
            switch (record) {
                case LedgerRecord.Revised(var _, var revision) ->
                    heads.put(revision.change().service(), new Event.HeadMoved(now, revision));
                case LedgerRecord.AppliedTo(var _, var application) ->
                    applied.put(application.service(), new Event.Applied(now, application));
                case LedgerRecord.Journaled(var at, var entry, var _) ->
                    journals.put(entry.service(), new Event.Journaled(now, at, entry));
                case LedgerRecord.Ordered(var number, var order) -> orders.add(number, order);
                case LedgerRecord.Answered(var _, var answer, var service, var _, var _) -> orders.add(answer, service);
                case LedgerRecord.Noticed _ -> {
                    // for people; the controllers have no use for it
                }
            }
        }
    }

    private void tellOrders() {
        var now = clock.instant();
        for (ServiceId service : services) {
            var given = orders.of(service, now);
            if (!given.equals(told.getOrDefault(service, List.of()))) {
                told.put(service, given);
                mailbox.offer(service, new Event.OrdersRead(now, given));
            }
        }
    }

    private void tell(ServiceId service, Event event) {
        if (services.contains(service)) {
            mailbox.offer(service, event);
        }
    }
}
