package dev.understudy.core.shadow;

import dev.understudy.core.explain.Because;
import dev.understudy.core.shadow.RoundTrips.RoundTrip;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Chooses where a shadow shall wait: of all zones but the primary that may and can hold it, the one with the fewest points,
 * which are
 *
 * <pre>
 *   points = distance in km × perKilometre + median round trip in ms × perMillisecond + price × perPrice
 *            + probability of a break within a day × perBreak - points of preference
 * </pre>
 */
public final class Placement {
    /** Mean radius of the Earth, km (IUGG). */
    private static final double EARTH_KILOMETRES = 6_371.0088;

    private Placement() {}

    /**
     * What counts, and how much.
     *
     * @param perKilometre points for each km of distance, 0 or more
     * @param perMillisecond points for each ms of round trip, 0 or more
     * @param perPrice points for each unit of price per instance-hour, 0 or more
     * @param perBreak points for a zone whose objective is sure to break within a day, 0 or more
     */
    public record Preferences(double perKilometre, double perMillisecond, double perPrice, double perBreak) {
        /**
         * Fifty kilometres weigh as much as a millisecond, a hundredth of the currency, or one percent of a break within a
         * day.
         */
        public static final Preferences DEFAULT = new Preferences(0.02, 1, 100, 100);

        public Preferences {
            require("perKilometre", perKilometre);
            require("perMillisecond", perMillisecond);
            require("perPrice", perPrice);
            require("perBreak", perBreak);
        }
    }

    /**
     * What a zone must have, whatever else speaks for it.
     *
     * @param leastKilometres zones nearer to the primary than this would fail with it, 0 or more
     * @param instances that it must have room for, where that is known, 0 or more
     * @param jurisdictions where the data may be; empty where it may be anywhere. A zone of which nobody says whose law
     *     holds is then no place for it
     */
    public record Constraints(double leastKilometres, int instances, SortedSet<String> jurisdictions) {
        /** Anything goes. */
        public static final Constraints NONE = new Constraints(0, 0, new TreeSet<>());

        public Constraints {
            require("leastKilometres", leastKilometres);
            require("instances", instances);
            jurisdictions = Collections.unmodifiableSortedSet(new TreeSet<>(jurisdictions));
        }
    }

