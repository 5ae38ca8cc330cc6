package dev.understudy.probes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How often to probe, how long to wait, and how much may be under way at once.
 *
 * @param interval time between two probes of one kind at one target, 10 ms to 60 s
 * @param timeout how long after it was due a probe may be answered, 10 ms to 60 s
 * @param window length of the spans that are reported, 100 ms to 10 min, at least {@code interval}
 * @param inFlightPerTarget unanswered probes that one target may have at once, all kinds together, 1 to 10 000
 * @param inFlight unanswered probes that all targets may have at once, 1 to 30 000
 */
public record ProberSettings(
        Duration interval, Duration timeout, Duration window, int inFlightPerTarget, int inFlight) {
    /** Probes of all targets together that may be under way, unless said otherwise. */
    public static final int DEFAULT_IN_FLIGHT = 4_096;

    public ProberSettings {
        InvalidSettings.throwIfAny(faults("probes", interval, timeout, window, inFlightPerTarget, inFlight));
    }

    /** Room enough for every kind to wait out its timeout at each target. */
    public ProberSettings(Duration interval, Duration timeout, Duration window) {
        this(interval, timeout, window, roomFor(interval, timeout), DEFAULT_IN_FLIGHT);
    }

    private static int roomFor(Duration interval, Duration timeout) {
        if (interval.isZero() || interval.isNegative() || timeout.isNegative()) {
            return 1; // the interval or the timeout is at fault, and said to be
        }
        var perKind = timeout.toNanos() / Math.max(1, interval.toNanos()) + 2;
        return Math.clamp(3 * perKind, 1, 10_000);
    }

    static List<Fault> faults(
            String path, Duration interval, Duration timeout, Duration window, int inFlightPerTarget, int inFlight) {
        var faults = new ArrayList<Fault>();
        requireMillis(path + ".intervalMillis", interval, 10, 60_000, faults);
        requireMillis(path + ".timeoutMillis", timeout, 10, 60_000, faults);
        requireMillis(path + ".windowMillis", window, 100, 600_000, faults);
        if (window.compareTo(interval) < 0) {
            faults.add(new Fault(
                    path + ".windowMillis",
                    Long.toString(window.toMillis()),
                    "allowed: at least the interval, " + interval.toMillis()));
        }
        requireCount(path + ".inFlightPerTarget", inFlightPerTarget, 10_000, faults);
        requireCount(path + ".inFlight", inFlight, 30_000, faults);
        return faults;
    }

    private static void requireMillis(String path, Duration value, long from, long to, List<Fault> faults) {
        if (value.compareTo(Duration.ofMillis(from)) < 0 || value.compareTo(Duration.ofMillis(to)) > 0) {
            faults.add(new Fault(path, Long.toString(value.toMillis()), "allowed: " + from + " to " + to));
        }
    }

    private static void requireCount(String path, int value, int to, List<Fault> faults) {
        if (value < 1 || value > to) {
            faults.add(new Fault(path, Integer.toString(value), "allowed: 1 to " + to));
        }
    }
}
