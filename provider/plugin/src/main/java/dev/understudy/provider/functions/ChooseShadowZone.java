package dev.understudy.provider.functions;

import dev.understudy.core.shadow.Placement.ZonePair;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.resources.Placements;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code understudy:index:chooseShadowZone}: where a shadow would be placed, and why. */
public final class ChooseShadowZone {
    /** Token of the function. */
    public static final String TOKEN = "understudy:index:chooseShadowZone";

    private ChooseShadowZone() {}

    private record Arguments(
            String primary,
            List<Candidate> catalogue,
            @Nullable Map<String, Double> roundTripMillis) {}

    private record Candidate(
            String zone,
            @Nullable Double latitudeDegrees,
            @Nullable Double longitudeDegrees,
            @Nullable Double pricePerInstanceHour) {
        Zone core() {
            return new Zone(
                    new ZoneId(zone),
                    latitudeDegrees == null ? 0 : latitudeDegrees,
                    longitudeDegrees == null ? 0 : longitudeDegrees,
                    pricePerInstanceHour == null ? 0 : pricePerInstanceHour);
        }
    }

    /** Answers the zone, every candidate's points, and the sentence. */
    public static Obj answer(Obj given) {
        var arguments = PropertyCodec.require(given, Arguments.class);
        var catalogue = catalogue(arguments);
        var primary = catalogue.stream()
                .filter(zone -> zone.id().value().equals(arguments.primary()))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        "primary",
                        "primary is \"" + arguments.primary() + "\"; allowed: a zone of the catalogue, "
                                + catalogue.stream().map(Zone::id).sorted().toList()));
        var trips = new HashMap<ZonePair, Double>();
        if (arguments.roundTripMillis() != null) {
            arguments.roundTripMillis().forEach((zone, millis) -> trips.put(pair(primary, zone), millis));
        }
        var placement = Placements.choose(primary, catalogue, trips);
        var points = new TreeMap<String, PropertyValue>();
        placement.ranked().forEach(each -> points.put(each.zone().value(), PropertyValue.number(each.points())));
        return Obj.EMPTY
                .with("zone", PropertyValue.text(placement.zone().value()))
                .with("points", new Obj(points))
                .with("explanation", PropertyValue.text(placement.because().sentence()));
    }

    private static ZonePair pair(Zone primary, String zone) {
        try {
            return new ZonePair(primary.id(), new ZoneId(zone));
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInput("roundTripMillis", String.valueOf(wrong.getMessage()));
        }
    }

    private static List<Zone> catalogue(Arguments arguments) {
        try {
            return arguments.catalogue().stream().map(Candidate::core).toList();
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInput("catalogue", String.valueOf(wrong.getMessage()));
        }
    }
}
