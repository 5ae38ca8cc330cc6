package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main job, on real parts: engine, HAProxy, PostgreSQL, zones, agents. */
@Tag("alone")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class DemoTest {
    /** Short: the paths of Unix sockets below it must fit in 107 bytes. */
    @TempDir(factory = Demos.ShortPaths.class)
    private Path folder;

    @Test
    void theServiceLeavesTheSickZoneAndTheDeadOneWithItsDataAndComesHomeAndNothingFailsOrIsLost()
            throws IOException, InterruptedException {
        Path file = folder.resolve("report.json");
        var ended = Product.run(
                folder, Map.of("TMPDIR", folder.toString()), 420, "demo", "--headless", "--report", file.toString());
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
        var report = JsonMapper.builder().build().readTree(Files.readString(file));
        assertThat(report.path("failed").asLong())
                .as(report.path("firstFailure").asString())
                .isZero();
        assertThat(report.path("requests").asLong()).isGreaterThanOrEqualTo(20_000);
        assertThat(report.path("returned").asBoolean()).isTrue();
        assertThat(report.path("engine").asString()).startsWith("v3.");
        assertThat(report.path("moves").size()).isGreaterThanOrEqualTo(13);
        int update = 0;
        long longest = 0;
        for (JsonNode move : report.path("moves")) {
            assertThat(move.path("reason").asString()).isNotBlank();
            if (move.path("update").asInt()
                    > 0) { // else the fast lane put it in force, or the next revision overtook it
                assertThat(move.path("update").asInt()).as(move.toString()).isGreaterThan(update);
                update = move.path("update").asInt();
            }
            assertThat(move.path("measured").path("within").asBoolean())
                    .as(move.toString())
                    .isTrue();
            assertInOrder(move, "degradedAt", "decidedAt", "recordedAt");
            if (move.hasNonNull("appliedAt")) {
                assertInOrder(move, "recordedAt", "appliedAt");
            }
            assertInOrder(move, "recordedAt", "observedAt");
            assertThat(move.path("measured").path("requests").asLong())
                    .as(move.toString())
                    .isPositive();
            longest = Math.max(longest, move.path("measured").path("requests").asLong());
        }
        assertThat(longest).as("a step long enough for the tighter tolerance").isGreaterThanOrEqualTo(2_000);
        assertThat(report.path("updates").asInt()).isGreaterThanOrEqualTo(update);
        assertThat(report.path("migrations")
                        .valueStream()
                        .map(one -> one.path("kind").asString()))
                .containsExactly("planned", "planned", "evacuation", "planned");
        Demos.assertNothingIsLost(report);
        Demos.assertNothingLeft(folder);
    }

    @Test
    void interruptedWhileItComesUpItLeavesNothingBehind() throws IOException, InterruptedException {
        var builder = Product.command("demo", "--headless").directory(folder.toFile());
        builder.environment().put("TMPDIR", folder.toString());
        builder.command()
                .addAll(0, List.of("env", "--default-signal=INT")); // who is started in the background ignores it
        var process = builder.redirectErrorStream(true).start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && !line.contains("pulumi up"); line = lines.readLine()) {
                continue; // until the engine is at work
            }
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isNotZero();
        Demos.assertNothingLeft(folder);
    }

    private static void assertInOrder(JsonNode move, String... fields) {
        Instant before = Instant.EPOCH;
        for (String field : fields) {
            Instant at = Instant.parse(move.path(field).asString());
            assertThat(at).as(field + " of " + move).isAfterOrEqualTo(before);
            before = at;
        }
    }
}
