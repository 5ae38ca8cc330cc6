package dev.understudy.reconciler;

import dev.understudy.core.weights.Notice;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.WeightsLedger;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks, while nothing moves, what a person's {@code pulumi up} would change besides weights, and says it once for each
 * set of changes in the ledger.
 */
final class Lookout {
    static final String ABOUT = "program";
    static final String NOTHING = "nothing waits for a person any more";

    private final StackRunner runner;
    private final WeightsLedger ledger;
    private final InstantSource clock;
    private final Consumer<ReconcilerEvent> listener;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile Optional<String> last = Optional.empty();
    private @Nullable Thread thread;

    Lookout(StackRunner runner, WeightsLedger ledger, InstantSource clock, Consumer<ReconcilerEvent> listener) {
        this.runner = runner;
        this.ledger = ledger;
        this.clock = clock;
        this.listener = listener;
    }

    /** Takes a notice of the ledger: what it says already is not said again. */
    void take(Notice notice) {
        if (notice.about().equals(ABOUT)) {
            last = Optional.of(notice.sentence());
        }
    }

    /** Starts a look, unless one runs. */
    void look() {
        if (thread == null || !thread.isAlive()) {
            stopped.set(false);
            thread = Thread.ofVirtual().name("lookout").start(this::work);
        }
    }

    /** Ends a look that runs, so that a move has the machine for itself; what it saw is dropped. */
    void stop() {
        stopped.set(true);
        runner.stopLooking();
    }

    /** As {@link #stop}, and waits for the end. */
    void end() throws InterruptedException {
        stop();
        var current = thread;
        if (current != null) {
            current.interrupt();
            current.join();
        }
    }

    private void work() {
        try {
            var seen = runner.pending().map(changes -> changes.isEmpty() ? NOTHING : changes.sentence());
            seen.filter(_ -> !stopped.get()).ifPresent(this::say);
        } catch (ReconcilerException e) {
            if (!stopped.get()) {
                say("waits for a person: the program cannot be previewed, and weights may not move until it can: "
                        + Words.of(e));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // told to stop
        }
    }

    private void say(String sentence) {
        if (last.map(sentence::equals).orElse(sentence.equals(NOTHING))) {
            return;
        }
        try {
            ledger.notice(new Notice(ABOUT, sentence, clock.instant()));
            last = Optional.of(sentence);
        } catch (LedgerException e) {
            // The next look says it again; moves report a ledger that stays away.
        }
        listener.accept(new ReconcilerEvent.WaitingForPerson(sentence));
    }
}
