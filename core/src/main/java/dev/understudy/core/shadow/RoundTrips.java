package dev.understudy.core.shadow;

import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Round trips between zones: as measured, and where nobody measured one, estimated from those that were. The estimate is
 *
 * <pre>
 *   round trip of i and j = stretch × what light needs + access of i + access of j + u(i) u(j) - v(i) v(j)
 * </pre>
 *
 * where the last two terms are a matrix of rank two, as round trips in the Internet have few dimensions (L. Tang and M.
 * Crovella, "Virtual landmarks for the Internet", 2003; Y. Liao et al., "DMFSGD", 2013). Stretch is fitted to all pairs; the
 * rest zone by zone, alternating, each drawn to nought where little was measured. Never less than light needs.
 */
public final class RoundTrips {
    /**
     * Light in fibre makes 100 km there and back in a millisecond (speed of light over the refractive index of glass,
     * 1.47, is 204 km a millisecond one way): the least round trip a distance allows.
     */
    private static final double KILOMETRES_PER_MILLI = 100;
    /** With fewer pairs than this measured, nothing is estimated. */
    private static final int LEAST_PAIRS = 3;
    /** What a fibre's way usually is longer than the great circle, and the weight of that beside a measured pair. */
    private static final double USUAL_STRETCH = 2;

    private static final double PRIOR_PAIRS = 0.25;

    private final Map<ZonePair, Double> measured;
    private final Map<ZonePair, Double> estimated;

    private RoundTrips(Map<ZonePair, Double> measured, Map<ZonePair, Double> estimated) {
        this.measured = measured;
        this.estimated = estimated;
    }

    /**
     * Two zones, in either order.
     *
     * @param first the one whose name sorts first
     * @param second the other
     */
    public record ZonePair(ZoneId first, ZoneId second) implements Comparable<ZonePair> {
        public ZonePair {
            if (first.compareTo(second) > 0) {
                var swapped = first;
                first = second;
                second = swapped;
            }
        }

        @Override
        public int compareTo(ZonePair other) {
            int by = first.compareTo(other.first);
            return by != 0 ? by : second.compareTo(other.second);
        }
    }

    /** Where a round trip is known from. */
    public enum Source {
        /** Somebody measured it. */
        MEASURED,
        /** Estimated from the round trips of other pairs. */
        ESTIMATED,
        /** What light needs at least, nothing else being known. */
        LEAST
    }

    /**
     * A round trip.
     *
     * @param millis milliseconds, 0 or more
     */
    public record RoundTrip(double millis, Source source) {}

    /** Nothing was measured. */
    public static RoundTrips unknown() {
        return new RoundTrips(Map.of(), Map.of());
    }

    /**
     * All pairs of a catalogue.
     *
     * @param millis median round trips as measured, milliseconds; what is below 0 or not finite counts as not measured
     */
    public static RoundTrips of(List<Zone> catalogue, Map<ZonePair, Double> millis) {
        var measured = new TreeMap<ZonePair, Double>();
        millis.forEach((pair, each) -> {
            if (each >= 0 && each < Double.POSITIVE_INFINITY && !pair.first().equals(pair.second())) {
                measured.put(pair, each);
            }
        });
        var zones = catalogue.stream().sorted(Comparator.comparing(Zone::id)).toList();
        return new RoundTrips(measured, estimates(zones, measured));
    }

    /** Between two zones. */
    public RoundTrip between(Zone one, Zone other) {
        var pair = new ZonePair(one.id(), other.id());
        var known = Optional.ofNullable(measured.get(pair));
        if (known.isPresent()) {
            return new RoundTrip(known.get(), Source.MEASURED);
        }
        var guessed = Optional.ofNullable(estimated.get(pair));
        return guessed.isPresent()
                ? new RoundTrip(guessed.get(), Source.ESTIMATED)
                : new RoundTrip(leastMillis(one, other), Source.LEAST);
    }

    /** Pairs that were measured. */
    public int measuredCount() {
        return measured.size();
    }

    /** What light needs for the way there and back, milliseconds. */
    static double leastMillis(Zone one, Zone other) {
        return Placement.kilometres(one, other) / KILOMETRES_PER_MILLI;
    }

    private static Map<ZonePair, Double> estimates(List<Zone> zones, Map<ZonePair, Double> measured) {
        var pairs = new ArrayList<LowRank.Entry>();
        double lights = 0;
        double both = 0;
        for (int one = 0; one < zones.size(); one++) {
            for (int other = one + 1; other < zones.size(); other++) {
                var known = measured.get(
                        new ZonePair(zones.get(one).id(), zones.get(other).id()));
                if (known != null) {
                    double light = leastMillis(zones.get(one), zones.get(other));
                    pairs.add(new LowRank.Entry(one, other, known));
                    lights += light * light;
                    both += light * known;
                }
            }
        }
        if (pairs.size() < LEAST_PAIRS) {
            return Map.of();
        }
        double prior = PRIOR_PAIRS * lights / pairs.size();
        double stretch = lights == 0 ? USUAL_STRETCH : Math.max(1, (both + USUAL_STRETCH * prior) / (lights + prior));
        return completed(zones, measured, pairs, stretch);
    }

    private static Map<ZonePair, Double> completed(
            List<Zone> zones, Map<ZonePair, Double> measured, List<LowRank.Entry> pairs, double stretch) {
        var beyond = pairs.stream()
                .map(pair -> new LowRank.Entry(
                        pair.row(),
                        pair.column(),
                        pair.value() - stretch * leastMillis(zones.get(pair.row()), zones.get(pair.column()))))
                .toList();
        var fitted = LowRank.fit(zones.size(), beyond);
        var estimated = new TreeMap<ZonePair, Double>();
        for (int one = 0; one < zones.size(); one++) {
            for (int other = one + 1; other < zones.size(); other++) {
                var pair = new ZonePair(zones.get(one).id(), zones.get(other).id());
                if (!measured.containsKey(pair)) {
                    double light = leastMillis(zones.get(one), zones.get(other));
                    estimated.put(pair, Math.max(light, stretch * light + fitted.at(one, other)));
                }
            }
        }
        return estimated;
    }
}
