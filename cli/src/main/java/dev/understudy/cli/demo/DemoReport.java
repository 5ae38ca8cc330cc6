package dev.understudy.cli.demo;

import java.util.List;

/**
 * What the demo saw, as JSON.
 *
 * @param fabric how the zones were made
 * @param engine version of the engine that applied the revisions
 * @param requests sent by the client
 * @param failed of them: reads without a 2xx within 2 s, never tried twice, and writes that were not acknowledged within
 *     20 s
 * @param retried requests that the balancer took from one zone and sent to another
 * @param firstFailure when the first request failed and what it met; empty when none did
 * @param p50Millis median latency seen by the client over its last span
 * @param p99Millis 99th percentile of the same
 * @param updates how many updates the stack's history holds
 * @param ackedWrites writes that the client was told are safe
 * @param lostWrites of them, those that an independent reader did not find in the database
 * @param duplicatedWrites keys that it found more than once
 * @param longestWritePauseMillis longest time between two acknowledged writes
 * @param migrations what the journal says of each migration, in order
 * @param moves each step of the traffic, in order
 * @param returned whether the traffic came home
 * @param seconds from the first request to the last
 */
record DemoReport(
        String fabric,
        String engine,
        long requests,
        long failed,
        long retried,
        String firstFailure,
        double p50Millis,
        double p99Millis,
        int updates,
        long ackedWrites,
        long lostWrites,
        long duplicatedWrites,
        long longestWritePauseMillis,
        List<Passage> migrations,
        List<Move> moves,
        boolean returned,
        double seconds) {}
