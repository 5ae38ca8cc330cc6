package dev.understudy.agent.loop;

import dev.understudy.core.control.Event;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.WeightsLedger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the ledger and tells the controllers of new heads and of what was applied. */
public final class LedgerFollower {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerFollower.class);

    private final WeightsLedger ledger;
    private final Set<ServiceId> services;
    private final Duration wait;
    private final Mailbox mailbox;
    private final InstantSource clock;
    private final Backoff backoff;
    private long sequence;
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

    /** The newest of each service is enough: what lies between was overtaken before it could be heard. */
    private void tell(List<LedgerRecord> page) {
        var heads = new TreeMap<ServiceId, Event>();
        var applied = new TreeMap<ServiceId, Event>();
        var now = clock.instant();
        for (LedgerRecord record : page) {
            sequence = Math.max(sequence, record.sequence());
            switch (record) {
                case LedgerRecord.Revised(var _, var revision) ->
                    heads.put(revision.change().service(), new Event.HeadMoved(now, revision));
                case LedgerRecord.AppliedTo(var _, var application) ->
                    applied.put(application.service(), new Event.Applied(now, application));
                case LedgerRecord.Noticed _,
                        LedgerRecord.Journaled _,
                        LedgerRecord.Ordered _,
                        LedgerRecord.Answered _ -> {
                    // for people; the controllers have no use for it
                }
            }
        }
        heads.forEach(this::tell);
        applied.forEach(this::tell);
    }

    private void tell(ServiceId service, Event event) {
        if (services.contains(service)) {
            mailbox.offer(service, event);
        }
    }
}
