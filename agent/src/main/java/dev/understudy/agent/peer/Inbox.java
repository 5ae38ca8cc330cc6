package dev.understudy.agent.peer;

import dev.understudy.agent.config.AgentConfig;
import dev.understudy.agent.loop.Mailbox;
import dev.understudy.core.control.Event;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.probes.NanoClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Hands what peers tell to the controllers. What is about zones or services that this agent was not told of is left out:
 * a peer with a newer configuration is no fault.
 */
public final class Inbox {
    private static final Duration SILENCE_LEAST = Duration.ofSeconds(1);

    private final Set<ZoneId> zones;
    private final Set<ServiceId> services;
    private final Mailbox mailbox;
    private final InstantSource clock;
    private final NanoClock nanos;
    private final boolean alone;
    private final Duration silenceMax;
    private volatile long heardNanos;

    public Inbox(AgentConfig config, Mailbox mailbox, InstantSource clock, NanoClock nanos) {
        this.nanos = nanos;
        this.alone = config.peers().isEmpty();
        var windows = config.probes().settings().window().multipliedBy(3);
        this.silenceMax = windows.compareTo(SILENCE_LEAST) < 0 ? SILENCE_LEAST : windows;
        this.heardNanos = nanos.nanoTime() - silenceMax.toNanos();
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
        heardNanos = nanos.nanoTime();
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

    /** Whether this agent has peers and hears none of them: it sees the world through its own eyes alone. */
    public boolean isDeaf() {
        return !alone && nanos.nanoTime() - heardNanos >= silenceMax.toNanos();
    }
}
