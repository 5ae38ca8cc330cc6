package dev.understudy.core.measure;

import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;

/**
 * Operational state of one service in one zone, read in that zone.
 *
 * @param service the service
 * @param zone the zone
 * @param at when it was read, wall clock of the reader
 * @param instances running instances, at least 0
 * @param requestsPerSecond served in the last span, at least 0
 * @param capacityPerSecond requests per second that the running instances can serve, at least 0
 * @param mutationPerSecond writes per second, at least 0
 * @param servedTotal requests served since the instances started
 */
public record ServiceLoad(
        ServiceId service,
        ZoneId zone,
        Instant at,
        int instances,
        double requestsPerSecond,
        double capacityPerSecond,
        double mutationPerSecond,
        long servedTotal) {
    /** Share of the capacity in use: 0 idle, 1 full; 0 where there is no capacity. */
    public double utilisation() {
        return capacityPerSecond <= 0 ? 0 : Math.min(1, requestsPerSecond / capacityPerSecond);
    }
}
