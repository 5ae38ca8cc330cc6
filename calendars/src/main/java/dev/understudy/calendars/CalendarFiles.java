package dev.understudy.calendars;

import biweekly.ICalendar;
import biweekly.io.ParseWarning;
import biweekly.io.text.ICalReader;
import dev.understudy.core.calendar.Window;
import dev.understudy.core.calendar.Windows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;

/**
 * Reads calendar files (RFC 5545, {@code .ics}) into the windows of the next two weeks. What an event means is said by
 * its {@code CATEGORIES}, {@code FREEZE} or {@code MAINTENANCE}, or where it has neither by one of these words in its
 * {@code SUMMARY}; any other event means nothing here. Case does not matter, and a freeze wins over maintenance.
 *
 * <p>Every property that says when is taken seriously: one that cannot be read makes the whole reading fail, since a
 * freeze that is overlooked is worse than a migration that waits. Reading again is for the caller, every minute or so; it
 * has no state.
 */
public final class CalendarFiles {
    /** How far ahead windows are made. */
    public static final Duration HORIZON = Duration.ofDays(14);

    /** Bytes a file may have. */
    public static final long FILE_BYTES_MAX = 1 << 20;

    /** Windows that all files together may have within the horizon. */
    public static final int WINDOWS_MAX = 10_000;

    private static final Set<String> ABOUT_TIME = Set.of(
            "DTSTART",
            "DTEND",
            "DURATION",
            "RRULE",
            "RDATE",
            "EXDATE",
            "EXRULE",
            "RECURRENCE-ID",
            "TZID",
            "STATUS",
            "CATEGORIES");

    /** The library's warning that a calendar does not define a zone whose name everybody knows. */
    private static final Integer ZONE_BY_ITS_NAME = 37;

    private CalendarFiles() {}

    /** How a reading ended. */
    public sealed interface Reading {
        /**
         * All files were read.
         *
         * @param windows those from now to the horizon. Maintenance is asked for as soon as any file has such an event
         * @param notes what a person should know, a sentence each, such as events that mean nothing here
         */
        record Read(Windows windows, List<String> notes) implements Reading {}

        /**
         * One could not be read, so none counts: what was read before goes on until it is too old.
         *
         * @param why names the file and the line or property
         */
        record Unreadable(String why) implements Reading {}
    }

    /**
     * Reads the calendars.
     *
     * @param files to read; none means no windows, ever
     * @param now from when
     * @param floating zone of whole days and of times that name no zone
     */
    public static Reading read(List<Path> files, Instant now, ZoneId floating) {
        if (files.isEmpty()) {
            return new Reading.Read(Windows.NONE, List.of());
        }
        var span = new Span(now, now.plus(HORIZON));
        var windows = new ArrayList<Window>();
        var notes = new ArrayList<String>();
        boolean maintenanceOnly = false;
        try {
            for (Path file : files) {
                var events = events(file, text(file), span, floating);
                windows.addAll(events.windows());
                maintenanceOnly |= events.maintenance() > 0;
                if (events.others() > 0) {
                    notes.add(events.others() + " events of " + file
                            + " are neither FREEZE nor MAINTENANCE and mean nothing here");
                }
                if (windows.size() > WINDOWS_MAX) {
                    throw new CalendarFault("calendars up to " + file + " have more than " + WINDOWS_MAX
                            + " windows before " + span.until() + "; allowed: at most so many");
                }
            }
        } catch (CalendarFault fault) {
            return new Reading.Unreadable(String.valueOf(fault.getMessage()));
        }
        return new Reading.Read(new Windows(windows, now, span.until(), maintenanceOnly), List.copyOf(notes));
    }

    /**
     * Reads one calendar that was fetched already.
     *
     * @param name what to call it in messages
     * @param now from when
     * @param floating zone of whole days and of times that name no zone
     */
    public static Reading read(Path name, byte[] calendar, Instant now, ZoneId floating) {
        var span = new Span(now, now.plus(HORIZON));
        try {
            var events = events(name, decoded(name, calendar), span, floating);
            if (events.windows().size() > WINDOWS_MAX) {
                throw new CalendarFault("calendar " + name + " has more than " + WINDOWS_MAX + " windows before "
                        + span.until() + "; allowed: at most so many");
            }
            return new Reading.Read(
                    new Windows(events.windows(), now, span.until(), events.maintenance() > 0), List.of());
        } catch (CalendarFault fault) {
            return new Reading.Unreadable(String.valueOf(fault.getMessage()));
        }
    }

    /**
     * The time windows are made for.
     *
     * @param from first moment
     * @param until first moment after it
     */
    record Span(Instant from, Instant until) {}

    private static Events events(Path file, String text, Span span, ZoneId floating) {
        var events = new Events(file, span, floating);
        try {
            parse(file, text, floating).forEach(events::add);
        } catch (CalendarFault fault) {
            throw fault;
        } catch (RuntimeException e) {
            // What the library throws at a strange file is a fault of the file.
            throw new CalendarFault("calendar " + file + " cannot be understood: " + e);
        }
        return events;
    }

    private static List<ICalendar> parse(Path file, String text, ZoneId floating) {
        Nesting.check(file, text);
        var calendars = new ArrayList<ICalendar>();
        try (var reader = new ICalReader(text)) {
            reader.setDefaultTimezone(TimeZone.getTimeZone(floating));
            for (var calendar = reader.readNext(); calendar != null; calendar = reader.readNext()) {
                reader.getWarnings().forEach(warning -> check(file, warning));
                calendars.add(calendar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be read", e);
        }
        return calendars;
    }

    private static void check(Path file, ParseWarning warning) {
        if (Objects.equals(warning.getCode(), ZONE_BY_ITS_NAME)) {
            return;
        }
        String property = warning.getPropertyName();
        if (property == null || ABOUT_TIME.contains(property.toUpperCase(Locale.ROOT))) {
            throw new CalendarFault("calendar " + file
                    + (warning.getLineNumber() == null ? "" : " line " + warning.getLineNumber())
                    + (property == null ? "" : " " + property) + ": " + warning.getMessage());
        }
    }

    private static String text(Path file) {
        try {
            long size = Files.size(file);
            if (size > FILE_BYTES_MAX) {
                throw tooLarge(file, size);
            }
            // It may grow between the two calls, and some files say they are empty: never more is read than is allowed.
            try (var stream = Files.newInputStream(file)) {
                byte[] bytes = stream.readNBytes((int) FILE_BYTES_MAX + 1);
                if (bytes.length > FILE_BYTES_MAX) {
                    throw tooLarge(file, bytes.length);
                }
                return decoded(file, bytes);
            }
        } catch (NoSuchFileException _) {
            throw new CalendarFault("calendar " + file + " does not exist");
        } catch (IOException e) {
            throw new CalendarFault("calendar " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static String decoded(Path file, byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException _) {
            throw new CalendarFault("calendar " + file + " is not UTF-8 text; RFC 5545 asks for it");
        }
    }

    private static CalendarFault tooLarge(Path file, long size) {
        return new CalendarFault(
                "calendar " + file + " has " + size + " bytes or more; allowed: at most " + FILE_BYTES_MAX);
    }
}
