package dev.understudy.core.score;

import dev.understudy.core.measure.HeatValue;
import dev.understudy.core.measure.ZoneHealth;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.zone.ZoneId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that is thought of a service at one moment.
 *
 * @param score how much better the shadow would be
 * @param probability of a migration
 * @param heat of each zone of the catalogue
 * @param blendedHeat of the account over primary and shadow, 0 to 100
 * @param health of each zone of the catalogue
 * @param outlook of each zone of the catalogue
 */
public record Assessment(
        MigrationScore score,
        MigrationProbability probability,
        SortedMap<ZoneId, HeatValue> heat,
        double blendedHeat,
        SortedMap<ZoneId, ZoneHealth> health,
        SortedMap<ZoneId, ZoneOutlook> outlook) {
    /** Nothing was measured yet. */
    public static final Assessment NONE = new Assessment(
            MigrationScore.ZERO,
            MigrationProbability.ZERO,
            Collections.emptySortedMap(),
            0,
            Collections.emptySortedMap(),
            Collections.emptySortedMap());

    /**
     * The same with a probability that was shown to hold, in place of the first model's.
     *
     * @param probability that the primary breaks within the policy's horizon, 0 to 1
     */
    public Assessment stating(double probability, ZoneId primary, ZoneId shadow) {
        return new Assessment(
                score,
                this.probability.stating(probability),
                heat,
                HeatValue.blended(heatOf(primary), heatOf(shadow), probability),
                health,
                outlook);
    }

    private HeatValue heatOf(ZoneId zone) {
        return heat.getOrDefault(zone, HeatValue.of(zone, 0, 0, 0));
    }

    public Assessment {
        heat = Collections.unmodifiableSortedMap(new TreeMap<>(heat));
        health = Collections.unmodifiableSortedMap(new TreeMap<>(health));
        outlook = Collections.unmodifiableSortedMap(new TreeMap<>(outlook));
    }
}
