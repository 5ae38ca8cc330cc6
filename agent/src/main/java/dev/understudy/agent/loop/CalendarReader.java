package dev.understudy.agent.loop;

import dev.understudy.calendars.CalendarFiles.Reading;
import dev.understudy.core.calendar.Windows;
import dev.understudy.core.control.Event;
import dev.understudy.core.zone.ServiceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the calendars of one service: when one of its files changes, and every minute, since windows that repeat come
 * nearer by themselves. What cannot be read leaves the last reading in force, and that grows old; before the first reading
 * nothing planned may move.
 */
public final class CalendarReader {
    private static final Logger LOG = LoggerFactory.getLogger(CalendarReader.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final ServiceId service;
    private final List<Path> files;
    private final Calendars calendars;
    private final Mailbox mailbox;
    private final InstantSource clock;
    private List<Stamp> stamps = List.of();
    private Optional<Instant> triedAt = Optional.empty();
    private List<String> said = List.of();

    /** Reads calendar files: the windows near a time. */
    @FunctionalInterface
    public interface Calendars {
        Reading read(List<Path> files, Instant now);
    }

    private record Stamp(Path file, Optional<FileTime> changed) {}

    /** Tells at once that nothing was read yet. */
    public CalendarReader(
            ServiceId service, List<Path> files, Calendars calendars, Mailbox mailbox, InstantSource clock) {
        this.service = service;
        this.files = List.copyOf(files);
        this.calendars = calendars;
        this.mailbox = mailbox;
        this.clock = clock;
        mailbox.offer(service, new Event.CalendarRead(clock.instant(), Windows.UNREAD));
    }

    /** Reads when it is time to, and says how long to wait before looking again. */
    public Duration turn() {
        var now = clock.instant();
        var newest = stamps();
        boolean due = triedAt.map(at -> !now.isBefore(at.plus(EVERY)) || now.isBefore(at))
                .orElse(true);
        if (due || !newest.equals(stamps)) {
            stamps = newest;
            triedAt = Optional.of(now);
            switch (calendars.read(files, now)) {
                case Reading.Read(var windows, var notes) -> {
                    mailbox.offer(service, new Event.CalendarRead(now, windows));
                    say(notes);
                }
                case Reading.Unreadable(var why) -> say(List.of("what was read before holds: " + why));
            }
        }
        return LOOK;
    }

    /** Each thing once, not every minute. */
    private void say(List<String> notes) {
        if (!notes.equals(said)) {
            notes.forEach(note -> LOG.warn("calendars of {}: {}", service, note));
            said = List.copyOf(notes);
        }
    }

    private List<Stamp> stamps() {
        var newest = new ArrayList<Stamp>();
        for (Path file : files) {
            try {
                newest.add(new Stamp(file, Optional.of(Files.getLastModifiedTime(file))));
            } catch (IOException _) {
                newest.add(new Stamp(file, Optional.empty()));
            }
        }
        return newest;
    }
}
