package dev.understudy.reconciler;

import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.WeightsLedger;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Makes the stack follow its ledger: each new head becomes an update of the engine that moves weights and nothing else.
 * One update at a time; those recorded together are applied together, the newest wins. Several reconcilers of one stack
 * do no harm: one updates, the others find the weights in force.
 */
public final class Reconciler implements AutoCloseable {
    private static final Duration FOLLOW = Duration.ofSeconds(10);
    private static final Duration RECORD_LIMIT = Duration.ofSeconds(5);
    private static final int PAGE = 500;

    private final ReconcilerConfig config;
    private final WeightsLedger ledger;
    private final InstantSource clock;
    private final Consumer<ReconcilerEvent> listener;
    private final StackRunner runner;
    private final Agenda agenda = new Agenda();
    private final Recorder recorder;
    private final Lookout lookout;
    private final Mover mover;
    private final Backoff unreachable;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean begun;
    private long followed;

    /**
     * @param listener told of each event, one at a time
     * @param random makes the waits after a lock conflict uneven
     * @throws ReconcilerException when engine, project or provider are not there
     */
    public Reconciler(
            ReconcilerConfig config,
            WeightsLedger ledger,
            InstantSource clock,
            RandomGenerator random,
            Consumer<ReconcilerEvent> listener) {
        if (!ledger.stack().equals(config.stack())) {
            throw new ReconcilerException(
                    "the ledger belongs to stack " + ledger.stack() + ", not to " + config.stack() + "; name its own");
        }
        this.config = config;
        this.ledger = ledger;
        this.clock = clock;
        this.listener = oneAtATime(listener);
        this.runner = new StackRunner(config, clock);
        this.unreachable = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15), random);
        var recording = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), random);
        this.recorder = new Recorder(runner, ledger, agenda::isRecorded, this.listener, recording);
        this.lookout = new Lookout(runner, ledger, clock, this.listener);
        this.mover = new Mover(config, runner, agenda, recorder, this::say, clock, random, this.listener);
    }

    private static Consumer<ReconcilerEvent> oneAtATime(Consumer<ReconcilerEvent> listener) {
        var telling = new Object();
        return event -> {
            synchronized (telling) {
                listener.accept(event);
            }
        };
    }

    /**
     * Runs a reconciler until the thread is interrupted or the process is told to end (SIGTERM, Ctrl-C); a running
     * update is let end first.
     *
     * @throws ReconcilerException when it cannot start
     */
    public static void run(ReconcilerConfig config, WeightsLedger ledger, Consumer<ReconcilerEvent> listener)
            throws InterruptedException {
        try (var reconciler =
                new Reconciler(config, ledger, InstantSource.system(), RandomGenerator.getDefault(), listener)) {
            var hook = Thread.ofPlatform().unstarted(reconciler::close);
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                reconciler.run();
            } finally {
                removeHook(hook);
            }
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook is what ended the run.
        }
    }

    /** Follows the ledger until {@link #close} or an interrupt; to be called once. */
    public void run() throws InterruptedException {
        begun = true;
        var follower = Thread.ofVirtual().name("follower").unstarted(this::follow);
        recorder.start();
        try {
            begin();
            follower.start();
            var lookAt = clock.instant().plus(config.pace().quiet());
            while (!agenda.isClosed()) {
                lookAt = turn(lookAt);
            }
        } finally {
            agenda.close();
            follower.interrupt();
            endAll();
            ended.countDown();
            listener.accept(new ReconcilerEvent.Stopped());
        }
    }

    private void begin() throws InterruptedException {
        if (!catchUp()) {
            return;
        }
        mover.reread();
        mover.recall();
        runner.warm();
        listener.accept(new ReconcilerEvent.Following(
                config.stack(), agenda.heads().size(), agenda.due().size()));
    }

    /** Reads the ledger to its end, however late it answers; false when closed before. */
    private boolean catchUp() throws InterruptedException {
        while (!agenda.isClosed()) {
            try {
                var page = ledger.read(followed, PAGE);
                if (page.isEmpty()) {
                    unreachable.reset();
                    return true;
                }
                take(page);
            } catch (LedgerException e) {
                if (e.kind() != LedgerException.Kind.UNREACHABLE) {
                    throw e;
                }
                Duration retry = unreachable.next();
                listener.accept(new ReconcilerEvent.Failed(Words.of(e), retry));
                agenda.awaitClosed(retry);
            }
        }
        return false;
    }

    private void take(List<LedgerRecord> records) {
        agenda.take(records, clock.instant());
        for (LedgerRecord record : records) {
            if (record instanceof LedgerRecord.Noticed(long _, Notice notice)) {
                lookout.take(notice);
            }
            followed = Math.max(followed, record.sequence());
        }
    }

    /** The follower's thread: brings news from the ledger, which wakes the loop. */
    private void follow() {
        try {
            while (!agenda.isClosed()) {
                try {
                    take(ledger.follow(followed, FOLLOW));
                    unreachable.reset();
                    if (!agenda.due().isEmpty()) {
                        lookout.stop();
                    }
                } catch (LedgerException e) {
                    if (agenda.isClosed()) {
                        return; // interrupted while it waited
                    }
                    Duration retry = unreachable.next();
                    listener.accept(new ReconcilerEvent.Failed(Words.of(e), retry));
                    Thread.sleep(retry);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // told to stop
        }
    }

    /** Moves what is due, or looks for changes that wait for a person; says when to look next. */
    private Instant turn(Instant lookAt) throws InterruptedException {
        if (agenda.awaitDue(clock, mover.notBefore(), lookAt)) {
            Thread.sleep(config.pace().debounce());
            lookout.stop();
            mover.move();
            return clock.instant().plus(config.pace().quiet());
        }
        if (!agenda.isClosed()) {
            lookout.look();
        }
        return clock.instant().plus(config.pace().lookEvery());
    }

    private void say(String about, String sentence) {
        listener.accept(new ReconcilerEvent.WaitingForPerson(sentence));
        try {
            ledger.notice(new Notice(about, sentence, clock.instant()));
        } catch (LedgerException e) {
            listener.accept(new ReconcilerEvent.Failed(Words.of(e), Duration.ZERO));
        }
    }

    private void endAll() {
        boolean interrupted = Thread.interrupted();
        try {
            runner.stop();
            lookout.end();
            recorder.stop(RECORD_LIMIT);
            runner.close();
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (IOException e) {
            listener.accept(
                    new ReconcilerEvent.Failed("a file of the reconciler stays: " + Words.of(e), Duration.ZERO));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops following, lets a running update end, and ends everything it has started. Safe to call twice. */
    @Override
    public void close() {
        agenda.close();
        runner.stop();
        try {
            if (begun) {
                ended.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The revisions of heads, in their order. */
    static List<WeightsRevision> revisions(List<Agenda.Head> heads) {
        return heads.stream().map(Agenda.Head::revision).toList();
    }
}
