package dev.understudy.clouds.local.volume;

import java.io.IOException;
import java.time.Duration;

/** Waits closely for conditions that come true soon or never. */
final class Waiting {
    private static final Duration PAUSE = Duration.ofMillis(1);

    private Waiting() {}

    /** A condition. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Whether it came true in time. */
    static boolean until(Duration bound, Condition condition) throws IOException {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - begun > bound.toNanos()) {
                return false;
            }
            pause(PAUSE);
        }
        return true;
    }

    static void pause(Duration duration) throws IOException {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting", e);
        }
    }
}
