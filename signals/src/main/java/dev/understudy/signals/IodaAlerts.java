package dev.understudy.signals;

import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Outage alerts in the form of IODA's: each says to which level one source of data has gone for a country, a region or a
 * network. What has not gone back to normal is an outage. Places are written {@code country/IR}, {@code region/4416},
 * {@code asn/16509}.
 */
final class IodaAlerts {
    private record Change(Instant at, String level, String key, JsonNode alert) {}

    private IodaAlerts() {}

    static Parsed parse(byte[] body, Ask ask) throws FeedFault {
        var parsed = new Parsed();
        var changes = new ArrayList<Change>();
        for (JsonNode alert : Json.items(Json.read(body), "data")) {
            parsed.item(() -> changes.add(change(alert)));
        }
        changes.sort((one, other) -> one.at().compareTo(other.at()));
        var begun = new TreeMap<String, Change>();
        var worst = new TreeMap<String, Change>();
        for (Change change : changes) {
            if (change.level().equals("normal")) {
                begun.remove(change.key());
                worst.remove(change.key());
            } else {
                begun.putIfAbsent(change.key(), change);
                worst.put(change.key(), change);
            }
        }
        begun.forEach((key, first) -> parsed.add(signal(first, worst.getOrDefault(key, first), ask)));
        return parsed.checked();
    }

    private static Change change(JsonNode alert) {
        String level = Json.word(alert, "level");
        if (!List.of("normal", "warning", "critical").contains(level)) {
            throw new IllegalArgumentException("level is \"" + level + "\"; allowed: normal, warning, critical");
        }
        return new Change(
                Times.required(alert, "time"), level, Json.text(alert, "datasource") + " " + place(alert), alert);
    }

    private static String place(JsonNode alert) {
        var entity = alert.path("entity");
        var code = entity.path("code");
        return Json.word(entity, "type") + "/" + (code.isNumber() ? code.asString() : Json.text(entity, "code"));
    }

    private static Signal signal(Change first, Change newest, Ask ask) {
        String place = place(first.alert());
        return new Signal(
                first.key() + "/" + first.at(),
                Signal.Kind.CONNECTIVITY,
                List.of(Area.Named.of(place)),
                first.at(),
                Optional.empty(),
                newest.level().equals("critical") ? 0.8 : 0.4,
                ask.source(),
                ask.now(),
                newest.level() + " by " + Json.text(first.alert(), "datasource") + " for "
                        + Json.optional(first.alert().path("entity"), "name").orElse(place));
    }
}
