package dev.understudy.probes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.Outcome;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProbeScheduleTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final Instant BEGIN = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime(BEGIN, Long.MAX_VALUE - 2_500_000_000L); // wraps around on the way
    private final List<Flight> fired = new ArrayList<>();
    private final List<LatencyWindow> windows = new ArrayList<>();
    private final List<AgentLag> lags = new ArrayList<>();

    @Test
    void firesEachStreamAtItsRateWhateverTheAnswers() {
        var schedule = schedule(settings(100, 1_000, 1_000), fired::add, A, B);

        runMillis(schedule, 3_000);

        assertThat(fired).hasSize(60);
        assertThat(fired.stream().filter(flight -> flight.stream().zone().equals(A)))
                .hasSize(30);
    }

    @Test
    void spreadsTheStartsByTheSeedAndByNothingElse() {
        var settings = settings(100, 1_000, 1_000);
        runMillis(schedule(settings, fired::add, A, B), 1_000);
        var again = new ArrayList<Flight>();
        var laterSchedule = schedule(settings, again::add, A, B);
        long shift = time.nanoTime() - (Long.MAX_VALUE - 2_500_000_000L);
        runMillis(laterSchedule, 1_000);

        assertThat(again.stream().map(flight -> flight.deadlineNanos() - shift))
                .isEqualTo(fired.stream().map(Flight::deadlineNanos).toList());
        assertThat(fired.get(0).deadlineNanos()).isNotEqualTo(fired.get(1).deadlineNanos());
    }

    @Test
    void countsLatencyFromWhenTheProbeWasDueThoughTheLoopSlept() {
        var schedule = schedule(settings(100, 1_000, 1_000), flight -> flight.end(new Outcome.Answered()), A);
        runMillis(schedule, 100);

        time.advanceMillis(700); // nobody ran the schedule meanwhile
        schedule.runDue();
        runMillis(schedule, 400);

        var window = windows.getFirst();
        assertThat(window.due()).isEqualTo(10);
        assertThat(window.answered()).isEqualTo(10);
        assertThat(window.maxMicros()).isBetween(600_000L, 700_000L);
        assertThat(window.p50Micros()).isBetween(100_000L, 200_000L);
    }

    @Test
    void aProbeThatWasDueLongerAgoThanTheTimeoutIsLostAndNotSent() {
        var schedule = schedule(
                settings(100, 200, 1_000),
                flight -> {
                    fired.add(flight);
                    flight.end(new Outcome.Answered());
                },
                A);

        time.advanceMillis(1_000);
        schedule.runDue();
        runMillis(schedule, 200);

        assertThat(windows.getFirst().due()).isEqualTo(10);
        assertThat(windows.getFirst().answered()).isBetween(1, 2);
        assertThat(fired).hasSizeBetween(3, 4);
    }

    @Test
    void anAnswerAfterTheDeadlineIsNone() {
        var schedule = schedule(settings(100, 200, 1_000), fired::add, A);
        runMillis(schedule, 100);

        time.advanceMillis(250);
        fired.getFirst().end(new Outcome.Answered()); // the answer is handled before the deadline is looked at
        runMillis(schedule, 1_000);

        assertThat(windows.getFirst().answered()).isZero();
    }

    @Test
    void anAnswerThatTheKernelHadInTimeCountsThoughTheLoopSleptPastItsDeadline() {
        var schedule = schedule(settings(100, 200, 1_000), fired::add, A);
        runMillis(schedule, 100);

        time.advanceMillis(250);
        fired.getFirst().end(new Outcome.Answered(), 1_500_000);
        runMillis(schedule, 1_200);

        assertThat(windows.getFirst().answered()).isEqualTo(1);
        assertThat(windows.getFirst().maxMicros()).isEqualTo(1_500);
        assertThat(lags.getFirst().samples()).isEqualTo(1);
        assertThat(lags.getFirst().maxMicros()).isBetween(195_000L, 200_000L); // as long as the timeout at most
    }

    @Test
    void aWindowWaitsForItsLastProbeAndTheNextOneForIt() {
        var schedule = schedule(settings(100, 400, 200), fired::add, A);
        runMillis(schedule, 400);
        assertThat(windows).isEmpty();

        fired.subList(2, 4).forEach(flight -> flight.end(new Outcome.Answered())); // the second window's
        assertThat(windows).isEmpty();
        fired.subList(0, 2).forEach(flight -> flight.end(new Outcome.Answered()));

        assertThat(windows).extracting(LatencyWindow::at).containsExactly(BEGIN.plusMillis(200), BEGIN.plusMillis(400));
        assertThat(windows).allMatch(window -> window.due() == 2 && window.answered() == 2);
    }

    @Test
    void everyProbeIsInExactlyOneWindowWhenNobodyAnswers() {
        var schedule = schedule(settings(100, 950, 200), fired::add, A);

        runMillis(schedule, 5_000);

        assertThat(windows).hasSize(20); // those of the last timeout are still open
        assertThat(windows).allMatch(window -> window.due() == 2 && window.answered() == 0 && window.maxMicros() == 0);
    }

    @Test
    void keepsToTheBoundOfEachTargetAndCountsWhatItDidNotSend() {
        var settings = new ProberSettings(Duration.ofMillis(100), SECOND, SECOND, 3, 100);
        var schedule = schedule(settings, fired::add, A, B);

        runMillis(schedule, 1_000);

        assertThat(fired).hasSize(6);
        assertThat(fired.stream().filter(flight -> flight.stream().zone().equals(B)))
                .hasSize(3);
        runMillis(schedule, 1_000);
        assertThat(windows).hasSize(2).allMatch(window -> window.due() == 10 && window.answered() == 0);
    }

    @Test
    void keepsToTheBoundOfAllTargetsTogether() {
        var settings = new ProberSettings(Duration.ofMillis(100), SECOND, SECOND, 100, 5);
        var schedule = schedule(settings, fired::add, A, B);

        runMillis(schedule, 1_000);

        assertThat(fired).hasSize(5);
        fired.forEach(flight -> flight.end(new Outcome.Answered()));
        runMillis(schedule, 1_000);
        assertThat(fired).hasSize(10);
    }

    @Test
    void aProbeThatThrowsIsLostAndTheOthersGoOn() {
        var schedule = schedule(
                settings(100, 1_000, 1_000),
                flight -> {
                    if (flight.stream().zone().equals(A)) {
                        throw new IllegalStateException("no such thing");
                    }
                    flight.end(new Outcome.Answered());
                },
                A,
                B);

        runMillis(schedule, 1_100);

        assertThat(windows).hasSize(2);
        assertThat(windows)
                .allMatch(window -> window.answered() == (window.target().equals(A) ? 0 : 10));
    }

    @Test
    void nothingIsReportedOnceItIsAbandoned() {
        var schedule = schedule(settings(100, 1_000, 1_000), fired::add, A);
        var released = new ArrayList<Flight>();
        runMillis(schedule, 1_500);
        fired.forEach(flight -> flight.whenOver(() -> released.add(flight)));

        schedule.abandon();

        assertThat(released).hasSameSizeAs(fired.stream().distinct().toList());
        assertThat(windows).isEmpty();
    }

    private static ProberSettings settings(long intervalMillis, long timeoutMillis, long windowMillis) {
        return new ProberSettings(
                Duration.ofMillis(intervalMillis), Duration.ofMillis(timeoutMillis), Duration.ofMillis(windowMillis));
    }

    private ProbeSchedule schedule(ProberSettings settings, Probe probe, ZoneId... zones) {
        var streams = new ArrayList<ProbeStream>();
        for (var zone : zones) {
            var room = new ProbeStream.Room(settings.inFlightPerTarget());
            streams.add(new ProbeStream(zone, ProbeKind.TCP, probe, room));
        }
        var recorder = new WindowRecorder(new ZoneId("here"), settings, streams, windows::add, lags::add);
        return new ProbeSchedule(streams, settings, recorder, time, time, new Random(4711));
    }

    /** Runs it every millisecond, as a loop with nothing else to do would. */
    private void runMillis(ProbeSchedule schedule, int millis) {
        for (int i = 0; i < millis; i++) {
            time.advanceMillis(1);
            schedule.runDue();
        }
    }
}
