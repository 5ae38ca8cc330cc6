package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own history, and what would have been moved on it. */
final class BacktestCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int backtest(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(Stream.of("backtest"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    /** Four hours of probes a minute; the first zone is slow for an hour. */
    private String trace() throws IOException {
        var lines = new StringBuilder("time,zone,latency_ms\n");
        for (int minute = 0; minute < 240; minute++) {
            long time = 1_700_000_000L + minute * 60L;
            boolean slow = minute >= 120 && minute < 180;
            lines.append(time).append(",paris,").append(slow ? 90 : 20).append('\n');
            lines.append(time).append(",oslo,").append(25).append('\n');
        }
        return Files.writeString(folder.resolve("trace.csv"), lines).toString();
    }

    @Test
    void itDrawsTheTraceAndWhereEachRuleWouldHaveBeen() throws IOException {
        assertThat(backtest("--trace", trace(), "--home", "paris", "--columns", "24"))
                .isZero();
        assertThat(out.toString())
                .contains("240 steps of 60.0 s; 20.0 to 90.0 ms")
                .contains("b paris     ▁▁▁▁▁▁▁▁▁▁▁▁██████▁▁▁▁▁▁")
                .contains("stay        bbbbbbbbbbbbbbbbbbbbbbbb")
                .contains("hindsight   bbbbbbbbbbbbaaaaaabbbbbb")
                .contains("bounded: paris to oslo");
    }

    @Test
    void itSaysTheSameAsJson() throws IOException {
        assertThat(backtest("--trace", trace(), "--home", "paris", "-o", "json"))
                .isZero();
        var said = new tools.jackson.databind.ObjectMapper().readTree(out.toString());
        assertThat(said.path("steps").asInt()).isEqualTo(240);
        assertThat(said.path("rules").path("stay").path("moves").size()).isZero();
        assertThat(said.path("rules").path("hindsight").path("moves").size()).isEqualTo(2);
        assertThat(said.path("rules").path("bounded").path("cost").asDouble())
                .isGreaterThanOrEqualTo(
                        said.path("rules").path("hindsight").path("cost").asDouble())
                .isLessThan(said.path("rules").path("stay").path("cost").asDouble());
    }

    @Test
    void aZoneThatTheTraceDoesNotHaveIsRefusedWithThoseItHas() throws IOException {
        assertThat(backtest("--trace", trace(), "--home", "rome")).isEqualTo(2);
        assertThat(err.toString()).contains("--home is \"rome\"; allowed: [oslo, paris]");
    }

    @Test
    void limitsAreNamed() throws IOException {
        assertThat(backtest("--trace", trace(), "--move-cost", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--move-cost is 0.0; allowed: above 0");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(backtest("--trace", "nowhere.csv")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no file nowhere.csv");
    }
}
