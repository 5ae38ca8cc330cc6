package dev.understudy.bench.product;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.MigrationsView;
import dev.understudy.ledger.WeightsLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The stack's ledger as it grows: what is waited for, is waited for here. */
public final class Journal implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final int BATCH = 1_000;

    private final WeightsLedger ledger;
    private final List<LedgerRecord> records = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("journal").unstarted(this::follow);

    Journal(WeightsLedger ledger) {
        this.ledger = ledger;
        thread.start();
    }

    /** Sequence of the newest record seen; 0 before the first. */
    public synchronized long newest() {
        return records.isEmpty() ? 0 : records.getLast().sequence();
    }

    /** Records after a sequence, oldest first. */
    public synchronized List<LedgerRecord> after(long sequence) {
        return records.stream().filter(record -> record.sequence() > sequence).toList();
    }

    /** The first record after a sequence that is as wanted; waits for it, and returns as soon as it is durable. */
    public synchronized Optional<LedgerRecord> await(long after, Duration limit, Predicate<LedgerRecord> wanted)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            var found = records.stream()
                    .filter(record -> record.sequence() > after)
                    .filter(wanted)
                    .findFirst();
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (found.isPresent() || left <= 0) {
                return found;
            }
            wait(left);
        }
    }

    /** The first journal entry after a sequence whose state is as wanted. */
    public Optional<LedgerRecord.Journaled> awaitState(long after, Duration limit, Predicate<MigrationState> wanted)
            throws InterruptedException {
        return await(
                        after,
                        limit,
                        record -> record instanceof LedgerRecord.Journaled journaled
                                && wanted.test(journaled.entry().state()))
                .map(LedgerRecord.Journaled.class::cast);
    }

    /** The last word on an order: not that it waits for somebody. */
    public Optional<Answer> awaitAnswer(long order, Duration limit) throws InterruptedException {
        return await(
                        order,
                        limit,
                        record -> record instanceof LedgerRecord.Answered answered
                                && answered.answer().order() == order
                                && answered.answer().verdict() != Answer.Verdict.NEEDS_APPROVAL)
                .map(record -> ((LedgerRecord.Answered) record).answer());
    }

    /** Whether no migration is under way, and the newest revision of each service is in force. */
    public synchronized boolean isCalm() {
        var heads = new TreeMap<ServiceId, Long>();
        var applied = new TreeMap<ServiceId, Long>();
        for (LedgerRecord record : records) {
            if (record instanceof LedgerRecord.Revised(long _, var revision)) {
                heads.put(revision.change().service(), revision.number());
            } else if (record instanceof LedgerRecord.AppliedTo(long _, var application)) {
                applied.merge(application.service(), application.revision(), Math::max);
            }
        }
        var view = MigrationsView.of(records);
        return heads.entrySet().stream()
                .allMatch(head -> view.underWay(head.getKey()).isEmpty()
                        && (head.getValue() == 1 || head.getValue().equals(applied.get(head.getKey()))));
    }

    /** Records a person's order and returns its number. */
    public long order(String service, Order.What what, String reason) {
        return ledger.order(new Order(
                what,
                Optional.of(new ServiceId(service)),
                new Author(Author.Kind.PERSON, "bench"),
                reason,
                Instant.now(),
                Optional.empty()));
    }

    /** The newest weights of a service. */
    public synchronized Weights weights(String service) {
        return records.reversed().stream()
                .filter(LedgerRecord.Revised.class::isInstance)
                .map(record -> ((LedgerRecord.Revised) record).revision().change())
                .filter(change -> change.service().equals(new ServiceId(service)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the ledger has no weights of " + service + " yet"))
                .weights();
    }

    /** What became of the migrations that began after a record, in the ledger's words. */
    public synchronized String outcomeAfter(long sequence) {
        return MigrationsView.of(records).migrations().stream()
                .filter(story -> story.steps().getFirst().sequence() > sequence)
                .map(story -> story.end()
                        .map(end ->
                                end.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .orElse("under way"))
                .collect(Collectors.joining(", then "));
    }

    /** Whether the newest journal entry is as wanted. */
    public synchronized boolean isNewest(Predicate<MigrationState> wanted) {
        return records.reversed().stream()
                .filter(LedgerRecord.Journaled.class::isInstance)
                .map(LedgerRecord.Journaled.class::cast)
                .findFirst()
                .filter(newest -> wanted.test(newest.entry().state()))
                .isPresent();
    }

    /** Whether a zone was left in haste after a record. */
    public synchronized boolean evacuatedAfter(long sequence) {
        return records.stream()
                .filter(record -> record.sequence() > sequence)
                .filter(LedgerRecord.Journaled.class::isInstance)
                .flatMap(record -> ((LedgerRecord.Journaled) record).entry().state().underWay().stream())
                .anyMatch(migration -> migration.kind() == Migration.Kind.EVACUATION);
    }

    /** The newest records in a few words, for a message. */
    public synchronized String summary() {
        return "newest in the ledger: "
                + records.subList(Math.max(0, records.size() - 3), records.size()).stream()
                        .map(Journal::briefly)
                        .collect(Collectors.joining("; "));
    }

    private static String briefly(LedgerRecord record) {
        return switch (record) {
            case LedgerRecord.Journaled journaled ->
                journaled.entry().state().getClass().getSimpleName() + ": "
                        + journaled.entry().because().sentence();
            case LedgerRecord.Revised(long _, var revision) ->
                "revision " + revision.number() + " " + revision.change().weights() + ": "
                        + revision.change().reason().sentence();
            case LedgerRecord.AppliedTo(long _, var application) -> "applied " + application.revision();
            case LedgerRecord.Noticed(long _, var notice) -> notice.sentence();
            case LedgerRecord.Ordered(long number, var order) -> "order " + number + ": " + order.reason();
            case LedgerRecord.Answered answered ->
                "order " + answered.answer().order() + " is "
                        + answered.answer().verdict().name().toLowerCase(Locale.ROOT);
        };
    }

    private void follow() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                var more = ledger.follow(newest(), WAIT);
                synchronized (this) {
                    records.addAll(more.subList(0, Math.min(more.size(), BATCH)));
                    notifyAll();
                }
            } catch (LedgerException e) {
                try {
                    Thread.sleep(100); // its endpoint is cut off or restarts
                } catch (InterruptedException _) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        ledger.close();
    }
}
