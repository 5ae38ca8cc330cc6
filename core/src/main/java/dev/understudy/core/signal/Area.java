package dev.understudy.core.signal;

import dev.understudy.core.zone.Zone;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where something is announced for. */
public sealed interface Area {
    /** Names that an area has at most, and corners of a polygon. */
    int PARTS_MAX = 2_000;

    /**
     * Whether it holds a zone.
     *
     * @param names by which feeds call the zone, its id among them
     */
    boolean touches(Zone zone, Set<String> names);

    /** Everywhere. */
    record Everywhere() implements Area {
        @Override
        public boolean touches(Zone zone, Set<String> names) {
            return true;
        }
    }

    /** Places by the names of the feed, such as a provider's region. */
    record Named(Set<String> places) implements Area {
        public Named {
            requireAtMost(places.size(), "places");
            places = Set.copyOf(places);
        }

        public static Named of(String place) {
            return new Named(Set.of(place));
        }

        @Override
        public boolean touches(Zone zone, Set<String> names) {
            return places.stream().anyMatch(names::contains);
        }

        @Override
        public String toString() {
            return String.join(", ", new TreeSet<>(places));
        }
    }

    /**
     * All that is near a point.
     *
     * @param latitudeDegrees -90 to 90
     * @param longitudeDegrees -180 to 180
     * @param radiusKilometres 0 or more
     */
    record Circle(double latitudeDegrees, double longitudeDegrees, double radiusKilometres) implements Area {
        private static final double EARTH_KILOMETRES = 6_371.0;

        public Circle {
            requireOnEarth(latitudeDegrees, longitudeDegrees);
            if (!(radiusKilometres >= 0 && Double.isFinite(radiusKilometres))) {
                throw new IllegalArgumentException(
                        "radiusKilometres is " + radiusKilometres + "; allowed: 0 or more, finite");
            }
        }

        /** By the haversine formula (R. Sinnott, 1984). */
        @Override
        public boolean touches(Zone zone, Set<String> names) {
            double north = Math.toRadians(zone.latitudeDegrees() - latitudeDegrees) / 2;
            double east = Math.toRadians(zone.longitudeDegrees() - longitudeDegrees) / 2;
            double chord = Math.pow(Math.sin(north), 2)
                    + Math.cos(Math.toRadians(latitudeDegrees))
                            * Math.cos(Math.toRadians(zone.latitudeDegrees()))
                            * Math.pow(Math.sin(east), 2);
            return 2 * EARTH_KILOMETRES * Math.asin(Math.min(1, Math.sqrt(chord))) <= radiusKilometres;
        }
    }

    /**
     * What lies inside of a line around it. One that crosses the 180th meridian is not understood: feeds cut it there.
     *
     * @param corners 3 or more; the last may be the first again
     */
    record Polygon(List<Corner> corners) implements Area {
        /** @param longitudeDegrees -180 to 180 */
        public record Corner(double latitudeDegrees, double longitudeDegrees) {
            public Corner {
                requireOnEarth(latitudeDegrees, longitudeDegrees);
            }
        }

        public Polygon {
            corners = List.copyOf(corners);
            requireAtMost(corners.size(), "corners");
            if (corners.size() < 3) {
                throw new IllegalArgumentException("polygon has " + corners.size() + " corners; allowed: 3 or more");
            }
        }

        /** By the number of edges that a ray to the east crosses: odd inside. */
        @Override
        public boolean touches(Zone zone, Set<String> names) {
            boolean inside = false;
            var from = corners.getLast();
            for (Corner to : corners) {
                boolean spans = from.latitudeDegrees() > zone.latitudeDegrees()
                        != to.latitudeDegrees() > zone.latitudeDegrees();
                if (spans) {
                    double share = (zone.latitudeDegrees() - from.latitudeDegrees())
                            / (to.latitudeDegrees() - from.latitudeDegrees());
                    double crossing =
                            from.longitudeDegrees() + share * (to.longitudeDegrees() - from.longitudeDegrees());
                    inside ^= zone.longitudeDegrees() < crossing;
                }
                from = to;
            }
            return inside;
        }
    }

    private static void requireOnEarth(double latitudeDegrees, double longitudeDegrees) {
        if (!(Math.abs(latitudeDegrees) <= 90 && Math.abs(longitudeDegrees) <= 180)) {
            throw new IllegalArgumentException("place is " + latitudeDegrees + ", " + longitudeDegrees
                    + "; allowed: latitude -90 to 90, longitude -180 to 180");
        }
    }

    private static void requireAtMost(int parts, String what) {
        if (parts > PARTS_MAX) {
            throw new IllegalArgumentException("area has " + parts + " " + what + "; allowed: at most " + PARTS_MAX);
        }
    }
}
