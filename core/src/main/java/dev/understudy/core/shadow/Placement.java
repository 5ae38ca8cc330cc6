package dev.understudy.core.shadow;

import dev.understudy.core.explain.Because;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Chooses where a shadow shall wait: of all zones but the primary, the one with the fewest points, which are
 *
 * <pre>
 *   points = distance in km × perKilometre + median round trip in ms × perMillisecond + price × perPrice
 * </pre>
 */
public final class Placement {
    /**
     * Light in fibre makes 100 km there and back in a millisecond (speed of light over the refractive index of glass,
     * 1.47, is 204 km a millisecond one way): the least round trip a distance allows.
     */
    private static final double KILOMETRES_PER_MILLI_RTT = 100;

    /** Mean radius of the Earth, km (IUGG). */
    private static final double EARTH_KILOMETRES = 6_371.0088;

    private Placement() {}

    /**
     * What counts, and how much.
     *
     * @param leastKilometres zones nearer to the primary than this would fail with it and are left out, 0 or more
     * @param perKilometre points for each km of distance, 0 or more
     * @param perMillisecond points for each ms of round trip, 0 or more
     * @param perPrice points for each unit of price per instance-hour, 0 or more
     */
    public record Preferences(double leastKilometres, double perKilometre, double perMillisecond, double perPrice) {
        /** Fifty kilometres weigh as much as a millisecond or a hundredth of the currency. */
        public static final Preferences DEFAULT = new Preferences(0, 0.02, 1, 100);

        public Preferences {
            require("leastKilometres", leastKilometres);
            require("perKilometre", perKilometre);
            require("perMillisecond", perMillisecond);
            require("perPrice", perPrice);
        }

        private static void require(String field, double number) {
            if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "placement." + field + " is " + number + "; allowed: 0 or more, finite");
            }
        }
    }

    /**
     * Two zones, in either order.
     *
     * @param first the one whose name sorts first
     * @param second the other
     */
    public record ZonePair(ZoneId first, ZoneId second) {
        public ZonePair {
            if (first.compareTo(second) > 0) {
                var swapped = first;
                first = second;
                second = swapped;
            }
        }
    }

    /**
     * A zone that was weighed.
     *
     * @param zone the zone
     * @param kilometres great-circle distance to the primary
     * @param roundTripMillis median round trip to the primary, milliseconds
     * @param measured whether the round trip was measured; else it is the least that the distance allows
     * @param price per instance-hour
     * @param points the sum, lower is better
     */
    public record Candidate(
            ZoneId zone, double kilometres, double roundTripMillis, boolean measured, double price, double points) {}

    /** How the choice ended. */
    public sealed interface Choice {
        Because because();

        /**
         * A zone was chosen.
         *
         * @param zone where the shadow shall wait
         * @param ranked all candidates, best first
         * @param because why
         */
        record Chosen(ZoneId zone, List<Candidate> ranked, Because because) implements Choice {
            public Chosen {
                ranked = List.copyOf(ranked);
            }
        }

        /** No zone can hold the shadow. */
        record NoCandidate(Because because) implements Choice {}
    }

    /**
     * Chooses a zone for the shadow of a primary.
     *
     * @param primary where the service lives
     * @param catalogue every zone known; the primary among them is never chosen
     * @param roundTripMillis median round trips by pair, milliseconds, where history is known
     * @param preferences what counts
     */
    public static Choice choose(
            Zone primary, List<Zone> catalogue, Map<ZonePair, Double> roundTripMillis, Preferences preferences) {
        var ranked = new ArrayList<Candidate>();
        int others = 0;
        for (Zone zone : catalogue) {
            if (zone.id().equals(primary.id())) {
                continue;
            }
            others++;
            var candidate = weigh(primary, zone, roundTripMillis, preferences);
            if (candidate.kilometres() >= preferences.leastKilometres()) {
                ranked.add(candidate);
            }
        }
        if (ranked.isEmpty()) {
            return new Choice.NoCandidate(none(primary.id(), others, preferences));
        }
        ranked.sort(Comparator.comparingDouble(Candidate::points).thenComparing(Candidate::zone));
        return new Choice.Chosen(ranked.getFirst().zone(), ranked, why(primary.id(), ranked));
    }

    /** Distance over the surface of the Earth, km, by the haversine formula (R. Sinnott, 1984). */
    public static double kilometres(Zone one, Zone other) {
        double lat1 = Math.toRadians(one.latitudeDegrees());
        double lat2 = Math.toRadians(other.latitudeDegrees());
        double dLat = Math.sin((lat2 - lat1) / 2);
        double dLon = Math.sin(Math.toRadians(other.longitudeDegrees() - one.longitudeDegrees()) / 2);
        double a = dLat * dLat + Math.cos(lat1) * Math.cos(lat2) * dLon * dLon;
        return 2 * EARTH_KILOMETRES * Math.asin(Math.min(1, Math.sqrt(a)));
    }

    private static Candidate weigh(
            Zone primary, Zone zone, Map<ZonePair, Double> roundTripMillis, Preferences preferences) {
        double kilometres = kilometres(primary, zone);
        var known = roundTripMillis.get(new ZonePair(primary.id(), zone.id()));
        boolean measured = known != null && known >= 0 && Double.isFinite(known);
        double millis = measured && known != null ? known : kilometres / KILOMETRES_PER_MILLI_RTT;
        double points = kilometres * preferences.perKilometre()
                + millis * preferences.perMillisecond()
                + zone.pricePerInstanceHour() * preferences.perPrice();
        return new Candidate(zone.id(), kilometres, millis, measured, zone.pricePerInstanceHour(), points);
    }

    private static Because why(ZoneId primary, List<Candidate> ranked) {
        var best = ranked.getFirst();
        return new Because(
                best.zone() + " is best of {candidatesCount} for the shadow of " + primary
                        + ": {distanceKm} km away, {roundTripMs} ms "
                        + (best.measured() ? "measured" : "at least, none was measured")
                        + ", {pricePerHour} per instance-hour, {pointsSum} points",
                Map.of(
                        "candidatesCount", (double) ranked.size(),
                        "distanceKm", best.kilometres(),
                        "roundTripMs", best.roundTripMillis(),
                        "pricePerHour", best.price(),
                        "pointsSum", best.points()));
    }

    private static Because none(ZoneId primary, int others, Preferences preferences) {
        return others == 0
                ? Because.of("the catalogue has no zone but " + primary + ", so there is no place for a shadow")
                : new Because(
                        "none of the {othersCount} other zones is {leastKm} km or more away from " + primary,
                        Map.of("othersCount", (double) others, "leastKm", preferences.leastKilometres()));
    }
}
