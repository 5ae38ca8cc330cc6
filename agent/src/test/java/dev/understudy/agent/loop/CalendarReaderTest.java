package dev.understudy.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.agent.Samples;
import dev.understudy.core.calendar.Windows;
import dev.understudy.core.control.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalendarReaderTest {
    private final Mailbox mailbox = new Mailbox(64);
    private Instant now = Samples.START;

    @TempDir
    Path directory;

    private Path file = Path.of("");
    private CalendarReader reader = reader(List.of());

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("freeze.ics"), "a calendar");
        reader = reader(List.of(file));
    }

    @Test
    void readsWhenAFileChangesAndEveryMinute() throws Exception {
        reader.first();
        assertThat(readings()).containsExactly(Samples.START);

        pass(Duration.ofSeconds(30));
        reader.turn();
        assertThat(readings()).isEmpty();

        Files.writeString(file, "another calendar");
        reader.turn();
        assertThat(readings()).containsExactly(Samples.START.plusSeconds(30));

        pass(Duration.ofSeconds(60));
        reader.turn();
        assertThat(readings()).containsExactly(Samples.START.plusSeconds(90));
    }

    @Test
    void whatCannotBeReadLeavesTheLastReading() throws Exception {
        reader.first();
        readings();
        Files.delete(file);
        pass(Duration.ofMinutes(2));

        assertThat(reader.turn()).isEqualTo(Duration.ofSeconds(1));
        assertThat(readings()).isEmpty();

        Files.writeString(file, "a calendar again");
        reader.turn();
        assertThat(readings()).hasSize(1);
    }

    @Test
    void anAgentDoesNotStartWithoutItsCalendars() throws IOException {
        Files.delete(file);
        assertThatThrownBy(reader::first).isInstanceOf(IOException.class);
    }

    private CalendarReader reader(List<Path> files) {
        return new CalendarReader(
                Samples.SHOP,
                files,
                (all, at) -> {
                    for (Path each : all) {
                        Files.readString(each);
                    }
                    return new Windows(List.of(), at, at.plus(Duration.ofDays(7)), false);
                },
                mailbox,
                () -> now);
    }

    private void pass(Duration span) {
        now = now.plus(span);
    }

    private List<Instant> readings() throws InterruptedException {
        var readings = new ArrayList<Instant>();
        for (var letter = mailbox.poll(Duration.ZERO); letter != null; letter = mailbox.poll(Duration.ZERO)) {
            readings.add(((Event.CalendarRead) letter.event()).windows().readAt());
        }
        return readings;
    }
}
