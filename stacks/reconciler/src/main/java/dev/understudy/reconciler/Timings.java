package dev.understudy.reconciler;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Where the time went from the moment a revision was recorded until the balancer was read back with it. The parts sum
 * to the total; all are milliseconds.
 *
 * @param ledgerMillis from recorded to noticed by the reconciler
 * @param engineMillis what the engine took itself: its start, state, lock, steps, and waiting
 * @param programMillis the program: from the engine's word that it starts it until it had registered the weights,
 *     without the provider's share
 * @param providerMillis the provider's calls, without the balancer's share
 * @param balancerMillis writing to the balancer and reading back
 */
public record Timings(
        double ledgerMillis, double engineMillis, double programMillis, double providerMillis, double balancerMillis) {

    /** From recorded to read back. */
    public double totalMillis() {
        return ledgerMillis + engineMillis + programMillis + providerMillis + balancerMillis;
    }

    /** Splits one update, by its log and the provider's trace of it. */
    static Timings of(Instant recordedAt, Instant noticedAt, Instant appliedAt, UpdateLog log, ProviderTrace trace) {
        Instant noticed = noticedAt.isBefore(recordedAt) ? recordedAt : noticedAt;
        double balancer = millis(trace.balancer(appliedAt));
        double provider = millis(trace.busy(noticed, appliedAt));
        double program = log.programStartedAt()
                .flatMap(start -> log.registeredAt()
                        .map(end -> millis(Duration.between(start, end)) - millis(trace.busy(start, end))))
                .orElse(0.0);
        double window = Math.max(0, millis(Duration.between(noticed, appliedAt)));
        return new Timings(
                millis(Duration.between(recordedAt, noticed)),
                Math.max(0, window - program - provider),
                Math.max(0, program),
                Math.max(0, provider - balancer),
                balancer);
    }

    /** When the balancer had the weights of these resources: by the trace, else by the end of the update. */
    static Instant appliedAt(Set<String> urns, ProviderTrace trace, Instant endedAt) {
        return trace.appliedAt(urns).orElse(endedAt);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
