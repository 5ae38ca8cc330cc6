package dev.understudy.core.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.explain.Because;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WindowsTest {
    private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");

    private static Window window(Window.Kind kind, String name, int fromMinute, int untilMinute) {
        return new Window(
                kind, name, T0.plus(Duration.ofMinutes(fromMinute)), T0.plus(Duration.ofMinutes(untilMinute)));
    }

    private static Windows of(boolean maintenanceOnly, Window... windows) {
        return new Windows(List.of(windows), T0, T0.plus(Duration.ofDays(14)), maintenanceOnly);
    }

    private static Instant minute(int minute) {
        return T0.plus(Duration.ofMinutes(minute));
    }

    private static String said(Optional<Because> because) {
        return because.map(Because::sentence).orElse("free");
    }

    @Test
    void noCalendarForbidsNothingAtAnyTime() {
        assertThat(Windows.NONE.blocksStart(Instant.MAX)).isEmpty();
        assertThat(Windows.NONE.blocksStart(T0)).isEmpty();
        assertThat(Windows.NONE.blocksStep(T0)).isEmpty();
    }

    @Test
    void aFreezeKeepsMovesFromBeginningAndFromGoingOnUntilItsLastMoment() {
        var windows = of(false, window(Window.Kind.FREEZE, "year {end}", 10, 20));

        assertThat(windows.blocksStart(minute(9))).isEmpty();
        assertThat(said(windows.blocksStart(minute(10)))).isEqualTo("frozen until 2026-11-23T12:20:00Z: year (end)");
        assertThat(said(windows.blocksStep(minute(19)))).startsWith("frozen until");
        assertThat(windows.blocksStart(minute(20))).isEmpty();
    }

    @Test
    void ofTwoFreezesTheLongerOneGivesTheSentence() {
        var windows = of(false, window(Window.Kind.FREEZE, "short", 0, 10), window(Window.Kind.FREEZE, "long", 5, 30));

        assertThat(said(windows.blocksStep(minute(6)))).endsWith("long");
    }

    @Test
    void movesBeginInMaintenanceOnlyAndMayEndAfterIt() {
        var windows = of(true, window(Window.Kind.MAINTENANCE, "tonight", 10, 20));

        assertThat(said(windows.blocksStart(minute(0))))
                .isEqualTo("outside of maintenance windows; the next begins at 2026-11-23T12:10:00Z: tonight");
        assertThat(windows.blocksStart(minute(10))).isEmpty();
        assertThat(said(windows.blocksStart(minute(20)))).contains("none begins before 2026-12-07T12:00:00Z");
        assertThat(windows.blocksStep(minute(20))).isEmpty();
    }

    @Test
    void aFreezeWithinMaintenanceWins() {
        var windows = of(
                true,
                window(Window.Kind.MAINTENANCE, "tonight", 0, 60),
                window(Window.Kind.FREEZE, "election", 10, 20));

        assertThat(windows.blocksStart(minute(5))).isEmpty();
        assertThat(said(windows.blocksStart(minute(15)))).endsWith("election");
    }

    @Test
    void whatWasReadTooLongAgoCountsAsAFreeze() {
        var windows = of(false);
        var shortly = new Windows(List.of(), T0, minute(10), false);

        assertThat(windows.blocksStart(T0.plus(Duration.ofHours(23)))).isEmpty();
        assertThat(said(windows.blocksStart(T0.plus(Duration.ofDays(1)))))
                .isEqualTo("the calendars were last read at 2026-11-23T12:00:00Z and count until"
                        + " 2026-11-24T12:00:00Z; there may be a freeze that is not known, so nothing planned moves");
        assertThat(windows.blocksStep(T0.plus(Duration.ofDays(1)))).isPresent();
        assertThat(shortly.blocksStart(minute(9))).isEmpty();
        assertThat(shortly.blocksStart(minute(10))).isPresent();
        assertThat(said(Windows.UNREAD.blocksStep(T0))).startsWith("the calendars could not be read yet");
    }
}
