package dev.understudy.cli.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces as people have them. */
final class TraceTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("trace.csv"), text);
    }

    @Test
    void zonesThatWereProbedAtOtherTimesComeOnOneGrid() throws IOException {
        var trace = Trace.read(file("""
                        time,zone,latency_ms,price
                        1000,b,30,0.1
                        1003,a,10,0.2
                        1010,b,31,0.1
                        1013,a,,0.2
                        1020,b,32,0.1
                        1023,a,12,0.3
                        1030,b,33,0.1
                        """), 0);

        assertThat(trace.zones()).containsExactly("a", "b");
        assertThat(trace.from()).isEqualTo(Instant.ofEpochSecond(1003));
        assertThat(trace.stepSeconds()).isEqualTo(10);
        assertThat(trace.millis()).isDeepEqualTo(new double[][] {{10, 30}, {10, 31}, {12, 32}});
        assertThat(trace.lost()).isDeepEqualTo(new boolean[][] {{false, false}, {true, false}, {false, false}});
        assertThat(trace.price()).isDeepEqualTo(new double[][] {{0.2, 0.1}, {0.2, 0.1}, {0.3, 0.1}});
        assertThat(trace.at(2)).isEqualTo(Instant.ofEpochSecond(1023));
    }

    @Test
    void aFileMayBeCompressedAndItsTimesWrittenOut() throws IOException {
        Path zipped = folder.resolve("trace.csv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write("""
                    time,zone,latency_ms
                    2026-11-23T12:00:00Z,a,10
                    2026-11-23T12:00:00Z,b,20
                    2026-11-23T12:01:00Z,a,11
                    2026-11-23T12:01:00Z,b,21
                    """.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        var trace = Trace.read(zipped, 30);
        assertThat(trace.from()).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(trace.millis()).isDeepEqualTo(new double[][] {{10, 20}, {10, 20}, {11, 21}});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zone,time,ms/1,a,2|line 1 is \"zone,time,ms\"; allowed: time,zone,latency_ms[,price]",
                "time,zone,latency_ms/1,a,2/2,a,3|it has 1 zones; allowed: 2 to 64",
                "time,zone,latency_ms/1,a,fast|line 2: latency_ms is \"fast\"; allowed: a finite number",
                "time,zone,latency_ms/1,a|line 2 has 2 columns; allowed: time,zone,latency_ms[,price]",
                "time,zone,latency_ms/soonT,a,2|line 2: time is \"soonT\"; allowed: seconds since 1970, or ISO 8601 in UTC",
                "time,zone,latency_ms/1,a,2/1,b,2|the pause between samples cannot be told; give --step",
                "time,zone,latency_ms/1,a,2/2,a,2/8,b,2/9,b,2|the zones have 0 steps of 1.0 s in common; allowed: 2 to 2000000"
            })
    void aFaultIsNamedWithItsLineAndWhatIsAllowed(String lines, String fault) throws IOException {
        Path file = file(lines.replace('/', '\n'));
        assertThatThrownBy(() -> Trace.read(file, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fault);
    }
}
