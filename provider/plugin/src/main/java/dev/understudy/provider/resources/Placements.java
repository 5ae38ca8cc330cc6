package dev.understudy.provider.resources;

import dev.understudy.core.shadow.Placement;
import dev.understudy.core.shadow.Placement.ZonePair;
import dev.understudy.core.zone.Zone;
import dev.understudy.provider.wire.InvalidInput;
import java.util.List;
import java.util.Map;

/** The core's choice of a shadow's zone, as a program is answered. */
public final class Placements {
    private Placements() {}

    /**
     * Chooses among the zones of a catalogue by the usual preferences.
     *
     * @param roundTripMillis median round trips by pair, milliseconds, where they are known
     * @throws InvalidInput when there is no zone but the primary's
     */
    public static Placement.Choice.Chosen choose(
            Zone primary, List<Zone> catalogue, Map<ZonePair, Double> roundTripMillis) {
        return switch (Placement.choose(primary, catalogue, roundTripMillis, Placement.Preferences.DEFAULT)) {
            case Placement.Choice.Chosen chosen -> chosen;
            case Placement.Choice.NoCandidate(var because) ->
                throw new InvalidInput("catalogue", because.sentence() + "; allowed: two zones or more");
        };
    }
}
