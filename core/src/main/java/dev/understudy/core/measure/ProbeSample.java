package dev.understudy.core.measure;

import dev.understudy.core.zone.ZoneId;

/**
 * One probe's end, on the monotonic clock of the agent that sent it.
 *
 * @param target the zone probed
 * @param kind what was exercised
 * @param outcome how it ended
 * @param dueNanos when the probe was due, which is where user-space latency is counted from, so that a stalled sender
 *     cannot hide the wait (coordinated omission; G. Tene)
 * @param endNanos when its end was seen
 * @param kernelRttNanos round trip between the kernel's own send and receive stamps; -1 where the kernel gives none
 */
public record ProbeSample(
        ZoneId target, ProbeKind kind, Outcome outcome, long dueNanos, long endNanos, long kernelRttNanos) {
    /** Round trip in nanoseconds: the kernel's where it is known, else from when the probe was due. */
    public long rttNanos() {
        return kernelRttNanos >= 0 ? kernelRttNanos : endNanos - dueNanos;
    }
}
