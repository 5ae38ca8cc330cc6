package dev.understudy.cli.demo;

import java.util.List;

/**
 * What the demo saw, as JSON.
 *
 * @param fabric how the zones were made
 * @param engine version of the engine that applied the revisions
 * @param requests sent by the client
 * @param failed of them: no 2xx within 2 s, without a second try by the client
 * @param retried requests that the balancer took from one zone and sent to another
 * @param firstFailure when the first request failed and what it met; empty when none did
 * @param p50Millis median latency seen by the client over its last span
 * @param p99Millis 99th percentile of the same
 * @param updates how many updates the stack's history holds
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
        List<Move> moves,
        boolean returned,
        double seconds) {}
