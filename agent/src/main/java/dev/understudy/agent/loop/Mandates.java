package dev.understudy.agent.loop;

import dev.understudy.core.control.LeaseState;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.zone.ServiceId;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The leases that this agent holds at this moment, for whoever must know before it touches the world. For many threads. */
public final class Mandates {
    private final Map<ServiceId, LeaseState> leases = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public Mandates(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes the newest word on a lease. */
    public void know(ServiceId service, LeaseState lease) {
        leases.put(service, lease);
    }

    /** The epoch this agent leads a service under; empty when it does not, or its lease has run out. */
    public Optional<Fence> of(ServiceId service) {
        return leases.get(service) instanceof LeaseState.Held(var fence, var until)
                        && clock.instant().isBefore(until)
                ? Optional.of(fence)
                : Optional.empty();
    }

    /** Whether this agent leads a service under this epoch and no other. */
    public boolean holds(ServiceId service, Fence fence) {
        return of(service).filter(fence::equals).isPresent();
    }
}
