package dev.understudy.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.calendars.CalendarFiles;
import dev.understudy.core.calendar.Windows;
import dev.understudy.core.control.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalendarReaderTest {
    private final Mailbox mailbox = new Mailbox(64);
    private Instant now = Samples.START;
    private int writes;

    @TempDir
    Path directory;

    private Path file = Path.of("");

    @BeforeEach
    void begin() throws IOException {
        file = directory.resolve("freeze.ics");
        write("sale");
    }

    @Test
    void nothingPlannedMovesBeforeTheFirstReading() throws Exception {
        var reader = reader();
        assertThat(readings()).containsExactly(Windows.UNREAD);

        reader.turn();

        assertThat(readings())
                .singleElement()
                .satisfies(windows -> assertThat(windows.blocksStep(now))
                        .hasValueSatisfying(why -> assertThat(why.sentence()).contains("sale")));
    }

    @Test
    void readsWhenAFileChangesAndEveryMinute() throws Exception {
        var reader = reader();
        reader.turn();
        readings();

        pass(Duration.ofSeconds(30));
        reader.turn();
        assertThat(readings()).isEmpty();

        write("holidays");
        reader.turn();
        assertThat(readings())
                .singleElement()
                .satisfies(windows -> assertThat(windows.blocksStep(now))
                        .hasValueSatisfying(why -> assertThat(why.sentence()).contains("holidays")));

        pass(Duration.ofSeconds(60));
        reader.turn();
        assertThat(readings()).hasSize(1);
    }

    @Test
    void whatCannotBeReadLeavesTheLastReading() throws Exception {
        var reader = reader();
        reader.turn();
        readings();
        Files.delete(file);
        pass(Duration.ofMinutes(2));

        assertThat(reader.turn()).isEqualTo(Duration.ofSeconds(1));
        assertThat(readings()).isEmpty();

        write("sale");
        reader.turn();
        assertThat(readings()).hasSize(1);
    }

    private CalendarReader reader() {
        return new CalendarReader(
                Samples.SHOP,
                List.of(file),
                (files, at) -> CalendarFiles.read(files, at, ZoneOffset.UTC),
                mailbox,
                () -> now);
    }

    private void write(String freeze) throws IOException {
        String event = """
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:-//test//EN
                BEGIN:VEVENT
                UID:1
                DTSTAMP:20251201T000000Z
                DTSTART:20251231T000000Z
                DTEND:20260105T000000Z
                CATEGORIES:FREEZE
                SUMMARY:%s
                END:VEVENT
                END:VCALENDAR
                """.formatted(freeze);
        Files.writeString(file, event.replace("\n", "\r\n"));
        Files.setLastModifiedTime(file, FileTime.from(Samples.START.plusSeconds(++writes)));
    }

    private void pass(Duration span) {
        now = now.plus(span);
    }

    private List<Windows> readings() throws InterruptedException {
        var readings = new ArrayList<Windows>();
        for (var letter = mailbox.poll(Duration.ZERO); letter != null; letter = mailbox.poll(Duration.ZERO)) {
            readings.add(((Event.CalendarRead) letter.event()).windows());
        }
        return readings;
    }
}
