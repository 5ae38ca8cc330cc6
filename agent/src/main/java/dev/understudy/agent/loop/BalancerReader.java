package dev.understudy.agent.loop;

import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.clouds.spi.LoadBalancer.Observed;
import dev.understudy.core.control.Event;
import dev.understudy.core.zone.ServiceId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the load balancer of one service says. It never changes it. */
public final class BalancerReader {
    private static final Logger LOG = LoggerFactory.getLogger(BalancerReader.class);

    private final ServiceId service;
    private final LoadBalancer balancer;
    private final Duration pause;
    private final Mailbox mailbox;
    private final InstantSource clock;
    private final RandomGenerator chance;
    private boolean seen = true;

    /**
     * @param pause between two readings, give or take a fifth
     */
    public BalancerReader(
            ServiceId service,
            LoadBalancer balancer,
            Duration pause,
            Mailbox mailbox,
            InstantSource clock,
            RandomGenerator chance) {
        this.service = service;
        this.balancer = balancer;
        this.pause = pause;
        this.mailbox = mailbox;
        this.clock = clock;
        this.chance = chance;
    }

    /** Reads once, tells what came, and says how long to wait before reading again. */
    public Duration turn() {
        switch (balancer.observe()) {
            case Observed.Seen(var view) -> {
                mailbox.offer(service, new Event.BalancerRead(clock.instant(), view));
                if (!seen) {
                    LOG.info("the balancer of {} is back", service);
                }
                seen = true;
            }
            case Observed.Failed(var error) -> {
                mailbox.offer(service, new Event.BalancerLost(clock.instant(), error.message()));
                if (seen) {
                    LOG.warn("the balancer of {} is lost: {}", service, error.message());
                }
                seen = false;
            }
        }
        return Backoff.jittered(pause, chance);
    }
}
