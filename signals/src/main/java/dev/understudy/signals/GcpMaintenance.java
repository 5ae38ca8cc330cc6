package dev.understudy.signals;

import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Signal;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Maintenance of Compute Engine hosts: the instances that {@code instances.list} answers, each with its
 * {@code resourceStatus.upcomingMaintenance} where Google has announced one.
 */
final class GcpMaintenance {
    private GcpMaintenance() {}

    static Parsed parse(byte[] body, Ask ask) throws FeedFault {
        var parsed = new Parsed();
        for (JsonNode instance : Json.items(Json.read(body), "items")) {
            parsed.item(() -> instance(instance, ask).ifPresent(parsed::add));
        }
        return parsed.checked();
    }

    private static Optional<Signal> instance(JsonNode instance, Ask ask) {
        String name = Json.text(instance, "name");
        String zone = lastPart(Json.text(instance, "zone"));
        var upcoming = instance.path("resourceStatus").path("upcomingMaintenance");
        if (!upcoming.isObject()) {
            return Optional.empty();
        }
        var from = Times.required(upcoming, "windowStartTime");
        var until = Times.optional(upcoming, "windowEndTime");
        if (until.filter(end -> !end.isAfter(ask.now())).isPresent()) {
            return Optional.empty();
        }
        boolean unscheduled = Json.word(upcoming, "type").equals("unscheduled");
        return Optional.of(new Signal(
                zone + "/" + name + "/" + from,
                Signal.Kind.MAINTENANCE,
                List.of(Area.Named.of(zone)),
                from,
                until,
                unscheduled ? 0.7 : 0.4,
                ask.source(),
                ask.now(),
                (unscheduled ? "unscheduled" : "scheduled") + " maintenance of the host of " + name));
    }

    private static String lastPart(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
