package dev.understudy.probes;

import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;

/**
 * How much longer probes took as this process saw them than as the kernel did: from when each was due until its answer
 * was handled, less the kernel's round trip. It measures how busy the agent and its machine are, never the network, and
 * so is kept apart from {@link dev.understudy.core.measure.LatencyWindow}.
 *
 * @param target the zone probed
 * @param kind what was exercised; kinds without a kernel round trip have no lag
 * @param at end of the span, wall clock
 * @param span length of the span
 * @param samples answered probes whose round trip the kernel gave
 * @param p50Micros median, microseconds; 0 when there were no samples
 * @param p99Micros 99th percentile, microseconds
 * @param maxMicros longest, microseconds
 */
public record AgentLag(
        ZoneId target,
        ProbeKind kind,
        Instant at,
        Duration span,
        int samples,
        long p50Micros,
        long p99Micros,
        long maxMicros) {}
