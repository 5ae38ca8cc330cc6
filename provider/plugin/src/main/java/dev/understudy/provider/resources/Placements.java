package dev.understudy.provider.resources;

import dev.understudy.core.shadow.Placement;
import dev.understudy.core.shadow.Placement.Constraints;
import dev.understudy.core.shadow.RoundTrips;
import dev.understudy.core.shadow.Site;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.wire.InvalidInput;
import java.util.List;
import java.util.Map;

/** The core's choice of a shadow's zone, as a program is answered. */
public final class Placements {
    private Placements() {}

    /**
     * Chooses among the zones of a catalogue by the usual preferences.
     *
     * @param sites what is known of them as places
     * @param roundTrips between them, as far as they are known
     * @throws InvalidInput when there is no zone but the primary's, or none that may and can hold the shadow
     */
    public static Placement.Choice.Chosen choose(
            Zone primary,
            List<Zone> catalogue,
            Map<ZoneId, Site> sites,
            RoundTrips roundTrips,
            Constraints constraints) {
        return switch (Placement.choose(
                primary, catalogue, sites, roundTrips, constraints, Placement.Preferences.DEFAULT)) {
            case Placement.Choice.Chosen chosen -> chosen;
            case Placement.Choice.NoCandidate(var leftOut, var because) ->
                throw new InvalidInput(
                        "catalogue",
                        because.sentence() + "; allowed: two zones or more"
                                + (leftOut.isEmpty() ? "" : ", one of which can hold the shadow"));
        };
    }
}
