package dev.understudy.probes;

import dev.understudy.core.measure.Outcome;
import dev.understudy.core.measure.ProbeSample;

/** One probe from when it was due to its end. It ends once: whatever is said after that is not heard. */
final class Flight {
    /** Hears the end of a flight. */
    @FunctionalInterface
    interface Landing {
        void landed(Flight flight, ProbeSample sample);
    }

    private final ProbeStream stream;
    private final WindowRecorder.Span span;
    private final long dueNanos;
    private final long timeoutNanos;
    private final NanoClock clock;
    private final Landing landing;
    private Runnable release = () -> {};
    private boolean over;

    Flight(
            ProbeStream stream,
            WindowRecorder.Span span,
            long dueNanos,
            long timeoutNanos,
            NanoClock clock,
            Landing landing) {
        this.stream = stream;
        this.span = span;
        this.dueNanos = dueNanos;
        this.timeoutNanos = timeoutNanos;
        this.clock = clock;
        this.landing = landing;
    }

    /** What to let go of when the flight ends: at once, if it has ended. */
    void whenOver(Runnable release) {
        if (over) {
            release.run();
        } else {
            this.release = release;
        }
    }

    /** Ends with what is known in user space only. */
    void end(Outcome outcome) {
        end(outcome, -1);
    }

    /**
     * Ends the flight.
     *
     * @param kernelRttNanos the kernel's own round trip, -1 where it gave none. An answer that this process saw late,
     *     but the kernel had in time, was in time: a stalled agent must not look like a sick zone.
     */
    void end(Outcome outcome, long kernelRttNanos) {
        if (over) {
            return;
        }
        over = true;
        var sample = sample(outcome, kernelRttNanos);
        if (outcome instanceof Outcome.Answered && sample.rttNanos() > timeoutNanos) {
            sample = sample(new Outcome.TimedOut(), -1);
        }
        landing.landed(this, sample);
        release.run();
    }

    private ProbeSample sample(Outcome outcome, long kernelRttNanos) {
        return new ProbeSample(stream.zone(), stream.kind(), outcome, dueNanos, clock.nanoTime(), kernelRttNanos);
    }

    boolean over() {
        return over;
    }

    ProbeStream stream() {
        return stream;
    }

    WindowRecorder.Span span() {
        return span;
    }

    long deadlineNanos() {
        return dueNanos + timeoutNanos;
    }
}
