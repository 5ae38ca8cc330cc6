package dev.understudy.clouds.local.postgres;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/** What the writer had written when, of late: from a position one can tell how old what lies beyond it may be. */
final class Writings {
    private static final int MOST = 512;

    private final ArrayDeque<Reading> readings = new ArrayDeque<>();
    private Optional<Long> ended = Optional.empty();

    private record Reading(long nanos, long bytes) {}

    /** The writer's position, read at this moment or a little later. */
    synchronized void seen(long nanos, long bytes) {
        ended = Optional.empty();
        readings.addLast(new Reading(nanos, bytes));
        while (readings.size() > MOST) {
            readings.removeFirst();
        }
    }

    /** The writer is dead since this moment at the latest; the first word counts. */
    synchronized void ended(long nanos) {
        ended = ended.or(() -> Optional.of(nanos));
    }

    /** Another server writes now. */
    synchronized void beginAnew() {
        readings.clear();
        ended = Optional.empty();
    }

    /** How long before the end of the writer the first write beyond a position can have been; empty when not known. */
    synchronized Optional<Duration> beyond(long bytes, long now) {
        long end = ended.orElse(now);
        Optional<Duration> age = Optional.empty();
        for (Reading reading : readings) {
            if (reading.bytes() <= bytes) {
                age = Optional.of(Duration.ofNanos(Math.max(0, end - reading.nanos())));
            }
        }
        return age;
    }
}
