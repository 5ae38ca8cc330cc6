package dev.understudy.bench.migrate;

import dev.understudy.bench.load.Checker;
import dev.understudy.bench.load.ClientLog;
import dev.understudy.bench.load.Ranks;
import java.util.List;
import java.util.Locale;

/**
 * What a series of moves cost.
 *
 * @param name whose, and in which mode
 * @param log of the client
 * @param finding of the independent reader
 * @param pausesMillis longest time without an acknowledged write around each move
 * @param undone how many moves were refused or went back, beside these
 */
record Outcome(String name, ClientLog log, Checker.Finding finding, List<Double> pausesMillis, int undone) {
    double pauseMillis(int percent) {
        return Ranks.nearest(pausesMillis, percent);
    }

    void print(double roundTripMillis) {
        System.out.printf(
                Locale.ROOT,
                "%s: %d moves, %d more undone, write pause p50 %.0f ms, p99 %.0f ms; %d requests, %d failed %s; %d writes acknowledged, "
                        + "%d lost %s, %d duplicated, %d done without the client knowing; write latency p50 %.0f ms, p99 %.0f ms; %.0f %% of the writes "
                        + "acknowledged sooner than a round trip%n",
                name,
                pausesMillis.size(),
                undone,
                pauseMillis(50),
                pauseMillis(99),
                log.requests(),
                log.failed(),
                log.failures(),
                finding.acked(),
                finding.lost(),
                finding.firstLost(),
                finding.duplicated(),
                finding.unacknowledged(),
                log.writeLatencyMillis(50),
                log.writeLatencyMillis(99),
                100 * log.writesFasterThan(roundTripMillis));
    }
}
