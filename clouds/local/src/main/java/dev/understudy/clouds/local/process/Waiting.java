package dev.understudy.clouds.local.process;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** Waits for conditions, closely and not for ever. */
public final class Waiting {
    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final Duration LONG_PAUSE = Duration.ofMillis(20);

    /** Looks closely for this long, then less often. */
    private static final Duration CLOSELY = Duration.ofMillis(1_000);

    private Waiting() {}

    /** A condition whose look may fail: that counts as not yet. */
    public interface Condition {
        boolean holds() throws IOException, SQLException;
    }

    /** Whether it came true in time. */
    public static boolean until(Duration bound, Condition condition) throws IOException {
        long begun = System.nanoTime();
        while (true) {
            boolean holds;
            try {
                holds = condition.holds();
            } catch (SQLException _) {
                holds = false;
            }
            if (holds) {
                return true;
            }
            long spent = System.nanoTime() - begun;
            if (spent > bound.toNanos()) {
                return false;
            }
            pause(spent < CLOSELY.toNanos() ? PAUSE : LONG_PAUSE);
        }
    }

    public static void pause(Duration duration) throws IOException {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting", e);
        }
    }

    /** Milliseconds since a reading of {@link System#nanoTime}. */
    public static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }
}
