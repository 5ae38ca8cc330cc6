package dev.understudy.agent.tasks;

import dev.understudy.agent.loop.Mandates;
import dev.understudy.core.control.Event;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.zone.ServiceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks under way, each on a virtual thread of its own. One of a name runs at a time: asked for again under the same
 * fence it is under way already, under a newer one it takes over from the older. A task whose lease is lost is given up
 * where that can be done cleanly. Each ends in one {@link Event.TaskEnded}.
 */
public final class Tasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);

    /** For how long a task waits for an older one of its name to let go. */
    private static final Duration PREDECESSOR_MAX = Duration.ofSeconds(30);

    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final Map<ServiceId, Work> works = new ConcurrentHashMap<>();
    private final Mandates mandates;
    private final BiConsumer<ServiceId, Event> events;
    private final InstantSource clock;
    private final Consumer<Throwable> onFault;
    private final Map<Name, Run> runs = new HashMap<>();
    private boolean closed;

    /** Does one task. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does it, or finds it done.
         *
         * @param mandate asked before each piece that cannot be undone
         * @param progress hears how far a pre-copy has come
         */
        TaskEnd perform(Task task, Mandate mandate, Consumer<CopyProgress> progress) throws InterruptedException;
    }

    /** Whether the leader that asked still leads. */
    @FunctionalInterface
    public interface Mandate {
        boolean holds();
    }

    /**
     * A task under way.
     *
     * @param since when it began here
     */
    public record UnderWay(ServiceId service, Task task, Instant since) {}

    private record Name(ServiceId service, TaskId task) {}

    private static final class Run {
        private final UnderWay what;
        private final Optional<Run> before;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Thread thread;
        private boolean replaced;

        Run(UnderWay what, Optional<Run> before, Consumer<Run> body) {
            this.what = what;
            this.before = before;
            this.thread = Thread.ofVirtual()
                    .name("task-" + what.service() + "-" + what.task().id())
                    .unstarted(() -> body.accept(this));
        }
    }

    /**
     * @param events hears how tasks go; must not block
     * @param onFault hears what should not have been thrown
     */
    public Tasks(
            Mandates mandates, BiConsumer<ServiceId, Event> events, InstantSource clock, Consumer<Throwable> onFault) {
        this.mandates = mandates;
        this.events = events;
        this.clock = clock;
        this.onFault = onFault;
    }

    /** Names who does the tasks of a service. */
    public void serve(ServiceId service, Work work) {
        works.put(service, work);
    }

    /** Begins a task, or finds it under way. */
    public void perform(ServiceId service, Task task) {
        synchronized (runs) {
            if (closed) {
                return;
            }
            var name = new Name(service, task.id());
            var running = Optional.ofNullable(runs.get(name));
            if (running.filter(run -> !run.what.task().fence().isOlderThan(task.fence()))
                    .isPresent()) {
                return;
            }
            running.ifPresent(older -> {
                older.replaced = true;
                giveUp(older);
            });
            var run = new Run(new UnderWay(service, task, clock.instant()), running, this::run);
            runs.put(name, run);
            run.thread.start();
        }
    }

    /** Gives up what is being done for a service under a fence that this agent no longer holds. */
    public void leaseChanged(ServiceId service) {
        synchronized (runs) {
            runs.forEach((name, run) -> {
                if (name.service().equals(service)
                        && !mandates.holds(service, run.what.task().fence())) {
                    giveUp(run);
                }
            });
        }
    }

    public List<UnderWay> underWay(ServiceId service) {
        synchronized (runs) {
            return runs.values().stream()
                    .map(run -> run.what)
                    .filter(what -> what.service().equals(service))
                    .toList();
        }
    }

    /** A cut-over holds clients and a fast lane is short: they run to their own end, and what they touch is fenced. */
    private static void giveUp(Run run) {
        boolean cleanly = switch (run.what.task()) {
            case Task.CutOver _, Task.FastLane _ -> false;
            case Task.PreCopy _, Task.Connect _, Task.Rejoin _, Task.Drain _, Task.Replicate _, Task.Refresh _ -> true;
        };
        if (cleanly) {
            run.thread.interrupt();
        }
    }

    private void run(Run run) {
        try {
            var task = run.what.task();
            LOG.info("{}: task {} begins", run.what.service(), task.id());
            var end = predecessorLetGo(run) ? end(run.what) : interrupted(task);
            LOG.info(
                    "{}: task {} ends, {}: {}",
                    run.what.service(),
                    task.id(),
                    end.getClass().getSimpleName(),
                    end.because().sentence());
            tell(run, end);
        } catch (RuntimeException | Error fault) {
            onFault.accept(fault);
        } finally {
            run.ended.countDown();
        }
    }

    private static boolean predecessorLetGo(Run run) {
        try {
            return run.before.isEmpty()
                    || run.before.get().ended.await(PREDECESSOR_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return false;
        }
    }

    private TaskEnd end(UnderWay what) {
        var service = what.service();
        var task = what.task();
        Mandate mandate = () -> mandates.holds(service, task.fence());
        var work = works.get(service);
        if (work == null) {
            throw new IllegalArgumentException(
                    "task " + task.id() + " is about service " + service + "; this agent has " + works.keySet());
        }
        if (!mandate.holds()) {
            return interrupted(task);
        }
        try {
            return work.perform(
                    task,
                    mandate,
                    progress -> events.accept(service, new Event.CopyProgressed(clock.instant(), task.id(), progress)));
        } catch (InterruptedException _) {
            return interrupted(task);
        }
    }

    private static TaskEnd interrupted(Task task) {
        return new TaskEnd.Failed(Because.of("the lease under which it was asked for (epoch "
                + task.fence().epoch() + ") is no longer this agent's, so it was given up"));
    }

    private void tell(Run run, TaskEnd end) {
        var what = run.what;
        boolean last;
        synchronized (runs) {
            last = !run.replaced;
            if (last) {
                runs.remove(new Name(what.service(), what.task().id()));
            }
        }
        if (last) { // else whoever took over tells how it ends
            events.accept(
                    what.service(),
                    new Event.TaskEnded(clock.instant(), what.task().id(), end));
        }
    }

    /** Gives up what can be given up, and waits a moment for it. */
    @Override
    public void close() {
        List<Run> left;
        synchronized (runs) {
            closed = true;
            left = List.copyOf(runs.values());
        }
        left.forEach(Tasks::giveUp);
        try {
            for (Run run : left) {
                var _ = run.ended.await(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
