package dev.understudy.agent.peer;

import dev.understudy.agent.config.AgentConfig;
import dev.understudy.agent.loop.Mailbox;
import dev.understudy.core.control.Event;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Hands what peers tell to the controllers. What is about zones or services that this agent was not told of is left out:
 * a peer with a newer configuration is no fault.
 */
public final class Inbox {
    private final Set<ZoneId> zones;
    private final Set<ServiceId> services;
    private final Mailbox mailbox;
    private final InstantSource clock;

    public Inbox(AgentConfig config, Mailbox mailbox, InstantSource clock) {
        this.zones = Stream.concat(Stream.of(config.zone()), config.peers().keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
        this.services = config.services().stream()
                .map(service -> service.declared().service())
                .collect(Collectors.toUnmodifiableSet());
        this.mailbox = mailbox;
        this.clock = clock;
    }

    /** Takes a message whose sender was checked. Never blocks. */
    public void take(Observations observations) {
        var now = clock.instant();
        for (LatencyWindow window : observations.windows()) {
            if (zones.contains(window.target())) {
                mailbox.offerToAll(new Event.Measured(now, window));
            }
        }
        for (ServiceLoad load : observations.loads()) {
            if (services.contains(load.service())) {
                mailbox.offer(load.service(), new Event.LoadRead(now, load));
            }
        }
    }
}
