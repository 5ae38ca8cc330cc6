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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main job, on real parts: engine, HAProxy, PostgreSQL, zones, agents. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class DemoTest {
    /** Short: the paths of Unix sockets below it must fit in 107 bytes. */
    @TempDir(factory = ShortPaths.class)
    private Path folder;

    static final class ShortPaths implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            return Files.createTempDirectory("us-");
        }
    }

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
        assertNothingIsLost(report);
        assertNothingLeft();
    }

    private static void assertNothingIsLost(JsonNode report) {
        assertThat(report.path("ackedWrites").asLong()).isGreaterThanOrEqualTo(1_000);
        assertThat(report.path("lostWrites").asLong(-1)).isZero();
        assertThat(report.path("duplicatedWrites").asLong(-1)).isZero();
        assertThat(report.path("longestWritePauseMillis").asLong()).isBetween(1L, 20_000L);
    }

    @Test
    void withoutNamespacesItDoesTheSameOnLoopback() throws IOException, InterruptedException {
        assertLeavesAndReturns(Product.command("demo", "--headless", "--fabric", "loopback", "--requests", "1000"));
    }

    /** As an ordinary user has it: inside a user namespace, where the TUN device is closed. */
    @Test
    void insideAUserNamespaceItMovesOutAndHome() throws IOException, InterruptedException {
        var command =
                Product.command("demo", "--headless", "--fabric", "veth", "--requests", "1000", "--no-evacuation");
        command.command().addAll(0, List.of("unshare", "-Urn", "--"));
        assertLeavesAndReturns(command);
    }

    private void assertLeavesAndReturns(ProcessBuilder command) throws IOException, InterruptedException {
        Path file = folder.resolve("report.json");
        command.command().addAll(List.of("--report", file.toString()));
        var ended = Product.run(folder, Map.of("TMPDIR", folder.toString()), 300, command);
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
        var report = JsonMapper.builder().build().readTree(Files.readString(file));
        assertThat(report.path("failed").asLong())
                .as(report.path("firstFailure").asString())
                .isZero();
        assertThat(report.path("returned").asBoolean()).isTrue();
        assertNothingIsLost(report);
        assertNothingLeft();
    }

    @Test
    void interruptedWhileItComesUpItLeavesNothingBehind() throws IOException, InterruptedException {
        var builder = Product.command("demo", "--headless").directory(folder.toFile());
        builder.environment().put("TMPDIR", folder.toString());
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
        assertNothingLeft();
    }

    private void assertNothingLeft() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Product.processesNaming(folder.toString()).isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(Product.processesNaming(folder.toString())).isEmpty();
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("us-demo-")))
                    .isEmpty();
        }
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
