package dev.understudy.signals;

import dev.understudy.calendars.CalendarFiles;
import dev.understudy.core.calendar.Window;
import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Signal;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** A provider's maintenance as an RFC 5545 calendar: its events of the next two weeks that mean maintenance. */
final class MaintenanceCalendar {
    private static final double SEVERITY = 0.5;

    private MaintenanceCalendar() {}

    static Parsed parse(byte[] body, Ask ask) throws FeedFault {
        var parsed = new Parsed();
        switch (CalendarFiles.read(Path.of(ask.source()), body, ask.now(), ZoneOffset.UTC)) {
            case CalendarFiles.Reading.Read(var windows, var _) -> {
                for (Window window : windows.windows()) {
                    if (window.kind() == Window.Kind.MAINTENANCE) {
                        parsed.item(() -> parsed.add(signal(window, ask)));
                    }
                }
            }
            case CalendarFiles.Reading.Unreadable(var why) -> throw new FeedFault("cannot be read: " + why);
        }
        return parsed.checked();
    }

    private static Signal signal(Window window, Ask ask) {
        return new Signal(
                window.name() + "/" + window.from(),
                Signal.Kind.MAINTENANCE,
                List.of(new Area.Named(ask.places())),
                window.from(),
                Optional.of(window.until()),
                SEVERITY,
                ask.source(),
                ask.now(),
                window.name());
    }
}
