package dev.understudy.clouds.local.volume;

import dev.understudy.copy.TreeCopy;
import dev.understudy.copy.TreeCopy.Outcome;
import dev.understudy.copy.TreeCopy.Sent;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Copies from the writer's zone to others, over the cloud's own network, and what is known from them. */
final class Rounds {
    /** What may differ when a pre-copy ends, bytes: a pause copies that in no time. */
    private static final long SMALL_BYTES = 1_000_000;

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Layout layout;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Run> current = new AtomicReference<>();
    private final AtomicInteger verbsWaiting = new AtomicInteger();
    private final AtomicInteger forcedWaiting = new AtomicInteger();
    private final Map<ZoneId, Long> dirtyBytes = new ConcurrentHashMap<>();
    private final Map<ZoneId, CopyProgress> progress = new ConcurrentHashMap<>();
    private final Map<ZoneId, Instant> comparedSince = new ConcurrentHashMap<>();
    private volatile double mutationBytesPerSecond;

    private record Run(TreeCopy copy, boolean usual) {}

    Rounds(Layout layout, InstantSource clock) {
        this.layout = layout;
        this.clock = clock;
    }

    /** A copy; its socket to the target is one of the source's zone. */
    private interface Copy<T> {
        T of(TreeCopy copy) throws IOException, InterruptedException;
    }

    private <T> T run(ZoneId to, boolean usual, Copy<T> what) throws IOException {
        Seat source = layout.writer();
        for (ZoneId zone : List.of(source.zone(), to)) {
            if (layout.isDead(zone)) {
                throw new IOException("zone " + zone + " is dead");
            }
        }
        var plan = new TreeCopy.Plan(
                source.tree(), source.identity(), layout.door(to), Seat.nameOf(to), SMALL_BYTES, PATIENCE, 0);
        var copy = new TreeCopy(plan);
        var run = new Run(copy, usual);
        current.set(run);
        try {
            if (forcedWaiting.get() > 0 || usual && verbsWaiting.get() > 0) {
                copy.cancel();
            }
            return source.inside().call(() -> what.of(copy));
        } finally {
            current.compareAndSet(run, null);
        }
    }

    /** Somebody comes who is more urgent: what is only usual ends, and everything for a move by force. */
    void giveWay(boolean forced) {
        verbsWaiting.incrementAndGet();
        if (forced) {
            forcedWaiting.incrementAndGet();
        }
        Run run = current.get();
        if (run != null && (forced || run.usual())) {
            run.copy().cancel();
        }
    }

    /** Whoever came has the turn. */
    void goOn(boolean forced) {
        verbsWaiting.decrementAndGet();
        if (forced) {
            forcedWaiting.decrementAndGet();
        }
    }

    boolean isAwaited() {
        return verbsWaiting.get() > 0;
    }

    /**
     * One round to a follower, after which it has everything as of its beginning if it is whole.
     *
     * @param usual whether it may be given up for anything else
     */
    Sent send(ZoneId to, boolean byContent, boolean usual) throws IOException {
        Instant began = clock.instant();
        Optional<Long> before = layout.record().syncedAt(to);
        Sent sent = run(to, usual, copy -> copy.send(byContent));
        if (!sent.whole()) {
            return sent;
        }
        if (byContent) {
            comparedSince.put(to, began);
        }
        dirtyBytes.put(to, sent.literalBytes());
        if (before.isPresent()) {
            double seconds = Math.max(0.1, (began.toEpochMilli() - before.get()) / 1e3);
            mutationBytesPerSecond = (mutationBytesPerSecond + sent.literalBytes() / seconds) / 2;
        }
        layout.keep(layout.record().synced(to, began.toEpochMilli()));
        return sent;
    }

    /** Rounds until little differs; afterwards contents have been compared once. */
    Outcome converge(ZoneId to) throws IOException {
        progress.remove(to);
        Outcome end = run(to, false, copy -> copy.preCopy(round -> progress.put(to, round.progress())));
        if (end instanceof Outcome.Ready) {
            var _ = send(to, true, false);
        }
        return end;
    }

    /** The last round from a still tree and its comparison with the copy; empty when it did not end in time. */
    Optional<Outcome> seal(ZoneId to, Duration bound) throws IOException {
        Instant since = comparedSince.getOrDefault(to, Instant.EPOCH);
        var copying = new AtomicReference<@Nullable TreeCopy>();
        var late = new AtomicBoolean();
        var task = new FutureTask<>(() -> run(to, false, copy -> {
            copying.set(copy);
            if (late.get()) {
                copy.cancel();
            }
            return copy.seal(since);
        }));
        Thread.ofPlatform().daemon().name("volume-seal").start(task);
        try {
            return Optional.of(task.get(Math.max(1, bound.toMillis()), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            late.set(true);
            Optional.ofNullable(copying.get()).ifPresent(TreeCopy::cancel);
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while copying what was left", e);
        }
    }

    /** The trees were found equal when nobody had written since this moment, and now the other one is written. */
    void turned(ZoneId old, Instant since) {
        forget();
        comparedSince.put(old, since);
        dirtyBytes.put(old, 0L);
    }

    /** Another tree is written, and nothing is known of what differs from it. */
    void forget() {
        comparedSince.clear();
        dirtyBytes.clear();
        progress.clear();
    }

    boolean isCompared(ZoneId to) {
        return comparedSince.containsKey(to);
    }

    long dirtyBytes(ZoneId zone) {
        return dirtyBytes.getOrDefault(zone, 0L);
    }

    Optional<CopyProgress> progress(ZoneId zone) {
        return Optional.ofNullable(progress.get(zone));
    }

    double mutationBytesPerSecond() {
        return mutationBytesPerSecond;
    }
}
