package dev.understudy.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class SkillTest {
    @SeededTest(tries = 20)
    void aForecastThatComesTrueIsHeardAndItsOppositeIsNot(Chance chance) {
        assertThat(after(chance.fork(), gap -> gap).correlation()).isGreaterThan(Skill.LEAST);
        var wrong = after(chance.fork(), gap -> -gap);
        assertThat(wrong.correlation()).isLessThan(-Skill.LEAST);
        assertThat(Arrays.stream(wrong.heard(new double[] {1, 2})).allMatch(Double::isNaN))
                .isTrue();
    }

    @SeededTest(tries = 20)
    void whatIsSaidByChanceHasNone(Chance chance) {
        assertThat(after(chance, _ -> chance.happens(0.5) ? 1 : -1).correlation())
                .isCloseTo(0, Offset.offset(Skill.LEAST));
    }

    @Test
    void nothingIsHeardBeforeItWasGraded() {
        var skill = Skill.start(10);
        assertThat(skill.correlation()).isZero();
        assertThat(skill.heard(new double[] {1, 2})).containsOnly(Double.NaN);
    }

    @Test
    void whatIsHeardIsWhatWasSaid() {
        var prospects = new double[] {Double.NaN, 7};
        assertThat(after(new Chance(3), gap -> gap).heard(prospects)).isSameAs(prospects);
    }

    /** Regimes in which one of two zones is better, and forecasts made of the present gap. */
    private static Skill after(Chance chance, DoubleUnaryOperator said) {
        var skill = Skill.start(10);
        double gap = 1;
        for (int step = 0; step < 2_000; step++) {
            gap = chance.happens(0.02) ? -gap : gap;
            var costs = gap > 0 ? new double[] {gap, 0} : new double[] {0, -gap};
            skill = skill.after(costs, 0, new double[] {Double.NaN, said.applyAsDouble(gap)});
        }
        return skill;
    }
}
