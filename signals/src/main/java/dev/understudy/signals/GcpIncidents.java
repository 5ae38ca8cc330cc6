package dev.understudy.signals;

import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Signal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Google Cloud's public {@code incidents.json}: those that have not ended, in the locations that are affected now. An
 * incident that names no location is left out, since it says nothing about any zone.
 */
final class GcpIncidents {
    private GcpIncidents() {}

    static Parsed parse(byte[] body, Ask ask) throws FeedFault {
        var parsed = new Parsed();
        for (JsonNode incident : Json.items(Json.read(body), "incidents")) {
            parsed.item(() -> incident(incident, ask).ifPresent(parsed::add));
        }
        return parsed.checked();
    }

    private static Optional<Signal> incident(JsonNode incident, Ask ask) {
        var from = Times.required(incident, "begin");
        var until = Times.optional(incident, "end");
        if (until.filter(end -> !end.isAfter(ask.now())).isPresent()) {
            return Optional.empty();
        }
        var locations = locations(incident, "currently_affected_locations");
        if (locations.isEmpty()) {
            locations = locations(incident, "previously_affected_locations");
        }
        if (locations.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Signal(
                Json.text(incident, "id"),
                Signal.Kind.INCIDENT,
                List.of(locations.contains("global") ? new Area.Everywhere() : new Area.Named(locations)),
                from,
                until,
                severity(Json.optional(incident, "status_impact").orElse("")),
                ask.source(),
                ask.now(),
                Json.optional(incident, "external_desc").orElse("incident " + Json.text(incident, "id"))));
    }

    private static Set<String> locations(JsonNode incident, String field) {
        var there = incident.get(field);
        return there == null ? Set.of() : new HashSet<>(Json.texts(there, "id"));
    }

    private static double severity(String impact) {
        return switch (impact) {
            case "SERVICE_OUTAGE" -> 1.0;
            case "SERVICE_INFORMATION" -> 0.2;
            default -> 0.6; // SERVICE_DISRUPTION, and what older records leave out
        };
    }
}
