package dev.understudy.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private final DecisionRing ring = new DecisionRing(Samples.A, 3, InstantSource.fixed(Samples.START));

    @TempDir
    Path directory;

    @Test
    void keepsADecisionSoThatItReadsBackEqual() throws IOException {
        var kept = ring.add(Samples.SHOP, hold(40));
        try (var log = AuditLog.open(directory.resolve("new/state"), 1_000_000, 4, AuditLogTest::fail)) {
            log.add(kept);
        }

        var lines = Files.readAllLines(directory.resolve("new/state/decisions.jsonl"));
        assertThat(lines).hasSize(1);
        assertThat(CoreJson.read(lines.getFirst(), DecisionRecord.class)).isEqualTo(kept);
        assertThat(kept.sentence()).isEqualTo("Hold: the score is 40");
    }

    @Test
    void beginsANewFileWhenOneIsFullAndDropsTheOldest() throws IOException {
        int line = CoreJson.write(ring.add(Samples.SHOP, hold(1))).length() + 1;
        try (var log = AuditLog.open(directory, 2L * line, 3, AuditLogTest::fail)) {
            for (int i = 0; i < 8; i++) {
                log.add(ring.add(Samples.SHOP, hold(1)));
            }
        }

        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("decisions.jsonl", "decisions.1.jsonl", "decisions.2.jsonl");
        }
        assertThat(directory.resolve("decisions.2.jsonl")).content().contains("\"number\":4,");
    }

    @Test
    void countsWhatCouldNotBeWritten() throws IOException {
        var log = AuditLog.open(directory.resolve("state"), 1_000_000, 2, AuditLogTest::fail);
        Files.createDirectory(directory.resolve("state/decisions.jsonl")); // no line fits into a directory

        log.add(ring.add(Samples.SHOP, hold(1)));
        log.close();

        assertThat(log.lost()).isEqualTo(1);
    }

    @Test
    void theRingKeepsTheNewestOnly() {
        for (int i = 1; i <= 5; i++) {
            ring.add(Samples.SHOP, hold(i));
        }

        assertThat(ring.after(0)).extracting(DecisionRecord::number).containsExactly(3L, 4L, 5L);
        assertThat(ring.after(4)).extracting(DecisionRecord::number).containsExactly(5L);
    }

    private static Decision hold(double score) {
        return new Decision.Hold(new Because("the score is {score}", Map.of("score", score)));
    }

    private static void fail(Throwable fault) {
        throw new AssertionError("a fault reached the log's owner", fault);
    }
}
