package dev.understudy.clouds.local;

import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.util.Optional;

/**
 * Instances of one service in one zone.
 *
 * @param name unique in the cloud, 1 to 63 lower-case letters, digits and inner hyphens
 * @param service what they serve
 * @param zone where they run; it must exist
 * @param instances how many processes run, 0 to {@code slots}
 * @param slots how many there is room for, 1 to 16: each has an address of its own from the beginning, so that a change
 *     of size moves nothing
 * @param capacityPerSecond requests per second that one instance serves at most, above 0, at most 100 000
 * @param serviceMillis time one request takes when nobody waits, milliseconds, 0 to 10 000
 * @param database the replicated database that they use through the pooler of their zone; empty for none
 * @param volume the volume that they use; empty for none
 */
public record GroupSpec(
        String name,
        ServiceId service,
        ZoneId zone,
        int instances,
        int slots,
        double capacityPerSecond,
        double serviceMillis,
        Optional<String> database,
        Optional<String> volume) {
    /** Most slots of one group. */
    public static final int MOST_SLOTS = 16;

    /** A group without a volume. */
    public GroupSpec(
            String name,
            ServiceId service,
            ZoneId zone,
            int instances,
            int slots,
            double capacityPerSecond,
            double serviceMillis,
            Optional<String> database) {
        this(name, service, zone, instances, slots, capacityPerSecond, serviceMillis, database, Optional.empty());
    }

    /** A group that keeps nothing. */
    public GroupSpec(
            String name,
            ServiceId service,
            ZoneId zone,
            int instances,
            int slots,
            double capacityPerSecond,
            double serviceMillis) {
        this(name, service, zone, instances, slots, capacityPerSecond, serviceMillis, Optional.empty());
    }

    /** A group that is full, and cannot grow. */
    public GroupSpec(
            String name,
            ServiceId service,
            ZoneId zone,
            int instances,
            double capacityPerSecond,
            double serviceMillis) {
        this(name, service, zone, instances, Math.max(1, instances), capacityPerSecond, serviceMillis);
    }

    public GroupSpec {
        Check.label("group name", name);
        Check.range("slots of group " + name, slots, 1, MOST_SLOTS);
        Check.range("instances of group " + name, instances, 0, slots);
        if (!(capacityPerSecond > 0 && capacityPerSecond <= 100_000)) {
            throw new IllegalArgumentException("capacityPerSecond of group " + name + " is " + capacityPerSecond
                    + "; allowed: above 0, at most 100000");
        }
        Check.range("serviceMillis of group " + name, serviceMillis, 0, 10_000);
    }

    /** The same group with another number of instances. */
    public GroupSpec withInstances(int wanted) {
        return new GroupSpec(name, service, zone, wanted, slots, capacityPerSecond, serviceMillis, database, volume);
    }
}
