package dev.understudy.probes;

import dev.understudy.core.measure.Outcome;
import dev.understudy.core.measure.ProbeSample;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires each probe at its due time, ends those whose deadline has passed, and cuts the windows. Open loop: a probe
 * falls due whether or not the one before it was answered, and is timed from then, so a late wake-up makes latencies
 * longer and never makes probes fewer. Everything that was missed happens in the order of its time.
 *
 * <p>Times are nanoseconds of the {@link NanoClock}. One thread.
 */
final class ProbeSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeSchedule.class);

    private final NanoClock clock;
    private final InstantSource wall;
    private final WindowRecorder recorder;
    private final PriorityQueue<ProbeStream> byDue;
    private final ArrayDeque<Flight> byDeadline = new ArrayDeque<>(); // one timeout for all: the order of due times
    private final ProbeStream.Room room;
    private final long intervalNanos;
    private final long timeoutNanos;
    private final long windowNanos;
    private long windowEndNanos;

    ProbeSchedule(
            List<ProbeStream> streams,
            ProberSettings settings,
            WindowRecorder recorder,
            NanoClock clock,
            InstantSource wall,
            RandomGenerator random) {
        this.clock = clock;
        this.wall = wall;
        this.recorder = recorder;
        room = new ProbeStream.Room(settings.inFlight());
        intervalNanos = settings.interval().toNanos();
        timeoutNanos = settings.timeout().toNanos();
        windowNanos = settings.window().toNanos();
        long startNanos = clock.nanoTime();
        windowEndNanos = startNanos + windowNanos;
        // nanoTime may wrap around: times are compared by their difference
        byDue = new PriorityQueue<>((a, b) -> Long.signum(a.nextDueNanos() - b.nextDueNanos()));
        for (var stream : streams) {
            stream.dueAt(
                    startNanos + random.nextLong(intervalNanos)); // spread, so that targets are not asked in bursts
            byDue.add(stream);
        }
    }

    /**
     * Does all that is due by now.
     *
     * @return when to be called again
     */
    long runDue() {
        while (true) {
            long next = nextNanos();
            if (next - clock.nanoTime() > 0) {
                return next;
            }
            var oldest = byDeadline.peek();
            if (oldest != null && oldest.deadlineNanos() - next <= 0) {
                oldest.end(new Outcome.TimedOut());
            } else if (windowEndNanos - next <= 0) {
                cut();
            } else {
                fireNext();
            }
        }
    }

    /** Ends every probe under way; they are in no window. */
    void abandon() {
        recorder.mute();
        for (var flight : new ArrayList<>(byDeadline)) {
            flight.end(new Outcome.Broken("the prober was closed"));
        }
        byDeadline.clear();
    }

    private long nextNanos() {
        while (!byDeadline.isEmpty() && byDeadline.element().over()) {
            byDeadline.remove();
        }
        long next = windowEndNanos;
        if (!byDeadline.isEmpty() && byDeadline.element().deadlineNanos() - next < 0) {
            next = byDeadline.element().deadlineNanos();
        }
        if (!byDue.isEmpty() && byDue.element().nextDueNanos() - next < 0) {
            next = byDue.element().nextDueNanos();
        }
        return next;
    }

    private void cut() {
        recorder.cut(wall.instant().minus(Duration.ofNanos(clock.nanoTime() - windowEndNanos)));
        windowEndNanos += windowNanos;
    }

    private void fireNext() {
        var stream = byDue.remove();
        long dueNanos = stream.nextDueNanos();
        stream.dueAt(dueNanos + intervalNanos);
        byDue.add(stream);
        var span = recorder.due(stream.zone(), stream.kind());
        var flight = new Flight(stream, span, dueNanos, timeoutNanos, clock, this::landed);
        room.take();
        stream.room().take();
        byDeadline.add(flight);
        if (flight.deadlineNanos() - clock.nanoTime() <= 0) {
            flight.end(
                    new Outcome
                            .TimedOut()); // this process slept past its deadline: it cannot be asked in time any more
        } else if (stream.room().isOverfull() || room.isOverfull()) {
            flight.end(new Outcome.Broken("not sent: too many probes under way"));
        } else {
            fire(stream, flight);
        }
    }

    private static void fire(ProbeStream stream, Flight flight) {
        try {
            stream.probe().fire(flight);
            stream.unsendable(false);
        } catch (RuntimeException e) {
            flight.end(new Outcome.Broken("not sent: " + e));
            if (stream.unsendable(true)) { // told once, not ten times a second
                LOG.error("{} probes of zone {} cannot be sent", stream.kind(), stream.zone(), e);
            }
        }
    }

    private void landed(Flight flight, ProbeSample sample) {
        room.giveBack();
        flight.stream().room().giveBack();
        recorder.record(flight.span(), sample);
        if (!(sample.outcome() instanceof Outcome.Answered)) {
            LOG.debug("{} probe of zone {}: {}", sample.kind(), sample.target(), sample.outcome());
        }
    }
}
