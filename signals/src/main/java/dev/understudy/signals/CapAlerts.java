package dev.understudy.signals;

import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Area.Polygon.Corner;
import dev.understudy.core.signal.Signal;
import dev.understudy.signals.CapReader.Alert;
import dev.understudy.signals.CapReader.Info;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Alerts in the Common Alerting Protocol (CAP 1.2), one or many in a file. Only actual ones count; a cancellation or an
 * update takes away what it refers to.
 */
final class CapAlerts {
    private CapAlerts() {}

    static Parsed parse(byte[] body, Ask ask) throws FeedFault {
        var alerts = CapReader.read(body);
        var gone = new HashSet<String>();
        for (Alert alert : alerts) {
            if (Set.of("Update", "Cancel").contains(alert.messageType())) {
                gone.addAll(alert.references());
            }
        }
        var parsed = new Parsed();
        for (Alert alert : alerts) {
            boolean counts = alert.status().equals("Actual")
                    && Set.of("Alert", "Update").contains(alert.messageType())
                    && !gone.contains(alert.identifier());
            int number = 0;
            for (Info info : counts ? alert.infos() : List.<Info>of()) {
                String id = alert.identifier() + (number == 0 ? "" : "#" + number);
                number++;
                parsed.item(() -> signal(alert, info, id, ask).ifPresent(parsed::add));
            }
        }
        return parsed.checked();
    }

    private static Optional<Signal> signal(Alert alert, Info info, String id, Ask ask) {
        var from = Times.of(info.onset().or(info::effective).orElse(alert.sent()));
        var until = info.expires().map(Times::of);
        if (until.filter(end -> !end.isAfter(ask.now())).isPresent()
                || info.urgency().equals("Past")) {
            return Optional.empty();
        }
        return Optional.of(new Signal(
                id,
                Signal.Kind.WEATHER,
                areas(info),
                from,
                until,
                Weather.severity(info.severity(), info.certainty()),
                ask.source(),
                ask.now(),
                info.headline().orElse(info.event())));
    }

    private static List<Area> areas(Info info) {
        var areas = new ArrayList<Area>();
        info.polygons().forEach(text -> areas.add(polygon(text)));
        info.circles().forEach(text -> areas.add(circle(text)));
        if (!info.geocodes().isEmpty()) {
            areas.add(new Area.Named(Set.copyOf(info.geocodes())));
        }
        return areas;
    }

    /** Corners as "latitude,longitude", parted by blanks. */
    private static Area polygon(String text) {
        var corners = new ArrayList<Corner>();
        for (String pair : text.strip().split("\\s+", -1)) {
            var numbers = pair(pair);
            corners.add(new Corner(numbers[0], numbers[1]));
        }
        return new Area.Polygon(corners);
    }

    /** "latitude,longitude radius", the radius in kilometres. */
    private static Area circle(String text) {
        var parts = text.strip().split("\\s+", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("circle is \"" + text + "\"; allowed: latitude,longitude radius");
        }
        var middle = pair(parts[0]);
        return new Area.Circle(middle[0], middle[1], number(parts[1]));
    }

    private static double[] pair(String text) {
        var parts = text.split(",", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("place is \"" + text + "\"; allowed: latitude,longitude");
        }
        return new double[] {number(parts[0]), number(parts[1])};
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("number is \"" + text + "\"; allowed: a decimal number");
        }
    }
}
