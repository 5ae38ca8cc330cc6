package dev.understudy.provider.resources;

import dev.understudy.core.shadow.Site;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.wire.InvalidInput;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A zone that a service could be in, as a program declares it.
 *
 * @param zone its name
 * @param latitudeDegrees -90 to 90; 0 where left out
 * @param longitudeDegrees -180 to 180; 0 where left out
 * @param pricePerInstanceHour in the account's currency; 0 where left out
 * @param jurisdiction whose law holds there
 * @param freeInstances instances that it has room for
 * @param breakProbability that the objective breaks there within a day; 0 where left out
 * @param preferencePoints by which people would rather have it; 0 where left out
 */
public record CatalogueEntry(
        String zone,
        @Nullable Double latitudeDegrees,
        @Nullable Double longitudeDegrees,
        @Nullable Double pricePerInstanceHour,
        @Nullable String jurisdiction,
        @Nullable Integer freeInstances,
        @Nullable Double breakProbability,
        @Nullable Double preferencePoints) {
    public CatalogueEntry {
        try {
            var _ = zone(zone, latitudeDegrees, longitudeDegrees, pricePerInstanceHour);
            var _ = site(zone, jurisdiction, freeInstances, breakProbability, preferencePoints);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInput("", String.valueOf(wrong.getMessage()));
        }
    }

    /** The zone. */
    public Zone core() {
        return zone(zone, latitudeDegrees, longitudeDegrees, pricePerInstanceHour);
    }

    /** What is known of it as a place for a shadow. */
    public Site site() {
        return site(zone, jurisdiction, freeInstances, breakProbability, preferencePoints);
    }

    private static Zone zone(
            String zone, @Nullable Double latitude, @Nullable Double longitude, @Nullable Double price) {
        return new Zone(
                new ZoneId(zone),
                latitude == null ? 0 : latitude,
                longitude == null ? 0 : longitude,
                price == null ? 0 : price);
    }

    private static Site site(
            String zone,
            @Nullable String jurisdiction,
            @Nullable Integer freeInstances,
            @Nullable Double breakProbability,
            @Nullable Double preferencePoints) {
        return new Site(
                new ZoneId(zone),
                Optional.ofNullable(freeInstances),
                breakProbability == null ? 0 : breakProbability,
                preferencePoints == null ? 0 : preferencePoints,
                Optional.ofNullable(jurisdiction));
    }
}
