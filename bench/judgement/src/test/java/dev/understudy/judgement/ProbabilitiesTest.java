package dev.understudy.judgement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ProbabilitiesTest {
    @Test
    void theClimatologyHasNoSkillAndThePrecisionOfTheBaseRate() {
        var stated = of(new double[] {0.25, 0.25, 0.25, 0.25}, true, false, false, false);
        assertThat(stated.brierSkill()).isZero();
        assertThat(stated.averagePrecision()).isEqualTo(0.25);
        assertThat(stated.calibrationError()).isZero();
    }

    @Test
    void whoKnowsTheFutureHasAllSkill() {
        var stated = of(new double[] {0, 1, 0, 1}, false, true, false, true);
        assertThat(stated.brierSkill()).isEqualTo(1);
        assertThat(stated.averagePrecision()).isEqualTo(1);
        assertThat(stated.calibrationError()).isZero();
    }

    @Test
    void precisionIsAveragedOverWhatCame() {
        var stated = of(new double[] {0.9, 0.8, 0.7, 0.1}, true, false, true, false);
        assertThat(stated.averagePrecision()).isEqualTo((1 + 2.0 / 3) / 2);
    }

    @Test
    void calibrationIsMissedByTheMeanDistanceInEachTenth() {
        var stated = of(new double[] {0.15, 0.15, 0.95, 0.95}, false, false, true, false);
        assertThat(stated.calibrationError()).isCloseTo((0.15 + 0.45) / 2, within(1e-12));
    }

    private static Probabilities of(double[] stated, boolean... came) {
        var all = new Probabilities();
        for (int each = 0; each < stated.length; each++) {
            all.add(stated[each], came[each]);
        }
        return all;
    }
}
