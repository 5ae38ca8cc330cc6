package dev.understudy.core.migrate;

import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * One service as its program declares it: what an agent needs to know to watch and move it.
 *
 * @param service its name within the stack
 * @param account its tenant
 * @param primary where it lives when all is well
 * @param shadow where it goes
 * @param mode how much of the shadow runs while it waits
 * @param replication how writes reach the shadow
 * @param declared the program's weights: the start and the home
 * @param bounds what an agent may do
 * @param ownership who may move the weights
 * @param policy when and how to move
 * @param size of one primary instance, for the profiles
 * @param catalogue every zone known, primary and shadow among them
 * @param sizing instances as declared
 * @param data the data that moves with it
 */
public record ShadowedService(
        ServiceId service,
        AccountId account,
        ZoneId primary,
        ZoneId shadow,
        ShadowMode mode,
        ReplicationMode replication,
        Weights declared,
        Bounds bounds,
        Ownership ownership,
        MigrationPolicy policy,
        InstanceSize size,
        List<Zone> catalogue,
        Sizing sizing,
        DataPolicy data) {
    /**
     * Instances as declared.
     *
     * @param primaryInstances of the primary, 0 where the program does not say
     * @param shadowInstances of the shadow while it waits
     */
    public record Sizing(int primaryInstances, int shadowInstances) {
        /** The program says nothing of sizes, so nothing is sized. */
        public static final Sizing NONE = new Sizing(0, 0);
    }

    /**
     * What one instance takes.
     *
     * @param cpuMillis thousandths of a core, at least 0
     * @param memoryMiB MiB, at least 0
     * @param storageMiB MiB, at least 0
     * @param networkMbps Mbit/s, at least 0
     */
    public record InstanceSize(int cpuMillis, int memoryMiB, int storageMiB, int networkMbps) {}

    /** A service without data, whose sizes are left alone. */
    public ShadowedService(
            ServiceId service,
            AccountId account,
            ZoneId primary,
            ZoneId shadow,
            ShadowMode mode,
            ReplicationMode replication,
            Weights declared,
            Bounds bounds,
            Ownership ownership,
            MigrationPolicy policy,
            InstanceSize size,
            List<Zone> catalogue) {
        this(
                service,
                account,
                primary,
                shadow,
                mode,
                replication,
                declared,
                bounds,
                ownership,
                policy,
                size,
                catalogue,
                Sizing.NONE,
                new DataPolicy.None());
    }

    public ShadowedService {
        catalogue = List.copyOf(catalogue);
        if (primary.equals(shadow)) {
            throw new IllegalArgumentException("primary and shadow of service " + service + " are both zone " + primary
                    + "; allowed: two different zones");
        }
        for (ZoneId zone : List.of(primary, shadow)) {
            if (catalogue.stream().noneMatch(known -> known.id().equals(zone))) {
                throw new IllegalArgumentException("zone " + zone + " of service " + service
                        + " does not exist; the catalogue has "
                        + catalogue.stream().map(Zone::id).sorted().toList());
            }
        }
    }

    /** The catalogue's entry of a zone. */
    public Optional<Zone> zone(ZoneId id) {
        return catalogue.stream().filter(known -> known.id().equals(id)).findFirst();
    }
}
