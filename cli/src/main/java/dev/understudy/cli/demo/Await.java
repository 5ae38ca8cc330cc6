package dev.understudy.cli.demo;

import dev.understudy.cli.CliException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a condition, not for a time. */
final class Await {
    private static final long LOOK_AGAIN_MILLIS = 20;

    private Await() {}

    static void until(String what, Duration limit, BooleanSupplier condition) throws InterruptedException {
        if (!holds(limit, condition)) {
            throw new CliException("waited " + limit.toSeconds() + " s in vain for " + what);
        }
    }

    /** Whether the condition held before the limit. */
    static boolean holds(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        return true;
    }
}
