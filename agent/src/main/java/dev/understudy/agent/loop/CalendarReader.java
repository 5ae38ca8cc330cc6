package dev.understudy.agent.loop;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the calendars of one service: when one of its files changes, and every minute, since windows that repeat come
 * nearer by themselves. What cannot be read leaves the last reading in force, and that grows old.
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
    private Instant readAt = Instant.MIN;
    private boolean readable = true;

    /** Reads calendar files. */
    @FunctionalInterface
    public interface Calendars {
        /**
         * The windows near a time.
         *
         * @throws IOException with one sentence, when a file is not there or is no calendar
         */
        Windows read(List<Path> files, Instant now) throws IOException;
    }

    private record Stamp(Path file, FileTime changed, long bytes) {}

    public CalendarReader(
            ServiceId service, List<Path> files, Calendars calendars, Mailbox mailbox, InstantSource clock) {
        this.service = service;
        this.files = List.copyOf(files);
        this.calendars = calendars;
        this.mailbox = mailbox;
        this.clock = clock;
    }

    /**
     * Reads for the first time.
     *
     * @throws IOException when that cannot be done: an agent that does not know of a freeze must not start
     */
    public void first() throws IOException {
        read(clock.instant());
        stamps = stamps();
    }

    /** Reads again when it is time to, and says how long to wait before looking again. */
    public Duration turn() {
        var now = clock.instant();
        try {
            var newest = stamps();
            if (!newest.equals(stamps) || !now.isBefore(readAt.plus(EVERY)) || now.isBefore(readAt)) {
                stamps = newest;
                readAt = now;
                read(now);
                if (!readable) {
                    LOG.info("the calendars of {} can be read again", service);
                }
                readable = true;
            }
        } catch (IOException e) {
            if (readable) {
                LOG.warn("the calendars of {} cannot be read, what was read before holds: {}", service, e.getMessage());
            }
            readable = false;
        }
        return LOOK;
    }

    private void read(Instant now) throws IOException {
        var windows = calendars.read(files, now);
        readAt = now;
        mailbox.offer(service, new Event.CalendarRead(now, windows));
    }

    private List<Stamp> stamps() throws IOException {
        var newest = new ArrayList<Stamp>();
        for (Path file : files) {
            newest.add(new Stamp(file, Files.getLastModifiedTime(file), Files.size(file)));
        }
        return newest;
    }
}
