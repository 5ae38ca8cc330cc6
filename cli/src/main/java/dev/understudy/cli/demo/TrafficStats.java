package dev.understudy.cli.demo;

import java.util.SortedMap;

/**
 * What a steady client saw since it started. A request has failed when no 2xx came within its deadline; the client never
 * tries twice.
 *
 * @param sent requests sent
 * @param ok answered with 2xx in time
 * @param failed not
 * @param inFlight not known yet
 * @param p50Millis median latency of the last span, milliseconds; 0 when nothing was answered
 * @param p99Millis 99th percentile of the last span, milliseconds
 * @param byZone answered requests by the zone that answered
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
        String firstFailure) {}
