package dev.understudy.agent.peer;

import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.zone.ZoneId;
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
}
