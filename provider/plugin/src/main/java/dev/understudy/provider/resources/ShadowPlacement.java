package dev.understudy.provider.resources;

import dev.understudy.core.explain.Because;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Chooses the zone of a shadow: the fewest points win, where a point is one millisecond of round trip, or a tenth of the
 * price of one instance-hour. The round trip is the one measured, else what light needs in glass for the great circle.
 *
 * @param zone the zone chosen
 * @param points of every candidate
 * @param because why, with the numbers
 */
public record ShadowPlacement(ZoneId zone, SortedMap<ZoneId, Double> points, Because because) {
    private static final double EARTH_RADIUS_KM = 6_371;
    private static final double GLASS_KM_PER_MILLISECOND = 200;
    private static final double POINTS_PER_PRICE = 10;

    public ShadowPlacement {
        points = Collections.unmodifiableSortedMap(new TreeMap<>(points));
    }

    /**
     * Chooses among the zones of the catalogue, the primary excepted; empty when there is no other.
     *
     * @param roundTripMillis measured between the primary and a zone, where it is known
     */
    public static Optional<ShadowPlacement> choose(
            Zone primary, List<Zone> catalogue, Map<ZoneId, Double> roundTripMillis) {
        var points = new TreeMap<ZoneId, Double>();
        var trips = new TreeMap<ZoneId, Double>();
        var prices = new TreeMap<ZoneId, Double>();
        for (Zone zone : catalogue) {
            if (!zone.id().equals(primary.id())) {
                double trip = roundTripMillis.getOrDefault(
                        zone.id(), 2 * distanceKm(primary, zone) / GLASS_KM_PER_MILLISECOND);
                trips.put(zone.id(), trip);
                prices.put(zone.id(), zone.pricePerInstanceHour());
                points.put(zone.id(), trip + POINTS_PER_PRICE * zone.pricePerInstanceHour());
            }
        }
        return points.entrySet().stream()
                .min(Map.Entry.<ZoneId, Double>comparingByValue(Comparator.naturalOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(best -> new ShadowPlacement(
                        best.getKey(),
                        points,
                        new Because(
                                "zone " + best.getKey() + " has the fewest points of {candidates} zones: {points}, from"
                                        + " a round trip of {roundTripMillis} ms and a price of {price} an instance-hour",
                                Map.of(
                                        "candidates", (double) points.size(),
                                        "points", best.getValue(),
                                        "roundTripMillis", trips.getOrDefault(best.getKey(), 0.0),
                                        "price", prices.getOrDefault(best.getKey(), 0.0)))));
    }

    /** Great-circle distance by the haversine formula. */
    static double distanceKm(Zone from, Zone to) {
        double latitude = Math.toRadians(to.latitudeDegrees() - from.latitudeDegrees());
        double longitude = Math.toRadians(to.longitudeDegrees() - from.longitudeDegrees());
        double half = Math.pow(Math.sin(latitude / 2), 2)
                + Math.cos(Math.toRadians(from.latitudeDegrees()))
                        * Math.cos(Math.toRadians(to.latitudeDegrees()))
                        * Math.pow(Math.sin(longitude / 2), 2);
        return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(half)));
    }
}
