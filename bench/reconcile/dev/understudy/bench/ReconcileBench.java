package dev.understudy.bench;

import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.reconciler.RealStack;
import dev.understudy.reconciler.Reconciler;
import dev.understudy.reconciler.ReconcilerEvent;
import dev.understudy.reconciler.Timings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Times the way of a revision from the moment it is recorded until HAProxy was read back with it: through the reconciler,
 * the real engine, a YAML program and the provider. Arguments: number of revisions, directory of the engine, launcher of
 * the provider.
 */
public final class ReconcileBench {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WARM_UP = 2;

    private ReconcileBench() {}

    public static void main(String[] arguments) throws Exception {
        int revisions = Integer.parseInt(arguments[0]);
        if (revisions < 1) {
            throw new IllegalArgumentException("revisions is " + revisions + "; allowed: 1 or more");
        }
        Path root = Files.createTempDirectory("us-bench");
        try (var stack = RealStack.start(root, Path.of(arguments[1]), Optional.of(Path.of(arguments[2])))) {
            report(measure(stack, revisions));
        } finally {
            delete(root);
        }
    }

    private static List<Timings> measure(RealStack stack, int revisions) throws InterruptedException {
        var events = new LinkedBlockingQueue<ReconcilerEvent>();
        var timings = new ArrayList<Timings>();
        try (var ledger = stack.openLedger();
                var reconciler =
                        new Reconciler(stack.config(), ledger, InstantSource.system(), new Random(1), events::add)) {
            var thread = Thread.ofPlatform().start(() -> run(reconciler));
            await(events, ReconcilerEvent.Following.class);
            System.out.printf(Locale.ROOT, "%-9s %9s %8s %8s %8s %8s %8s%n",
                    "revision", "total ms", "ledger", "engine", "program", "provider", "balancer");
            for (int i = -WARM_UP; i < revisions; i++) {
                WeightsRevision revision = stack.record(100 + Math.floorMod(i * 700, 9_000));
                var finished = await(events, ReconcilerEvent.UpdateFinished.class);
                if (!finished.changed() || finished.revisions().getFirst().number() != revision.number()) {
                    throw new IllegalStateException("revision " + revision.number() + " was not what was applied");
                }
                await(events, ReconcilerEvent.Recorded.class); // so that its query of the history is not measured
                if (i >= 0) {
                    timings.add(finished.timings());
                    print(Long.toString(revision.number()), finished.timings());
                }
            }
            reconciler.close();
            thread.join();
        }
        return timings;
    }

    private static void run(Reconciler reconciler) {
        try {
            reconciler.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <E extends ReconcilerEvent> E await(LinkedBlockingQueue<ReconcilerEvent> events, Class<E> kind)
            throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            switch (event) {
                case null -> throw new IllegalStateException("no " + kind.getSimpleName() + " within " + LIMIT);
                case ReconcilerEvent.Failed failed -> throw new IllegalStateException(failed.sentence());
                default -> {
                    if (kind.isInstance(event)) {
                        return kind.cast(event);
                    }
                }
            }
        }
    }

    private static void print(String name, Timings timings) {
        System.out.printf(Locale.ROOT, "%-9s %9.1f %8.1f %8.1f %8.1f %8.1f %8.1f%n",
                name,
                timings.totalMillis(),
                timings.ledgerMillis(),
                timings.engineMillis(),
                timings.programMillis(),
                timings.providerMillis(),
                timings.balancerMillis());
    }

    private static void report(List<Timings> timings) {
        System.out.printf(Locale.ROOT, "%nmedians of the parts; p50 and p99 of the whole by nearest rank%n");
        System.out.printf(
                Locale.ROOT,
                "{\"revisions\":%d,\"p50Ms\":%.1f,\"p99Ms\":%.1f,\"ledgerMs\":%.1f,\"engineMs\":%.1f,\"programMs\":%.1f,"
                        + "\"providerMs\":%.1f,\"balancerMs\":%.1f}%n",
                timings.size(),
                percentile(timings, 50, Timings::totalMillis),
                percentile(timings, 99, Timings::totalMillis),
                percentile(timings, 50, Timings::ledgerMillis),
                percentile(timings, 50, Timings::engineMillis),
                percentile(timings, 50, Timings::programMillis),
                percentile(timings, 50, Timings::providerMillis),
                percentile(timings, 50, Timings::balancerMillis));
    }

    /** The smallest number that at least this share of all does not exceed. */
    private static double percentile(List<Timings> timings, int percent, ToDoubleFunction<Timings> part) {
        var sorted = timings.stream().mapToDouble(part).sorted().toArray();
        return sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.length) - 1)];
    }

    private static void delete(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
