package dev.understudy.agent.loop;

import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.WeightsLedger;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the ledger to record revisions and journal entries, one of each for a service at a time, and tells the controller
 * what came of it.
 */
final class Recorder {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

    private final WeightsLedger ledger;
    private final Mailbox mailbox;
    private final InstantSource clock;
    private final BiConsumer<String, Runnable> runner;
    private final Set<ServiceId> appending = ConcurrentHashMap.newKeySet();
    private final Set<ServiceId> journaling = ConcurrentHashMap.newKeySet();

    /** @param runner runs named work on a thread of its own */
    Recorder(WeightsLedger ledger, Mailbox mailbox, InstantSource clock, BiConsumer<String, Runnable> runner) {
        this.ledger = ledger;
        this.mailbox = mailbox;
        this.clock = clock;
        this.runner = runner;
    }

    void append(ServiceId service, Effect.Append append) {
        if (!appending.add(service)) {
            mailbox.offer(
                    service,
                    new Event.AppendRefused(clock.instant(), "an earlier append of this agent is still under way"));
            return;
        }
        ask("append-" + service, service, appending, () -> appended(append));
    }

    void journal(ServiceId service, Effect.Journal journal) {
        if (!journaling.add(service)) {
            mailbox.offer(
                    service,
                    new Event.JournalRefused(
                            clock.instant(), "an earlier journal entry of this agent is still under way"));
            return;
        }
        ask("journal-" + service, service, journaling, () -> journaled(service, journal));
    }

    private void ask(String name, ServiceId service, Set<ServiceId> underWay, Supplier<Event> question) {
        runner.accept(name, () -> {
            Event answer;
            try {
                answer = question.get();
            } finally {
                underWay.remove(service); // before the answer, which may make the controller ask again at once
            }
            mailbox.offer(service, answer);
        });
    }

    private Event appended(Effect.Append append) {
        try {
            return switch (ledger.append(append.change(), append.expectedHead())) {
                case WeightsLedger.Append.Appended(var revision) -> {
                    LOG.info(
                            "recorded revision {} of {}: {}",
                            revision.number(),
                            revision.change().service(),
                            revision.change().weights().inPercent());
                    yield new Event.Appended(clock.instant(), revision);
                }
                case WeightsLedger.Append.Superseded(var head) ->
                    new Event.AppendRefused(clock.instant(), "revision " + head.number() + " came first");
                case WeightsLedger.Append.Fenced(var newest) ->
                    new Event.AppendRefused(
                            clock.instant(),
                            "the fence " + append.change().fence().epoch() + " is older than " + newest.epoch());
                case WeightsLedger.Append.Forbidden(String why) -> new Event.AppendRefused(clock.instant(), why);
            };
        } catch (LedgerException e) {
            LOG.warn("the ledger did not take a change: {}", e.getMessage());
            return new Event.AppendRefused(clock.instant(), String.valueOf(e.getMessage()));
        }
    }

    private Event journaled(ServiceId service, Effect.Journal journal) {
        JournalEntry entry = journal.entry();
        try {
            return switch (ledger.journal(entry, journal.expected())) {
                case WeightsLedger.Journaling.Written(long sequence) -> {
                    LOG.info(
                            "{} is {}: {}",
                            service,
                            entry.state().getClass().getSimpleName(),
                            entry.because().sentence());
                    yield new Event.Journaled(clock.instant(), sequence, entry);
                }
                case WeightsLedger.Journaling.Superseded(long sequence, JournalEntry newest) -> {
                    mailbox.offer(service, new Event.Journaled(clock.instant(), sequence, newest));
                    yield new Event.JournalRefused(clock.instant(), "journal entry " + sequence + " came first");
                }
                case WeightsLedger.Journaling.Fenced(var newest) ->
                    new Event.JournalRefused(
                            clock.instant(),
                            "the fence " + entry.fence().epoch() + " is older than " + newest.epoch()
                                    + ", or its lease has ended");
                case WeightsLedger.Journaling.OverLimit(var limit, String why) ->
                    new Event.JournalRefused(clock.instant(), why, Optional.of(limit));
            };
        } catch (LedgerException e) {
            LOG.warn("the ledger did not take a journal entry: {}", e.getMessage());
            return new Event.JournalRefused(clock.instant(), String.valueOf(e.getMessage()));
        }
    }
}
