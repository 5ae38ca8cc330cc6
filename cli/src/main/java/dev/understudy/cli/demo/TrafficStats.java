package dev.understudy.cli.demo;

import java.util.SortedMap;

/**
 * What a steady client saw since it started. A read has failed when no 2xx came within its deadline; it is never tried
 * twice. A write carries a key, and is given again with the same key until its own deadline, as keys are for; it has
 * failed when it was not acknowledged by then.
 *
 * @param sent requests sent, a write counted once
 * @param ok answered with 2xx in time
 * @param failed not
 * @param inFlight not known yet
 * @param p50Millis median latency of the reads of the last span, milliseconds; 0 when nothing was answered
 * @param p99Millis 99th percentile of the same, milliseconds
 * @param byZone answered requests by the zone that answered
 * @param ackedWrites writes acknowledged
 * @param writesTriedAgain attempts beyond the first of all writes
 * @param longestWritePauseMillis longest time between two acknowledgements of writes, milliseconds
 * @param firstFailure when the first request failed and what it met; empty while none has
 */
public record TrafficStats(
        long sent,
        long ok,
        long failed,
        long inFlight,
        double p50Millis,
        double p99Millis,
        SortedMap<String, Long> byZone,
        long ackedWrites,
        long writesTriedAgain,
        long longestWritePauseMillis,
        String firstFailure) {}
