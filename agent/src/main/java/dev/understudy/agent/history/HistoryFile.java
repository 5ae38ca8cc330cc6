package dev.understudy.agent.history;

import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.ledger.json.CoreJson;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** The history of one service that is being written. */
final class HistoryFile {
    static final String ENDING = ".jsonl.gz";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int BUFFER_BYTES = 1 << 13;

    private final Path path;
    private final Counted file;
    private final GZIPOutputStream out;
    private SortedMap<String, Event> last;
    private long lostSeen;
    private Instant flushedAt;

    /**
     * What a controller knows that nobody tells it again: the newest of each such event, by its kind.
     *
     * @param events in the order they are told
     */
    record Known(SortedMap<String, Event> events) {
        static final Known NOTHING = new Known(Collections.emptySortedMap());
    }

    /** Counts what goes to the disk. */
    private static final class Counted extends FilterOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            bytes++;
        }

        @Override
        public void write(byte[] some, int from, int length) throws IOException {
            out.write(some, from, length);
            bytes += length;
        }
    }

    private HistoryFile(Path path, Known known, long lostSeen, Instant now) throws IOException {
        this.path = path;
        this.file = new Counted(new FileOutputStream(path.toFile())); // unlike a channel, no interrupt tears a line
        this.out = new GZIPOutputStream(file, BUFFER_BYTES, true);
        this.last = new TreeMap<>(known.events());
        this.lostSeen = lostSeen;
        this.flushedAt = now;
    }

    static HistoryFile begin(Path directory, HistoryLine.Began began, Known known, long lostSeen) throws IOException {
        var path = directory.resolve(began.service().service() + "-" + TIME.format(began.at()) + ENDING);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        var begun = new HistoryFile(path, known, lostSeen, began.at());
        begun.line(began);
        for (Event event : known.events().values()) {
            begun.line(new HistoryLine.Told(event));
        }
        return begun;
    }

    Path path() {
        return path;
    }

    long bytes() {
        return file.bytes;
    }

    /** What the file after this one has to begin with. */
    Known goesOn() {
        return new Known(last);
    }

    /** Keeps what a controller was told and asked for upon it. */
    void turn(Event event, Stream<Effect> asked, long lost) throws IOException {
        if (lost > lostSeen) {
            line(new HistoryLine.Missed(lost - lostSeen));
            lostSeen = lost;
        }
        line(new HistoryLine.Told(event));
        for (Effect effect : asked.toList()) {
            line(new HistoryLine.Asked(effect));
        }
        switch (event) {
            case Event.HeadMoved _,
                    Event.Journaled _,
                    Event.OrdersRead _,
                    Event.CalendarRead _,
                    Event.LeaseChanged _,
                    Event.Applied _ -> last.put(event.getClass().getSimpleName(), event);
            case Event.Appended(var at, var revision) -> last.put("HeadMoved", new Event.HeadMoved(at, revision));
            default -> {
                // told again and again, or an answer to what was asked
            }
        }
    }

    private void line(HistoryLine line) throws IOException {
        out.write(CoreJson.mapper().writerFor(HistoryLine.class).writeValueAsBytes(line));
        out.write('\n');
    }

    /** Brings what was written before a moment to the disk. */
    void flush(Instant before) throws IOException {
        if (flushedAt.isBefore(before)) {
            out.flush();
            flushedAt = before.plusSeconds(1);
        }
    }

    void close(Instant now) throws IOException {
        line(new HistoryLine.Ended(now));
        out.close();
    }
}
