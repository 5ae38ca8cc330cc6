package dev.understudy.agent.loop;

import java.time.Duration;
import java.util.function.Consumer;

/** A loop on a virtual thread of its own: a turn, then a wait that closing cuts short. */
public final class Repeater implements AutoCloseable {
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final Thread thread;
    private volatile boolean closed;

    /** One round of the loop. It may block, but not without bound. */
    @FunctionalInterface
    public interface Turn {
        /** Does it, and says how long to wait before the next. */
        Duration run() throws InterruptedException;
    }

    private Repeater(String name, Turn turn, Consumer<Throwable> onFault) {
        thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                while (!closed) {
                    Thread.sleep(turn.run());
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // closed
            } catch (RuntimeException | Error fault) {
                if (!closed) {
                    onFault.accept(fault);
                }
            }
        });
    }

    /**
     * Starts a loop.
     *
     * @param onFault hears what a turn threw; the loop has ended then
     */
    public static Repeater start(String name, Turn turn, Consumer<Throwable> onFault) {
        var repeater = new Repeater(name, turn, onFault);
        repeater.thread.start();
        return repeater;
    }

    /** Ends the loop, waiting a moment for the turn under way. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            var _ = thread.join(CLOSE_MAX);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
