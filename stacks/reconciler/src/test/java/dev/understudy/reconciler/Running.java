package dev.understudy.reconciler;

import dev.understudy.ledger.WeightsLedger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** A reconciler in a thread of its own, and what it told. */
final class Running {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final List<ReconcilerEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final Reconciler reconciler;
    private final Thread thread;

    Running(RealStack stack, ReconcilerConfig config, long seed) {
        this(stack.openLedger(), config, seed);
    }

    Running(WeightsLedger ledger, ReconcilerConfig config, long seed) {
        reconciler = new Reconciler(config, ledger, InstantSource.system(), new Random(seed), events::add);
        thread = Thread.ofPlatform().start(() -> {
            try {
                reconciler.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await(() -> !told(ReconcilerEvent.Following.class).isEmpty());
    }

    <E extends ReconcilerEvent> List<E> told(Class<E> kind) {
        synchronized (events) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }
    }

    ReconcilerEvent last() {
        return events.getLast();
    }

    /** Waits for something to come to pass while it runs. */
    void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || !thread.isAlive()) {
                throw new AssertionError("it did not come to pass; the reconciler told " + events);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    void close() throws InterruptedException {
        reconciler.close();
        thread.join();
    }
}
