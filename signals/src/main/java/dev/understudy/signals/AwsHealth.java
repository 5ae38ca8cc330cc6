package dev.understudy.signals;

import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * AWS Health: events as EventBridge delivers them (one, or a list of them), or as {@code DescribeEvents} answers. Issues
 * are incidents, scheduled changes are maintenance; notices about an account are left out, and so is what is closed.
 */
final class AwsHealth {
    private static final double ISSUE = 0.8;
    private static final double CHANGE = 0.5;

    private AwsHealth() {}

    static Parsed parse(byte[] body, Ask ask) throws FeedFault {
        var root = Json.read(body);
        var parsed = new Parsed();
        Iterable<JsonNode> events = root.has("detail") ? List.of(root) : Json.items(root, "events");
        for (JsonNode event : events) {
            parsed.item(() -> event(event, ask).ifPresent(parsed::add));
        }
        return parsed.checked();
    }

    private static Optional<Signal> event(JsonNode event, Ask ask) {
        boolean bridged = event.has("detail");
        var detail = bridged ? event.get("detail") : event;
        var kind = kind(Json.text(detail, "eventTypeCategory"));
        var until = Times.optional(detail, "endTime");
        boolean over = Json.word(detail, "statusCode").equals("closed")
                || until.filter(end -> !end.isAfter(ask.now())).isPresent();
        if (kind.isEmpty() || over) {
            return Optional.empty();
        }
        Instant from = Times.required(detail, "startTime");
        return Optional.of(new Signal(
                Json.text(detail, bridged ? "eventArn" : "arn"),
                kind.get(),
                areas(detail, bridged),
                from,
                until,
                kind.get() == Signal.Kind.INCIDENT ? ISSUE : CHANGE,
                ask.source(),
                ask.now(),
                Json.text(detail, "service") + " " + Json.text(detail, "eventTypeCode")));
    }

    private static Optional<Signal.Kind> kind(String category) {
        return switch (category) {
            case "issue", "investigation" -> Optional.of(Signal.Kind.INCIDENT);
            case "scheduledChange" -> Optional.of(Signal.Kind.MAINTENANCE);
            case "accountNotification" -> Optional.empty();
            default ->
                throw new IllegalArgumentException("eventTypeCategory is \"" + category
                        + "\"; allowed: issue, investigation, scheduledChange, accountNotification");
        };
    }

    /** One zone where the event names one, else its region. */
    private static List<Area> areas(JsonNode detail, boolean bridged) {
        var areas = new ArrayList<Area>();
        Json.optional(detail, "availabilityZone").ifPresent(zone -> areas.add(Area.Named.of(zone)));
        if (areas.isEmpty()) {
            String region = Json.text(detail, bridged ? "eventRegion" : "region");
            areas.add(region.equals("global") ? new Area.Everywhere() : Area.Named.of(region));
        }
        return areas;
    }
}
