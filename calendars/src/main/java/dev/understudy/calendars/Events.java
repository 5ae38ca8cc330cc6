package dev.understudy.calendars;

import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.TimezoneInfo;
import biweekly.property.DateOrDateTimeProperty;
import biweekly.property.RecurrenceId;
import biweekly.util.Frequency;
import biweekly.util.ICalDate;
import biweekly.util.Recurrence;
import dev.understudy.core.calendar.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The windows that the events of one file make within a span. */
final class Events {
    private static final int OCCURRENCES_MAX = 10_000;
    private static final Pattern FREEZE = Pattern.compile("\\bfreeze\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern MAINTENANCE = Pattern.compile("\\bmaintenance\\b", Pattern.CASE_INSENSITIVE);

    private final Path file;
    private final CalendarFiles.Span span;
    private final ZoneId floating;
    private final List<Window> windows = new ArrayList<>();
    private int maintenance;
    private int others;

    Events(Path file, CalendarFiles.Span span, ZoneId floating) {
        this.file = file;
        this.span = span;
        this.floating = floating;
    }

    List<Window> windows() {
        return windows;
    }

    /** Events that mean maintenance, within the span or not. */
    int maintenance() {
        return maintenance;
    }

    /** Events that mean nothing here. */
    int others() {
        return others;
    }

    void add(ICalendar calendar) {
        var replaced = replaced(calendar);
        for (VEvent event : calendar.getEvents()) {
            if (event.getStatus() != null && event.getStatus().isCancelled()) {
                continue;
            }
            var kind = kind(event);
            if (kind.isEmpty()) {
                others++;
                continue;
            }
            maintenance += kind.get() == Window.Kind.MAINTENANCE ? 1 : 0;
            var without =
                    event.getRecurrenceId() == null ? replaced.getOrDefault(uid(event), Set.of()) : Set.<Instant>of();
            expand(event, kind.get(), calendar.getTimezoneInfo(), without);
        }
    }

    /** The occurrences that other events of the same name stand for, or cancel. */
    private Map<String, Set<Instant>> replaced(ICalendar calendar) {
        var replaced = new HashMap<String, Set<Instant>>();
        for (VEvent event : calendar.getEvents()) {
            RecurrenceId one = event.getRecurrenceId();
            if (one == null) {
                continue;
            }
            if (one.getRange() != null) {
                throw fault(event, "RECURRENCE-ID", "has RANGE; allowed: single occurrences, or an event of its own");
            }
            var start = required(event, one.getValue(), "RECURRENCE-ID");
            replaced.computeIfAbsent(uid(event), _ -> new HashSet<>())
                    .add(instant(start, zone(calendar.getTimezoneInfo(), one)));
        }
        return replaced;
    }

    private void expand(VEvent event, Window.Kind kind, TimezoneInfo zones, Set<Instant> without) {
        if (event.getDateStart() == null) {
            throw fault(event, "DTSTART", "is missing");
        }
        var start = required(event, event.getDateStart().getValue(), "DTSTART");
        var zone = zone(zones, event.getDateStart());
        var length = length(event, start, zone, zones);
        requireBounded(event);
        WholeDays.inUtc(event);
        var dates = event.getDateIterator(start.hasTime() ? zone : TimeZone.getTimeZone(ZoneOffset.UTC));
        // An occurrence that began before the span may last into it. A day more, for days are not all of one length.
        dates.advanceTo(Date.from(span.from().minus(length.most()).minus(Duration.ofDays(1))));
        for (int count = 0; dates.hasNext(); count++) {
            if (count == OCCURRENCES_MAX) {
                throw fault(
                        event, "RRULE", "gives more than " + OCCURRENCES_MAX + " occurrences before " + span.until());
            }
            var from = occurrence(dates.next(), start, zone);
            if (!from.isBefore(span.until())) {
                return;
            }
            var until = length.end(from, zone);
            if (until.isAfter(span.from()) && until.isAfter(from) && !without.contains(from)) {
                windows.add(new Window(kind, name(event), from, until));
            }
        }
    }

    /** How long an event lasts: so many days of its zone, or an exact time. */
    private sealed interface Length {
        record Days(long days) implements Length {}

        record Exact(Duration duration) implements Length {}

        default Duration most() {
            return switch (this) {
                case Days(long days) -> Duration.ofDays(days);
                case Exact(Duration duration) -> duration;
            };
        }

        default Instant end(Instant from, TimeZone zone) {
            return switch (this) {
                case Days(long days) ->
                    from.atZone(zone.toZoneId()).plusDays(days).toInstant();
                case Exact(Duration duration) -> from.plus(duration);
            };
        }
    }

    private Length length(VEvent event, ICalDate start, TimeZone zone, TimezoneInfo zones) {
        if (event.getDuration() != null) {
            var duration = event.getDuration().getValue();
            if (duration == null || duration.isPrior()) {
                throw fault(event, "DURATION", "is not a duration forward in time");
            }
            return new Length.Exact(Duration.ofMillis(duration.toMillis()));
        }
        if (event.getDateEnd() == null) {
            // RFC 5545 3.6.1: a day where DTSTART is a date, no time at all where it is not.
            return start.hasTime() ? new Length.Exact(Duration.ZERO) : new Length.Days(1);
        }
        var end = required(event, event.getDateEnd().getValue(), "DTEND");
        if (!start.hasTime() && !end.hasTime()) {
            long days = ChronoUnit.DAYS.between(WholeDays.day(start), WholeDays.day(end));
            return new Length.Days(requireForward(event, days));
        }
        var exact = Duration.between(instant(start, zone), instant(end, zone(zones, event.getDateEnd())));
        requireForward(event, exact.toMillis());
        return new Length.Exact(exact);
    }

    private long requireForward(VEvent event, long length) {
        if (length < 0) {
            throw fault(event, "DTEND", "is before DTSTART");
        }
        return length;
    }

    private void requireBounded(VEvent event) {
        if (!event.getExceptionRules().isEmpty()) {
            throw fault(event, "EXRULE", "is not of RFC 5545; allowed: EXDATE");
        }
        Recurrence rule = event.getRecurrenceRule() == null
                ? null
                : event.getRecurrenceRule().getValue();
        if (event.getRecurrenceRule() != null && rule == null) {
            throw fault(event, "RRULE", "is empty");
        }
        if (rule != null
                && (rule.getFrequency() == null
                        || rule.getFrequency() == Frequency.SECONDLY
                        || rule.getFrequency() == Frequency.MINUTELY)) {
            throw fault(
                    event,
                    "RRULE",
                    "has FREQ " + rule.getFrequency() + "; allowed: HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY");
        }
    }

    private TimeZone zone(TimezoneInfo zones, DateOrDateTimeProperty property) {
        if (zones.isFloating(property)
                || property.getValue() != null && !property.getValue().hasTime()) {
            return TimeZone.getTimeZone(floating);
        }
        var assigned = zones.getTimezone(property);
        return assigned == null ? TimeZone.getTimeZone(ZoneOffset.UTC) : assigned.getTimeZone();
    }

    /** A date without a time is midnight in its zone, whatever the library took for it. */
    private static Instant instant(ICalDate date, TimeZone zone) {
        return date.hasTime()
                ? date.toInstant()
                : WholeDays.day(date).atStartOfDay(zone.toZoneId()).toInstant();
    }

    /** The days of a rule come as midnight in UTC. */
    private static Instant occurrence(Date date, ICalDate start, TimeZone zone) {
        return start.hasTime()
                ? date.toInstant()
                : LocalDate.ofInstant(date.toInstant(), ZoneOffset.UTC)
                        .atStartOfDay(zone.toZoneId())
                        .toInstant();
    }

    private ICalDate required(VEvent event, @Nullable ICalDate date, String property) {
        if (date == null) {
            throw fault(event, property, "has no value");
        }
        return date;
    }

    private static Optional<Window.Kind> kind(VEvent event) {
        var words = new HashSet<String>();
        event.getCategories()
                .forEach(list ->
                        list.getValues().forEach(word -> words.add(word.strip().toUpperCase(Locale.ROOT))));
        for (Window.Kind kind : Window.Kind.values()) {
            if (words.contains(kind.name())) {
                return Optional.of(kind);
            }
        }
        String summary = summary(event);
        return FREEZE.matcher(summary).find()
                ? Optional.of(Window.Kind.FREEZE)
                : MAINTENANCE.matcher(summary).find() ? Optional.of(Window.Kind.MAINTENANCE) : Optional.empty();
    }

    private static String summary(VEvent event) {
        return event.getSummary() == null || event.getSummary().getValue() == null
                ? ""
                : event.getSummary().getValue();
    }

    private static String uid(VEvent event) {
        return event.getUid() == null || event.getUid().getValue() == null
                ? ""
                : event.getUid().getValue();
    }

    /** What a person calls the event, on one line and not too long. */
    private static String name(VEvent event) {
        String summary = summary(event).replaceAll("\\s+", " ").strip();
        String name = summary.isEmpty() ? "event " + uid(event) : summary;
        return name.length() <= 200 ? name : name.substring(0, 200);
    }

    private CalendarFault fault(VEvent event, String property, String what) {
        return new CalendarFault("calendar " + file + " event \"" + name(event) + "\": " + property + " " + what);
    }
}
