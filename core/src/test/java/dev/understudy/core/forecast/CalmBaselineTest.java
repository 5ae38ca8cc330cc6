package dev.understudy.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class CalmBaselineTest {
    @Test
    void startsAtTheMedianOfTheFirstWindows() {
        var calm = CalmBaseline.EMPTY;
        for (double millis : new double[] {2, 300, 2.2, 2.4}) {
            calm = calm.with(millis);
            assertThat(calm.started()).isFalse();
        }
        calm = calm.with(2.1);
        assertThat(calm.started()).isTrue();
        assertThat(calm.millis()).isEqualTo(2.2);
    }

    @Test
    void aMinuteOfTroubleHardlyLiftsIt() {
        var calm = fed(CalmBaseline.known(2), 80, 60);
        assertThat(calm.millis()).isLessThan(2.2);
    }

    @Test
    void aChangeThatStaysIsAcceptedWithinTwoHours() {
        assertThat(fed(CalmBaseline.known(2), 10, 7_200).millis()).isCloseTo(10, Offset.offset(0.1));
    }

    @Test
    void whatWasLearntInBadWeatherIsForgottenInGood() {
        assertThat(fed(CalmBaseline.known(80), 2, 30).millis()).isLessThan(3);
    }

    @Test
    void theLowerOfTwoIsTaken() {
        assertThat(CalmBaseline.known(5).atMost(2).millis()).isEqualTo(2);
        assertThat(CalmBaseline.known(2).atMost(5).millis()).isEqualTo(2);
        assertThat(CalmBaseline.EMPTY.atMost(5).millis()).isEqualTo(5);
    }

    @SeededTest(tries = 50)
    void staysAmongTheValuesOfACalmLink(Chance chance) {
        double base = chance.between(0.1, 50.0);
        var calm = CalmBaseline.EMPTY;
        for (int window = 0; window < 500; window++) {
            calm = calm.with(base * chance.between(1.0, 1.3));
        }
        assertThat(calm.millis()).isBetween(base, base * 1.3);
    }

    private static CalmBaseline fed(CalmBaseline calm, double millis, int windows) {
        for (int window = 0; window < windows; window++) {
            calm = calm.with(millis);
        }
        return calm;
    }
}
