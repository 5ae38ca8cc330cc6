package dev.understudy.clouds.local.volume;

import dev.understudy.clouds.local.process.Signal;
import dev.understudy.clouds.local.process.Waiting;
import dev.understudy.clouds.local.volume.OpenFiles.Hold;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The processes that use a volume. All can be stopped in their tracks, each at a moment when nothing of the tree is open
 * for writing in it; their clients wait in their sockets meanwhile and see no error. While they are stopped nobody starts
 * another, or lets one go on.
 */
final class Users {
    private static final Duration PAUSE = Duration.ofMillis(2);

    /**
     * Time for the kernel to stop the threads of a process. One that waits for its disk stops after that; one that waits
     * for a child it is just starting never does while the child is stopped, and must go on first.
     */
    private static final Duration STOP_BOUND = Duration.ofMillis(150);

    private final ReentrantLock gate = new ReentrantLock();
    private final Map<Process, ZoneId> processes = new ConcurrentHashMap<>();
    private final Predicate<ZoneId> staysStopped;

    /** @param staysStopped whether the processes of a zone are stopped for another reason */
    Users(Predicate<ZoneId> staysStopped) {
        this.staysStopped = staysStopped;
    }

    /** Work that must not meet stopped processes. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** Waits until no process is stopped, and does something before the next one is. */
    <T> T undisturbed(Work<T> work) throws IOException {
        gate.lock();
        try {
            return work.run();
        } finally {
            gate.unlock();
        }
    }

    /** Starts a process that uses the volume from then on. */
    Process start(ZoneId zone, Work<Process> starter) throws IOException {
        return undisturbed(() -> {
            processes.keySet().removeIf(process -> !process.isAlive());
            Process process = starter.run();
            processes.put(process, zone);
            return process;
        });
    }

    /** Every process, with those it has started. */
    Set<Long> pids() {
        var all = new LinkedHashSet<Long>();
        for (Process process : processes.keySet()) {
            all.addAll(family(process.pid()));
        }
        return all;
    }

    /**
     * Stops every process at a moment when it holds nothing of the tree. Each is caught for itself, and the caught ones
     * stay stopped while the others come to such a moment.
     *
     * @return what is held still when the time is up; all processes are stopped then too
     */
    List<Hold> stop(Path tree, Duration bound) throws IOException {
        gate.lock();
        long begun = System.nanoTime();
        var left = new ArrayList<>(processes.keySet());
        while (true) {
            left.forEach(process -> signal(process, Signal.STOP));
            var holds = new ArrayList<Hold>();
            for (Process process : List.copyOf(left)) {
                Optional<Hold> hold = hold(process, tree);
                hold.ifPresentOrElse(holds::add, () -> left.remove(process));
            }
            if (left.isEmpty() || System.nanoTime() - begun > bound.toNanos()) {
                return holds;
            }
            letGo(left);
            Waiting.pause(PAUSE);
        }
    }

    /** Lets every process go on, but those of dead zones that must not. */
    void go() {
        letGo(processes.keySet());
        if (gate.isHeldByCurrentThread()) {
            gate.unlock();
        }
    }

    private void letGo(Collection<Process> some) {
        for (Process process : some) {
            ZoneId zone = processes.get(process);
            if (zone != null && !staysStopped.test(zone)) {
                signal(process, Signal.CONTINUE);
            }
        }
    }

    private static void signal(Process process, Signal signal) {
        if (process.isAlive()) {
            family(process.pid()).forEach(signal::to);
        }
    }

    private static Optional<Hold> hold(Process process, Path tree) throws IOException {
        if (!process.isAlive()) {
            return Optional.empty();
        }
        Set<Long> stopped = Set.of();
        Set<Long> all = family(process.pid());
        while (!stopped.equals(all)) { // one that was started before its parent stopped
            for (long pid : all) {
                var _ = Signal.STOP.to(pid);
                if (!Waiting.until(STOP_BOUND, () -> isStopped(pid))) {
                    return Optional.of(new Hold(pid, "does not stop"));
                }
            }
            stopped = all;
            all = family(process.pid());
        }
        for (long pid : all) {
            var hold = OpenFiles.of(pid, tree);
            if (hold.isPresent()) {
                return hold;
            }
        }
        return Optional.empty();
    }

    /** Whether no thread of a process runs, or waits within the kernel where it may write; one that is gone does not. */
    private static boolean isStopped(long pid) throws IOException {
        for (Path thread : threads(pid)) {
            try {
                String stat = Files.readString(thread.resolve("stat"));
                char state = stat.charAt(stat.lastIndexOf(')') + 2);
                if ("TtZXx".indexOf(state) < 0) {
                    return false;
                }
            } catch (IOException _) {
                // the thread has ended
            }
        }
        return true;
    }

    /** A process and all that it has started, directly or not. */
    private static Set<Long> family(long pid) {
        var all = new LinkedHashSet<>(Set.of(pid));
        ProcessHandle.of(pid).ifPresent(process -> process.descendants().forEach(child -> all.add(child.pid())));
        return all;
    }

    private static List<Path> threads(long pid) throws IOException {
        var threads = new ArrayList<Path>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            all.forEach(threads::add);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (DirectoryIteratorException _) {
            return List.of(); // it ended while we looked
        }
        return threads;
    }
}
