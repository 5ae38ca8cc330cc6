package dev.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every demo must show. */
final class Demos {
    private static final long LIMIT_SECONDS = 300;

    private Demos() {}

    static final class ShortPaths implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            return Files.createTempDirectory("us-");
        }
    }

    /** Runs a demo that ends where it began. */
    static void assertLeavesAndReturns(Path folder, ProcessBuilder command) throws IOException, InterruptedException {
        Path file = folder.resolve("report.json");
        command.command().addAll(List.of("--report", file.toString()));
        var ended = Product.run(folder, Map.of("TMPDIR", folder.toString()), LIMIT_SECONDS, command);
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
        var report = JsonMapper.builder().build().readTree(Files.readString(file));
        assertThat(report.path("failed").asLong())
                .as(report.path("firstFailure").asString())
                .isZero();
        assertThat(report.path("returned").asBoolean()).isTrue();
        assertNothingIsLost(report);
        assertNothingLeft(folder);
    }

    static void assertNothingIsLost(JsonNode report) {
        assertThat(report.path("ackedWrites").asLong()).isGreaterThanOrEqualTo(1_000);
        assertThat(report.path("lostWrites").asLong(-1)).isZero();
        assertThat(report.path("duplicatedWrites").asLong(-1)).isZero();
        assertThat(report.path("longestWritePauseMillis").asLong()).isBetween(1L, 20_000L);
    }

    static void assertNothingLeft(Path folder) throws IOException, InterruptedException {
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
}
