package dev.understudy.agent.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.agent.Samples;
import dev.understudy.core.control.Controller;
import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.LeaseState;
import dev.understudy.core.control.Step;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories that are kept, filled up, torn, tampered with, and played again. */
final class HistoryLogTest {
    private static final long KEEP_BYTES = 1 << 16;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Random chance = new Random(7);
    private Instant now = Samples.START;

    private HistoryLog open() throws IOException {
        return open(64 * KEEP_BYTES);
    }

    private HistoryLog open(long keepBytes) throws IOException {
        return HistoryLog.open(directory, keepBytes, Samples.C, "1.2.3", () -> now, fault -> {
            throw new AssertionError(fault);
        });
    }

    /** Seconds in which zone a grows slower and slower. */
    private ControllerState live(
            BiFunction<ControllerState, Event, Step> controller, ControllerState state, int seconds) {
        for (int second = 0; second < seconds; second++) {
            now = now.plusSeconds(1);
            var lease = new LeaseState.Held(new Fence(1), now.plusSeconds(5));
            state = controller.apply(state, new Event.LeaseChanged(now, lease)).next();
            for (var observer : List.of(Samples.B, Samples.C)) {
                state = controller
                        .apply(state, new Event.Measured(now, window(observer, Samples.A, micros(second))))
                        .next();
            }
            state = controller
                    .apply(state, new Event.Measured(now, window(Samples.C, Samples.B, 2_000)))
                    .next();
        }
        return state;
    }

    private long micros(int second) {
        return 2_000 + 900L * second + chance.nextInt(1_000);
    }

    private LatencyWindow window(ZoneId observer, ZoneId target, long micros) {
        return new LatencyWindow(
                observer,
                target,
                ProbeKind.TCP,
                now,
                Duration.ofSeconds(1),
                10,
                10,
                micros,
                micros + 100,
                micros + 200,
                micros + 300);
    }

    private static ControllerState start() {
        return ControllerState.start(Samples.shop(MigrationPolicy.DEFAULT), Samples.C);
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(directory.resolve("history"))) {
            return all.sorted().toList();
        }
    }

    private static Replay.Outcome replay(Path file) throws IOException {
        try (var history = HistoryReader.open(file)) {
            return Replay.of(history, _ -> {});
        }
    }

    @Test
    void whatIsPlayedAgainAsksForTheSame() throws IOException {
        try (var log = open()) {
            live(log.around(Controller::step), start(), 60);
        }
        var file = files().getFirst();
        var outcome = replay(file);
        assertThat(outcome.events()).isEqualTo(240);
        assertThat(outcome.requests()).isPositive();
        assertThat(outcome.differences()).isZero();
        assertThat(outcome.began().version()).isEqualTo("1.2.3");
        assertThat(outcome.began().whole()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aControllerThatDecidesOtherwiseDiffers() throws IOException {
        try (var log = open()) {
            var idle = log.around((state, event) -> {
                var step = Controller.step(state, event);
                return new Step(step.next(), List.of(), step.decision());
            });
            live(idle, start(), 60);
        }
        var outcome = replay(files().getFirst());
        assertThat(outcome.differences()).isPositive();
        assertThat(outcome.firstDifference().orElseThrow()).contains("not recorded");
    }

    @Test
    void aTornEndIsLeftOut() throws IOException {
        try (var log = open()) {
            live(log.around(Controller::step), start(), 60);
        }
        var file = files().getFirst();
        var bytes = Files.readAllBytes(file);
        for (int cut : List.of(bytes.length - 1, bytes.length - 9, bytes.length / 2, bytes.length / 3)) {
            Files.write(file, java.util.Arrays.copyOf(bytes, cut));
            var outcome = replay(file);
            assertThat(outcome.events()).as("cut at %d", cut).isBetween(1L, 240L);
            assertThat(outcome.differences()).isZero();
        }
    }

    @Test
    void aFullFileGoesOnInAnotherAndTheOldestGo() throws IOException {
        try (var log = open(KEEP_BYTES)) {
            var controller = log.around(Controller::step);
            var state = start();
            for (int round = 0; round < 30; round++) {
                state = live(controller, state, 60);
            }
        }
        var files = files();
        long sum = 0;
        for (Path file : files) {
            sum += Files.size(file);
        }
        assertThat(files.size()).isGreaterThan(2);
        assertThat(sum).isLessThanOrEqualTo(KEEP_BYTES);
        var outcome = replay(files.getLast());
        assertThat(outcome.began().whole()).isFalse();
        assertThat(outcome.events()).isPositive();
    }

    @Test
    void whatIsNoHistoryIsRefusedWithItsLine() throws IOException {
        var file = directory.resolve("x.jsonl.gz");
        try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"kind\":\"told\",\"event\":{\"kind\":\"woke\",\"at\":\"2026-01-01T00:00:00Z\"}}\n{}\n{}\n"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> replay(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 1 is no beginning of a history");
    }
}
