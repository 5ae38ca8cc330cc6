package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.history.HistoryLog;
import dev.understudy.core.control.Controller;
import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Event;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.Zone;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history played again from the command line. */
final class ReplayCommandTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int replay(Path file, String... more) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("replay", file.toString()), java.util.stream.Stream.of(more))
                        .toArray(String[]::new));
    }

    private Path history() throws IOException {
        var service = new ShadowedService(
                Cli.SHOP,
                new AccountId("acme"),
                Cli.A,
                Cli.B,
                new ShadowMode.Full(),
                ReplicationMode.ASYNC,
                Weights.allTo(Cli.A, List.of(Cli.B)),
                Bounds.OPEN,
                Ownership.AGENT,
                MigrationPolicy.DEFAULT,
                new ShadowedService.InstanceSize(500, 256, 0, 10),
                List.of(new Zone(Cli.A, 50, 8, 1), new Zone(Cli.B, 52, 5, 1)));
        try (var log = HistoryLog.open(folder, 1 << 20, Cli.B, "1.2.3", () -> START, fault -> {
            throw new AssertionError(fault);
        })) {
            var controller = log.around(Controller::step);
            var state = ControllerState.start(service, Cli.B);
            for (int second = 0; second < 20; second++) {
                state = controller
                        .apply(state, new Event.Woke(START.plusSeconds(second)))
                        .next();
            }
        }
        try (var files = Files.list(folder.resolve("history"))) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void saysWhatWasDecidedAndThatItIsTheSameAgain() throws IOException {
        assertThat(replay(history())).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("2026-11-23T12:00:02Z  Hold: ")
                .contains("20 events of shop told to the agent of zone-b (version 1.2.3)")
                .contains("all as recorded");
    }

    @Test
    void saysItInJsonToo() throws IOException {
        assertThat(replay(history(), "-o", "json")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("\"events\":20").contains("\"differences\":0");
    }

    @Test
    void refusesWhatIsNoHistory() throws IOException {
        var text = Files.writeString(folder.resolve("notes.txt"), "hello");
        assertThat(replay(text)).isEqualTo(1);
        assertThat(err.toString()).contains("notes.txt is no history");
        assertThat(replay(folder.resolve("nowhere"))).isEqualTo(1);
        assertThat(err.toString()).contains("there is no file");
    }
}
