package dev.understudy.core.measure;

import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;

/**
 * What one observer saw of one zone by one kind of probe in one span of time. Plain numbers; it crosses the wire.
 *
 * @param observer the zone that probed
 * @param target the zone probed
 * @param kind what was exercised
 * @param at end of the span, on the observer's wall clock
 * @param span length of the span
 * @param due probes that fell due in the span, at least 0
 * @param answered how many of them were answered in time, at most {@code due}
 * @param p50Micros median round trip of the answered ones, microseconds; 0 when none was answered
 * @param p95Micros 95th percentile, microseconds
 * @param p99Micros 99th percentile, microseconds
 * @param maxMicros slowest, microseconds
 */
public record LatencyWindow(
        ZoneId observer,
        ZoneId target,
        ProbeKind kind,
        Instant at,
        Duration span,
        int due,
        int answered,
        long p50Micros,
        long p95Micros,
        long p99Micros,
        long maxMicros) {
    public LatencyWindow {
        if (due < 0 || answered < 0 || answered > due) {
            throw new IllegalArgumentException("window of " + target + " seen from " + observer + " has answered "
                    + answered + " of due " + due + "; allowed: 0 to due");
        }
    }

    /** Share of the due probes that were not answered, 0 to 1; 0 when none was due. */
    public double lossRatio() {
        return due == 0 ? 0 : 1.0 - (double) answered / due;
    }
}
