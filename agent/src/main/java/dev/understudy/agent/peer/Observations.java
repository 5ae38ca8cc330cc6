package dev.understudy.agent.peer;

import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one agent saw since it last told.
 *
 * @param observer its zone
 * @param windows windows of its own probes
 * @param loads loads read in its own zone
 */
public record Observations(ZoneId observer, List<LatencyWindow> windows, List<ServiceLoad> loads) {
    private static final Duration SKEW_MAX = Duration.ofMinutes(5);
    private static final Duration RTT_MAX = Duration.ofMinutes(10);

    public Observations {
        windows = List.copyOf(windows);
        loads = List.copyOf(loads);
    }

    /** What is said here in the name of another zone, if anything. An agent speaks for its own zone alone. */
    public Optional<String> foreign() {
        for (LatencyWindow window : windows) {
            if (!window.observer().equals(observer)) {
                return Optional.of(
                        "a window observed by zone " + window.observer() + " in a message of zone " + observer);
            }
        }
        for (ServiceLoad load : loads) {
            if (!load.zone().equals(observer)) {
                return Optional.of("a load of zone " + load.zone() + " in a message of zone " + observer);
            }
        }
        return Optional.empty();
    }

    /** What cannot be so, if anything: one peer's fault must not become everybody's. */
    public Optional<String> implausible(Instant now) {
        for (LatencyWindow window : windows) {
            if (Duration.between(window.at(), now).abs().compareTo(SKEW_MAX) > 0) {
                return Optional.of("a window ends at " + window.at() + " and it is " + now + " here; allowed: "
                        + SKEW_MAX.toMinutes() + " minutes apart, so set the clocks right");
            }
            boolean rising = 0 <= window.p50Micros()
                    && window.p50Micros() <= window.p95Micros()
                    && window.p95Micros() <= window.p99Micros()
                    && window.p99Micros() <= window.maxMicros()
                    && window.maxMicros() <= RTT_MAX.toNanos() / 1_000;
            if (!rising || !window.span().isPositive() || window.span().compareTo(RTT_MAX) > 0) {
                return Optional.of("a window has impossible numbers: " + window);
            }
        }
        for (ServiceLoad load : loads) {
            boolean possible = load.instances() >= 0
                    && load.servedTotal() >= 0
                    && possible(load.requestsPerSecond())
                    && possible(load.capacityPerSecond())
                    && possible(load.mutationPerSecond())
                    && Duration.between(load.at(), now).abs().compareTo(SKEW_MAX) <= 0;
            if (!possible) {
                return Optional.of("a load has impossible numbers: " + load);
            }
        }
        return Optional.empty();
    }

    private static boolean possible(double perSecond) {
        return perSecond >= 0 && perSecond < Double.POSITIVE_INFINITY;
    }
}
