package dev.understudy.core.measure;

import dev.understudy.core.zone.ZoneId;

/**
 * How hard a zone is being used for an account, 0 (cold) to 100 (hot):
 *
 * <pre>
 *   heat = 50 × utilisation + 20 × mutation + 30 × latency
 *   utilisation  requests per second over the capacity, 0 to 1
 *   mutation     writes per second over the capacity, 0 to 1: how much state would have to be carried along
 *   latency      d / (d + 20 ms), d being the predicted increase over the calm one: half hot at 20 ms
 * </pre>
 *
 * @param zone the zone
 * @param heat the sum of its parts, points, 0 to 100
 * @param utilisationPoints part of the utilisation, 0 to 50
 * @param mutationPoints part of the writes, 0 to 20
 * @param latencyPoints part of the latency, 0 to 30
 */
public record HeatValue(
        ZoneId zone, double heat, double utilisationPoints, double mutationPoints, double latencyPoints) {
    /** Points of a full utilisation. */
    public static final double USED = 50;
    /** Points of as many writes as there is capacity. */
    public static final double WRITTEN = 20;

    private static final double LATE = 30;
    private static final double HALF_HOT_MILLIS = 20;

    /**
     * Heat of a zone.
     *
     * @param utilisation 0 to 1
     * @param mutationRatio writes per second over the capacity per second, at least 0
     * @param increaseMillis predicted latency over the calm one, milliseconds, at least 0
     */
    public static HeatValue of(ZoneId zone, double utilisation, double mutationRatio, double increaseMillis) {
        double used = USED * Math.clamp(utilisation, 0.0, 1.0);
        double written = WRITTEN * Math.clamp(mutationRatio, 0.0, 1.0);
        double late = lateness(increaseMillis);
        return new HeatValue(zone, used + written + late, used, written, late);
    }

    /** Points of a predicted increase, milliseconds, at least 0: 0 to 30. */
    public static double lateness(double increaseMillis) {
        return LATE * increaseMillis / (increaseMillis + HALF_HOT_MILLIS);
    }

    /**
     * Heat of an account over both zones: all primary while a migration is out of the question, all shadow once it is
     * certain.
     *
     * @param probability of a migration, 0 to 1
     */
    public static double blended(HeatValue primary, HeatValue shadow, double probability) {
        return (1 - probability) * primary.heat() + probability * shadow.heat();
    }
}
