package dev.understudy.clouds.local.process;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** Ends processes: asks first, and kills what has not gone in time. */
public final class Ending {
    private Ending() {}

    /** Returns when all are gone. */
    public static void end(Collection<Process> processes, Duration patience) {
        for (Process process : processes) {
            process.toHandle().destroy(); // Process.destroy would close its input, which is an order to go at once
        }
        long deadline = System.nanoTime() + patience.toNanos();
        for (Process process : processes) {
            if (!awaited(process, Math.max(0, deadline - System.nanoTime()))) {
                process.destroyForcibly();
            }
        }
        for (Process process : processes) {
            var _ = awaited(process, TimeUnit.SECONDS.toNanos(5));
        }
    }

    /** Kills, and returns when all are gone. */
    public static void kill(Collection<Process> processes) {
        for (Process process : processes) {
            process.destroyForcibly();
        }
        for (Process process : processes) {
            var _ = awaited(process, TimeUnit.SECONDS.toNanos(5));
        }
    }

    private static boolean awaited(Process process, long nanos) {
        try {
            return process.waitFor(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
