package dev.understudy.signals;

import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Area.Polygon.Corner;
import dev.understudy.core.signal.Signal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Alerts of the national weather service of the United States as its API answers them, in GeoJSON. Where an alert has no
 * outline, its UGC and SAME codes are its places. Tests and exercises are left out, and so is what was cancelled.
 */
final class WeatherGeoJson {
    private WeatherGeoJson() {}

    static Parsed parse(byte[] body, Ask ask) throws FeedFault {
        var parsed = new Parsed();
        for (JsonNode feature : Json.items(Json.read(body), "features")) {
            parsed.item(() -> feature(feature, ask).ifPresent(parsed::add));
        }
        return parsed.checked();
    }

    private static Optional<Signal> feature(JsonNode feature, Ask ask) {
        var alert = feature.path("properties");
        if (!alert.isObject()) {
            throw new IllegalArgumentException("properties are missing");
        }
        var from = Times.optional(alert, "onset")
                .or(() -> Times.optional(alert, "effective"))
                .orElseGet(() -> Times.required(alert, "sent"));
        var until = Times.optional(alert, "ends").or(() -> Times.optional(alert, "expires"));
        boolean actual = Json.word(alert, "status").equals("actual");
        boolean cancelled = Json.word(alert, "messageType").equals("cancel");
        boolean past = until.filter(end -> !end.isAfter(ask.now())).isPresent()
                || Json.word(alert, "urgency").equals("past");
        if (!actual || cancelled || past) {
            return Optional.empty();
        }
        return Optional.of(new Signal(
                Json.text(alert, "id"),
                Signal.Kind.WEATHER,
                areas(feature.path("geometry"), alert.path("geocode")),
                from,
                until,
                Weather.severity(Json.text(alert, "severity"), Json.text(alert, "certainty")),
                ask.source(),
                ask.now(),
                Json.optional(alert, "headline").orElseGet(() -> Json.text(alert, "event"))));
    }

    private static List<Area> areas(JsonNode geometry, JsonNode codes) {
        var areas = new ArrayList<Area>();
        var rings = geometry.path("coordinates");
        switch (geometry.path("type").asString("")) {
            case "Polygon" -> areas.add(polygon(rings));
            case "MultiPolygon" -> rings.forEach(one -> areas.add(polygon(one)));
            default -> {
                var names = new HashSet<String>();
                codes.path("UGC").forEach(code -> names.add(code.asString()));
                codes.path("SAME").forEach(code -> names.add(code.asString()));
                areas.add(new Area.Named(names));
            }
        }
        return areas;
    }

    /** The outer ring; GeoJSON writes the longitude first (RFC 7946). */
    private static Area.Polygon polygon(JsonNode rings) {
        var corners = new ArrayList<Corner>();
        rings.path(0)
                .forEach(place -> corners.add(new Corner(
                        place.path(1).asDouble(Double.NaN), place.path(0).asDouble(Double.NaN))));
        return new Area.Polygon(corners);
    }
}
