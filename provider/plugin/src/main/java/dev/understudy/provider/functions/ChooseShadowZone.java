package dev.understudy.provider.functions;

import dev.understudy.core.shadow.Placement.Choice;
import dev.understudy.core.shadow.Placement.Constraints;
import dev.understudy.core.shadow.RoundTrips;
import dev.understudy.core.shadow.RoundTrips.ZonePair;
import dev.understudy.core.shadow.Site;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.resources.CatalogueEntry;
import dev.understudy.provider.resources.Placements;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.Path;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code understudy:index:chooseShadowZone}: where a shadow would be placed, and why. */
public final class ChooseShadowZone {
    /** Token of the function. */
    public static final String TOKEN = "understudy:index:chooseShadowZone";

    private ChooseShadowZone() {}

    private record Arguments(
            String primary,
            List<CatalogueEntry> catalogue,
            @Nullable Map<String, Double> roundTripMillis,
            @Nullable Map<String, Double> pairRoundTripMillis,
            @Nullable List<String> residency,
            @Nullable Integer instances,
            @Nullable Double leastKilometres) {}

    /** Answers the zone, every candidate's points, and the sentences. */
    public static Obj answer(Obj given) {
        var arguments = PropertyCodec.require(given, Arguments.class);
        var catalogue = arguments.catalogue().stream().map(CatalogueEntry::core).toList();
        var primary = catalogue.stream()
                .filter(zone -> zone.id().value().equals(arguments.primary()))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        "primary",
                        "primary is \"" + arguments.primary() + "\"; allowed: a zone of the catalogue, "
                                + catalogue.stream().map(Zone::id).sorted().toList()));
        var sites = new HashMap<ZoneId, Site>();
        arguments.catalogue().stream().map(CatalogueEntry::site).forEach(site -> sites.put(site.zone(), site));
        var trips = RoundTrips.of(catalogue, measured(primary, arguments));
        return answer(Placements.choose(primary, catalogue, sites, trips, constraints(arguments)));
    }

    private static Obj answer(Choice.Chosen choice) {
        var points = new TreeMap<String, PropertyValue>();
        choice.ranked().forEach(each -> points.put(each.zone().value(), PropertyValue.number(each.points())));
        var ranking = choice.ranked().stream()
                .map(each -> PropertyValue.text(each.zone() + ": " + each.because()))
                .toList();
        var leftOut = choice.leftOut().stream()
                .map(each -> PropertyValue.text(each.because().sentence()))
                .toList();
        return Obj.EMPTY
                .with("zone", PropertyValue.text(choice.zone().value()))
                .with("points", new Obj(points))
                .with("ranking", new PropertyValue.Items(List.copyOf(ranking)))
                .with("leftOut", new PropertyValue.Items(List.copyOf(leftOut)))
                .with("explanation", PropertyValue.text(choice.because().sentence()));
    }

    private static Constraints constraints(Arguments arguments) {
        try {
            return new Constraints(
                    arguments.leastKilometres() == null ? 0 : arguments.leastKilometres(),
                    arguments.instances() == null ? 0 : arguments.instances(),
                    arguments.residency() == null ? new TreeSet<>() : new TreeSet<>(arguments.residency()));
        } catch (IllegalArgumentException wrong) {
            var sentence = String.valueOf(wrong.getMessage()).replaceFirst("^placement\\.", "");
            throw new InvalidInput(sentence.substring(0, sentence.indexOf(' ')), sentence);
        }
    }

    /** Round trips by pair, those from the primary and those between others. */
    private static Map<ZonePair, Double> measured(Zone primary, Arguments arguments) {
        var trips = new HashMap<ZonePair, Double>();
        if (arguments.pairRoundTripMillis() != null) {
            arguments.pairRoundTripMillis().forEach((zones, millis) -> {
                int slash = zones.indexOf('/');
                if (slash < 0) {
                    throw new InvalidInput(
                            Path.field("pairRoundTripMillis", zones),
                            "pairRoundTripMillis names \"" + zones + "\"; allowed: two zones, as in zone-a/zone-b");
                }
                trips.put(pair("pairRoundTripMillis", zones.substring(0, slash), zones.substring(slash + 1)), millis);
            });
        }
        if (arguments.roundTripMillis() != null) {
            arguments
                    .roundTripMillis()
                    .forEach((zone, millis) ->
                            trips.put(pair("roundTripMillis", primary.id().value(), zone), millis));
        }
        return trips;
    }

    private static ZonePair pair(String field, String one, String other) {
        try {
            return new ZonePair(new ZoneId(one), new ZoneId(other));
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInput(field, String.valueOf(wrong.getMessage()));
        }
    }
}
