package dev.understudy.probes;

/** A monotonic clock. Its origin is arbitrary: only differences between two readings mean anything. */
@FunctionalInterface
public interface NanoClock {
    /** Now, nanoseconds. */
    long nanoTime();

    /** The clock of this machine. */
    static NanoClock system() {
        return System::nanoTime;
    }
}
