package dev.understudy.probes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.Outcome;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.measure.ProbeSample;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowRecorderTest {
    private static final ZoneId HERE = new ZoneId("zone-a");
    private static final ZoneId THERE = new ZoneId("zone-b");
    private static final Instant END = Instant.parse("2026-11-22T12:00:01Z");
    private static final ProberSettings SETTINGS =
            new ProberSettings(Duration.ofMillis(10), Duration.ofSeconds(1), Duration.ofSeconds(1));

    private final List<LatencyWindow> windows = new ArrayList<>();
    private final List<AgentLag> lags = new ArrayList<>();
    private final WindowRecorder recorder = new WindowRecorder(
            HERE,
            SETTINGS,
            List.of(new ProbeStream(THERE, ProbeKind.HTTP, _ -> {}, new ProbeStream.Room(1))),
            windows::add,
            lags::add);

    @Test
    void tellsTheQuantilesOfWhatWasRecorded() {
        for (int micros = 1; micros <= 100; micros++) {
            answered(micros * 10L, -1);
        }

        recorder.cut(END);

        assertThat(windows)
                .containsExactly(new LatencyWindow(
                        HERE, THERE, ProbeKind.HTTP, END, Duration.ofSeconds(1), 100, 100, 500, 950, 990, 1_000));
        assertThat(lags).isEmpty();
    }

    @Test
    void staysWithinAThousandthWhereItIsNotExact() {
        answered(123_456, -1);
        answered(987_654, -1);

        recorder.cut(END);

        assertThat(windows.getFirst().p50Micros()).isBetween(123_333L, 123_456L);
        assertThat(windows.getFirst().maxMicros()).isBetween(986_666L, 987_654L);
    }

    @Test
    void countsLossAndLeavesItOutOfTheQuantiles() {
        answered(300, -1);
        ended(new Outcome.TimedOut(), 1_000_000, -1);
        ended(new Outcome.Refused(), 70, -1);
        ended(new Outcome.Broken("status 503"), 80, -1);

        recorder.cut(END);

        var window = windows.getFirst();
        assertThat(window.due()).isEqualTo(4);
        assertThat(window.answered()).isEqualTo(1);
        assertThat(window.lossRatio()).isEqualTo(0.75);
        assertThat(window.maxMicros()).isEqualTo(300);
    }

    @Test
    void keepsTheKernelsRoundTripApartFromTheLagOfTheAgent() {
        answered(900, 200);
        answered(400, 300);

        recorder.cut(END);

        assertThat(windows.getFirst().p50Micros()).isEqualTo(200);
        assertThat(windows.getFirst().maxMicros()).isEqualTo(300);
        assertThat(lags)
                .containsExactly(new AgentLag(THERE, ProbeKind.HTTP, END, Duration.ofSeconds(1), 2, 100, 700, 700));
    }

    @Test
    void anEmptySpanIsAWindowOfZeros() {
        recorder.cut(END);

        assertThat(windows)
                .containsExactly(
                        new LatencyWindow(HERE, THERE, ProbeKind.HTTP, END, Duration.ofSeconds(1), 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aSpanStartsFromNothingThoughItsMemoryIsUsedAgain() {
        long before = recorder.footprintBytes();
        for (int i = 0; i < 10; i++) {
            answered(100 + i, -1);
            recorder.cut(END.plusSeconds(i));
        }

        assertThat(windows).hasSize(10).allMatch(window -> window.due() == 1);
        assertThat(windows.getLast().p50Micros()).isEqualTo(109);
        assertThat(recorder.footprintBytes()).isEqualTo(before).isLessThan(2 * 60 * 1_024);
    }

    private void answered(long userMicros, long kernelMicros) {
        ended(new Outcome.Answered(), userMicros, kernelMicros < 0 ? -1 : kernelMicros * 1_000);
    }

    private void ended(Outcome outcome, long userMicros, long kernelNanos) {
        var span = recorder.due(THERE, ProbeKind.HTTP);
        recorder.record(
                span, new ProbeSample(THERE, ProbeKind.HTTP, outcome, 5_000, 5_000 + userMicros * 1_000, kernelNanos));
    }
}
