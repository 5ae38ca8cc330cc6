package dev.understudy.core.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class RecalibrationTest {
    /** Statements of all sizes, the small ones more often, that come true as often as they really do. */
    private static Recalibration learnt(Chance chance, int statements, DoubleUnaryOperator really) {
        var recalibration = Recalibration.NONE;
        for (int i = 0; i < statements; i++) {
            double stated = stated(chance);
            recalibration = recalibration.with(stated, 1, chance.between(0.0, 1.0) < really.applyAsDouble(stated));
        }
        return recalibration;
    }

    private static double stated(Chance chance) {
        return Math.pow(chance.between(0.05, 0.98), 2);
    }

    private static double off(Chance chance, DoubleUnaryOperator says, DoubleUnaryOperator really) {
        double sum = 0;
        for (int i = 0; i < 500; i++) {
            double stated = stated(chance);
            sum += Math.abs(says.applyAsDouble(stated) - really.applyAsDouble(stated));
        }
        return sum / 500;
    }

    @SeededTest(tries = 100)
    void whatWasNeverGradedStaysAsItIsStated(Chance chance) {
        double stated = chance.between(0.0, 1.0);
        assertThat(Recalibration.NONE.of(stated)).isEqualTo(stated);
    }

    @SeededTest(tries = 100)
    void moreStatedIsNeverLessAndStaysAProbability(Chance chance) {
        double power = chance.between(0.2, 4.0);
        var recalibration = learnt(chance, chance.between(1, 300), stated -> Math.pow(stated, power));
        double last = 0;
        for (double stated = 0; stated <= 1; stated += 0.001) {
            double now = recalibration.of(stated);
            assertThat(now).isBetween(last - 1e-12, 1.0);
            last = now;
        }
        assertThat(recalibration.of(0)).isZero();
        assertThat(recalibration.of(1)).isEqualTo(1);
    }

    @SeededTest(tries = 40)
    void whatIsAlwaysSaidTooHighOrTooLowBecomesTrue(Chance chance) {
        boolean high = chance.between(0, 1) == 0;
        DoubleUnaryOperator really = stated -> high ? stated / 4 : Math.sqrt(stated);
        var recalibration = learnt(chance, 1_500, really);
        assertThat(off(chance, recalibration::of, really)).isLessThan(off(chance, stated -> stated, really) / 3);
    }

    @SeededTest(tries = 40)
    void whatIsTrueIsHardlyTouched(Chance chance) {
        var recalibration = learnt(chance, 1_500, stated -> stated);
        assertThat(off(chance, recalibration::of, stated -> stated)).isLessThan(0.04);
    }

    @Test
    void oneStrokeOfBadLuckIsNoProof() {
        var recalibration = Recalibration.NONE.with(0.001, 1, true);
        assertThat(recalibration.of(0.001)).isCloseTo(0.0015, within(0.0003));
        assertThat(recalibration.of(0.8)).isCloseTo(0.8, within(1e-9));
    }

    @Test
    void whatTwoLearntIsCountedTogether() {
        var one = Recalibration.NONE.with(0.3, 1, true);
        var other = Recalibration.NONE.with(0.3, 0.5, false).with(0.01, 1, false);
        int rung = Recalibration.rung(0.3);
        assertThat(one.and(other).rungs().get(rung).weight()).isCloseTo(1.5, within(0.01));
        assertThat(one.and(other).rungs().get(rung).happened()).isCloseTo(1, within(0.01));
        assertThat(one.and(other).of(0.3)).isGreaterThan(0.3);
    }

    @Test
    void nonsenseIsRefusedWithItsNumbers() {
        assertThatThrownBy(() -> Recalibration.NONE.of(1.2)).hasMessageContaining("1.2");
        assertThatThrownBy(() -> new Recalibration(List.of())).hasMessageContaining("0 rungs");
    }
}
