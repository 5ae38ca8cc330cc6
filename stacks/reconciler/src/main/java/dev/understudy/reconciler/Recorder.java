package dev.understudy.reconciler;

import dev.understudy.core.weights.Application;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.WeightsLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Tells the ledger what was applied and by which update. Works behind the updates, because asking the engine for its
 * history takes longer than the next move should wait; what the ledger does not take is offered again.
 */
final class Recorder {
    /** How long another reconciler, which made the update, is given to record it first. */
    private static final Duration OTHERS_FIRST = Duration.ofSeconds(2);

    private final StackRunner runner;
    private final WeightsLedger ledger;
    private final BiPredicate<ServiceId, Long> isRecorded;
    private final Consumer<ReconcilerEvent> listener;
    private final Backoff backoff;
    private final LinkedBlockingQueue<Fact> facts = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * Something applied.
     *
     * @param service whose weights
     * @param revision in force now
     * @param update message of the update that may have brought it; empty when the weights were in force already
     * @param ours whether that update is this reconciler's own; if not, its own reconciler is let record it first
     * @param startedAt when that update began
     * @param appliedAt when the balancer had been read back
     */
    record Fact(
            ServiceId service,
            long revision,
            Optional<String> update,
            boolean ours,
            Instant startedAt,
            Instant appliedAt) {}

    Recorder(
            StackRunner runner,
            WeightsLedger ledger,
            BiPredicate<ServiceId, Long> isRecorded,
            Consumer<ReconcilerEvent> listener,
            Backoff backoff) {
        this.runner = runner;
        this.ledger = ledger;
        this.isRecorded = isRecorded;
        this.listener = listener;
        this.backoff = backoff;
        this.thread = Thread.ofVirtual().name("recorder").unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    void add(Fact fact) {
        facts.add(fact);
    }

    /** Records what is left, but does not take longer than a limit for it, and ends. */
    void stop(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!facts.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        stopping = true;
        thread.interrupt();
        var _ = thread.join(limit);
    }

    private void work() {
        try {
            while (!stopping) {
                Fact fact = facts.peek();
                if (fact == null) {
                    facts.add(facts.take()); // sleeps until there is one, and leaves it in place
                    continue;
                }
                if (tried(fact)) {
                    facts.remove(fact);
                    backoff.reset();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // told to stop
        }
    }

    private boolean tried(Fact fact) throws InterruptedException {
        try {
            if (!fact.ours()) {
                Thread.sleep(OTHERS_FIRST);
            }
            if (isRecorded.test(fact.service(), fact.revision())) {
                return true;
            }
            var application = application(fact);
            ledger.applied(application);
            listener.accept(new ReconcilerEvent.Recorded(application));
            return true;
        } catch (LedgerException | ReconcilerException e) {
            Duration retry = backoff.next();
            listener.accept(new ReconcilerEvent.Failed(
                    "revision " + fact.revision() + " of " + fact.service() + " is applied but not yet recorded: "
                            + Words.of(e),
                    retry));
            Thread.sleep(retry);
            return false;
        }
    }

    private Application application(Fact fact) throws InterruptedException {
        Optional<StackHistory.Update> update = fact.update().isEmpty()
                ? Optional.empty()
                : runner.history().newest(fact.update().get()::equals);
        boolean another = !fact.ours() && update.isPresent();
        return new Application(
                fact.revision(),
                fact.service(),
                update.map(StackHistory.Update::number).orElse(0),
                another ? update.get().startedAt() : fact.startedAt(),
                another ? update.get().endedAt() : fact.appliedAt());
    }
}