    private static void require(String field, double number) {
        if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("placement." + field + " is " + number + "; allowed: 0 or more, finite");
        }
    }

    /**
     * A zone that was weighed.
     *
     * @param zone the zone
     * @param kilometres great-circle distance to the primary
     * @param roundTrip median round trip to the primary, and where it is known from
     * @param price per instance-hour
     * @param points the sum, lower is better
     * @param because what it is made of
     */
    public record Candidate(
            ZoneId zone, double kilometres, RoundTrip roundTrip, double price, double points, Because because) {}

    /**
     * A zone that may not or cannot hold the shadow.
     *
     * @param because why
     */
    public record LeftOut(ZoneId zone, Because because) {}

    /** How the choice ended. */
    public sealed interface Choice {
        Because because();

        /** Zones that may not or cannot hold it, in the catalogue's order. */
        List<LeftOut> leftOut();

        /**
         * A zone was chosen.
         *
         * @param zone where the shadow shall wait
         * @param ranked all candidates, best first
         * @param because why
         */
        record Chosen(ZoneId zone, List<Candidate> ranked, List<LeftOut> leftOut, Because because) implements Choice {
            public Chosen {
                ranked = List.copyOf(ranked);
                leftOut = List.copyOf(leftOut);
            }
        }

        /** No zone can hold the shadow. */
        record NoCandidate(List<LeftOut> leftOut, Because because) implements Choice {
            public NoCandidate {
                leftOut = List.copyOf(leftOut);
            }
        }
    }

    /**
     * Chooses a zone for the shadow of a primary.
     *
     * @param primary where the service lives
     * @param catalogue every zone known; the primary among them is never chosen
     * @param sites what is known of them as places; a zone that is not among them is one of which nothing is known
     * @param roundTrips between them
     * @param constraints what must be
     * @param preferences what counts
     */
    public static Choice choose(
            Zone primary,
            List<Zone> catalogue,
            Map<ZoneId, Site> sites,
            RoundTrips roundTrips,
            Constraints constraints,
            Preferences preferences) {
        var ranked = new ArrayList<Candidate>();
        var leftOut = new ArrayList<LeftOut>();
        for (Zone zone : catalogue) {
            if (!zone.id().equals(primary.id())) {
                var site = sites.getOrDefault(zone.id(), Site.unknown(zone.id()));
                forbidden(primary, zone, site, constraints)
                        .ifPresentOrElse(
                                why -> leftOut.add(new LeftOut(zone.id(), why)),
                                () -> ranked.add(weigh(primary, zone, site, roundTrips, preferences)));
            }
        }
        if (ranked.isEmpty()) {
            return new Choice.NoCandidate(leftOut, none(primary.id(), leftOut));
        }
        ranked.sort(Comparator.comparingDouble(Candidate::points).thenComparing(Candidate::zone));
        var best = ranked.getFirst();
        var lead = new Because(
                best.zone() + " is best of {candidatesCount} for the shadow of " + primary.id(),
                Map.of("candidatesCount", (double) ranked.size()));
        var why = new Because(lead.template() + ": " + best.because().template(), numbers(lead, best.because()));
        return new Choice.Chosen(best.zone(), ranked, leftOut, why);
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

    /** Why a zone is no place for the shadow, if it is none. */
    public static Optional<Because> forbidden(Zone primary, Zone zone, Site site, Constraints constraints) {
        var allowed = constraints.jurisdictions();
        if (!allowed.isEmpty() && site.jurisdiction().filter(allowed::contains).isEmpty()) {
            return Optional.of(Because.quoting(
                    zone.id() + site.jurisdiction().map(one -> " is in " + one).orElse(" does not say whose law holds")
                            + ", and the data may be in " + String.join(", ", allowed) + " only"));
        }
        double kilometres = kilometres(primary, zone);
        if (kilometres < constraints.leastKilometres()) {
            return Optional.of(new Because(
                    zone.id() + " is {distanceKm} km away from " + primary.id()
                            + " and would fail with it; {leastKm} km or more are asked for",
                    Map.of("distanceKm", kilometres, "leastKm", constraints.leastKilometres())));
        }
        return site.freeInstances()
                .filter(free -> free < constraints.instances())
                .map(free -> new Because(
                        zone.id() + " has room for {freeInstances} of {neededInstances} instances",
                        Map.of("freeInstances", (double) free, "neededInstances", (double) constraints.instances())));
    }

    private static Candidate weigh(Zone primary, Zone zone, Site site, RoundTrips roundTrips, Preferences preferences) {
        double kilometres = kilometres(primary, zone);
        var trip = roundTrips.between(primary, zone);
        double price = zone.pricePerInstanceHour();
        double points = kilometres * preferences.perKilometre()
                + trip.millis() * preferences.perMillisecond()
                + price * preferences.perPrice()
                + site.breakProbability() * preferences.perBreak()
                - site.preferencePoints();
        return new Candidate(
                zone.id(), kilometres, trip, price, points, made(kilometres, trip, roundTrips, price, site, points));
    }

    /** The sentence of a candidate. */
    private static Because made(
            double kilometres, RoundTrip trip, RoundTrips roundTrips, double price, Site site, double points) {
        var numbers = new TreeMap<String, Double>(Map.of(
                "distanceKm", kilometres,
                "roundTripMs", trip.millis(),
                "pricePerHour", price,
                "pointsSum", points));
        var template = new StringBuilder("{distanceKm} km away, {roundTripMs} ms ");
        switch (trip.source()) {
            case MEASURED -> template.append("measured");
            case ESTIMATED -> {
                template.append("estimated from {measuredPairs} pairs, not measured");
                numbers.put("measuredPairs", (double) roundTrips.measuredCount());
            }
            case LEAST -> template.append("at least, none was measured");
        }
        template.append(", {pricePerHour} per instance-hour");
        if (site.breakProbability() > 0) {
            template.append(", {breakPercent} % a day to break");
            numbers.put("breakPercent", 100 * site.breakProbability());
        }
        if (site.preferencePoints() != 0) {
            template.append(
                    site.preferencePoints() > 0 ? ", preferred by {wishPoints}" : ", unwelcome by {wishPoints}");
            numbers.put("wishPoints", Math.abs(site.preferencePoints()));
        }
        return new Because(template.append(", {pointsSum} points").toString(), numbers);
    }

    private static Map<String, Double> numbers(Because one, Because other) {
        var both = new TreeMap<>(one.numbers());
        both.putAll(other.numbers());
        return both;
    }

    private static Because none(ZoneId primary, List<LeftOut> leftOut) {
        if (leftOut.isEmpty()) {
            return Because.of("the catalogue has no zone but " + primary + ", so there is no place for a shadow");
        }
        var first = leftOut.getFirst().because();
        return leftOut.size() == 1
                ? first
                : new Because(
                        "none of the {othersCount} other zones can hold it; " + first.template(),
                        numbers(new Because("{othersCount}", Map.of("othersCount", (double) leftOut.size())), first));
    }
}
