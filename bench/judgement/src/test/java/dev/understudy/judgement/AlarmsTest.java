package dev.understudy.judgement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AlarmsTest {
    private static final double DAY = 86400;

    @Test
    void anAlarmIsAMarksFromEightMinutesBeforeToAnHourAfter() {
        for (long off : new long[] {-480, 0, 3600}) {
            assertThat(alarms(new long[] {10_000 + off}, 10_000).recall()).isEqualTo(1);
        }
        for (long off : new long[] {-481, 3601}) {
            assertThat(alarms(new long[] {10_000 + off}, 10_000).recall()).isZero();
        }
    }

    @Test
    void anAlarmServesOneMarkOnlyAndAMarkOneAlarm() {
        assertThat(alarms(new long[] {10_300}, 10_000, 10_200).f1()).isEqualTo(2.0 / 3);
        var twice = alarms(new long[] {10_100, 10_200}, 10_000);
        assertThat(twice.precision()).isEqualTo(0.5);
        assertThat(twice.falsePerDay()).isEqualTo(0.5);
        assertThat(twice.delayMinutes(0.5)).isEqualTo(100 / 60.0);
    }

    private static Alarms alarms(long[] raised, long... marks) {
        var alarms = new Alarms();
        alarms.add(raised, marks, new boolean[marks.length], 2 * DAY);
        return alarms;
    }
}
