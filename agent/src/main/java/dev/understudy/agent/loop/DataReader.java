package dev.understudy.agent.loop;

import dev.understudy.clouds.spi.DataReplica;
import dev.understudy.clouds.spi.DataReplica.Observed;
import dev.understudy.core.control.Event;
import dev.understudy.core.zone.ServiceId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the database of one service says of itself. It never changes it. */
public final class DataReader {
    private static final Logger LOG = LoggerFactory.getLogger(DataReader.class);

    private final ServiceId service;
    private final DataReplica replica;
    private final Duration pause;
    private final Mailbox mailbox;
    private final InstantSource clock;
    private final RandomGenerator chance;
    private boolean seen = true;

    /**
     * @param pause between two readings, give or take a fifth
     */
    public DataReader(
            ServiceId service,
            DataReplica replica,
            Duration pause,
            Mailbox mailbox,
            InstantSource clock,
            RandomGenerator chance) {
        this.service = service;
        this.replica = replica;
        this.pause = pause;
        this.mailbox = mailbox;
        this.clock = clock;
        this.chance = chance;
    }

    /** Reads once, tells what came, and says how long to wait before reading again. */
    public Duration turn() {
        switch (replica.observe()) {
            case Observed.Seen(var view) -> {
                mailbox.offer(service, new Event.DataRead(clock.instant(), view));
                if (!seen) {
                    LOG.info("the data of {} is back", service);
                }
                seen = true;
            }
            case Observed.Failed(var error) -> {
                mailbox.offer(service, new Event.DataLost(clock.instant(), error.message()));
                if (seen) {
                    LOG.warn("the data of {} is lost: {}", service, error.message());
                }
                seen = false;
            }
        }
        return Backoff.jittered(pause, chance);
    }
}
