package dev.understudy.core.shadow;

import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;

/**
 * What a service would need in one zone, kept for every zone of the catalogue so that any of them can take over.
 *
 * @param account the tenant
 * @param service the service
 * @param zone the zone this profile is for
 * @param role what the zone does for the service now
 * @param cpuMillis CPU in thousandths of a core, at least 0
 * @param memoryMiB memory in MiB, at least 0
 * @param storageMiB storage in MiB, at least 0
 * @param networkMbps network in Mbit/s, at least 0
 * @param mutationPerSecond writes per second seen at the primary, at least 0
 * @param utilisation share of the capacity in use in this zone, 0 (idle) to 1 (full)
 * @param freshAt when the oldest of the readings it is made of was made; when the agent first knew of the service,
 *     where nothing was read yet
 */
public record ShadowProfile(
        AccountId account,
        ServiceId service,
        ZoneId zone,
        Role role,
        int cpuMillis,
        int memoryMiB,
        int storageMiB,
        int networkMbps,
        double mutationPerSecond,
        double utilisation,
        Instant freshAt) {
    /** What a zone does for a service. */
    public enum Role {
        PRIMARY,
        SHADOW,
        CANDIDATE
    }
}
