package dev.understudy.sim;

import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * A world before it begins.
 *
 * @param seed of everything that is drawn
 * @param zones one agent in each
 * @param room instances that fit in each zone
 * @param services what runs there
 * @param happenings what befalls it, in the order of time
 * @param safetyMillis after so long everything that still happens ends
 * @param healMillis by then after that all must be at rest
 * @param driftRatio by how much clocks may run fast or slow
 */
record Plan(
        long seed,
        List<Zone> zones,
        Map<ZoneId, Integer> room,
        List<Service> services,
        List<Happening.Timed> happenings,
        long safetyMillis,
        long healMillis,
        double driftRatio) {
    /**
     * A service and what it gets to do.
     *
     * @param requestsPerSecond usual load
     * @param instanceCapacity requests per second that one instance serves
     * @param writesPerSecond of its database
     */
    record Service(ShadowedService declared, double requestsPerSecond, double instanceCapacity, int writesPerSecond) {}
}
