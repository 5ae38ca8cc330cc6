package dev.understudy.judgement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.judgement.AdditiveModel.Steps;
import org.junit.jupiter.api.Test;

final class AdditiveModelTest {
    private static final int ROWS = 20_000;

    private final Chance chance = new Chance(11);
    private final double[][] rows = new double[ROWS][];
    private final boolean[] came = new boolean[ROWS];

    /** The first column counts, the second is noise, the third is often unknown and counts where it is. */
    AdditiveModelTest() {
        for (int row = 0; row < ROWS; row++) {
            rows[row] = new double[] {
                chance.between(-1.0, 1.0), chance.between(-1.0, 1.0), chance.happens(0.5) ? Double.NaN : 1
            };
            came[row] = chance.happens(really(rows[row]));
        }
    }

    private static double really(double[] row) {
        double odds = -3 + 2 * row[0] + (Double.isNaN(row[2]) ? 1 : 0);
        return 1 / (1 + Math.exp(-odds));
    }

    private double off(int... columns) {
        var steps = Steps.of(rows, 3);
        var placed = steps.place(rows);
        var model = AdditiveModel.fit(steps, placed, came, columns);
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += Math.abs(model.probability(placed, row) - really(rows[row]));
        }
        return sum / ROWS;
    }

    @Test
    void findsWhatColumnsAddTogetherAndWhatIsNotKnown() {
        assertThat(off(0, 1, 2)).isLessThan(0.015);
        assertThat(off(0, 1)).isGreaterThan(0.02);
        assertThat(off(1, 2)).isGreaterThan(0.03);
    }

    @Test
    void withoutColumnsItIsTheBaseRate() {
        var steps = Steps.of(rows, 3);
        var placed = steps.place(rows);
        double events = 0;
        for (boolean each : came) {
            events += each ? 1 : 0;
        }
        assertThat(AdditiveModel.fit(steps, placed, came, new int[0]).probability(placed, 0))
                .isCloseTo(events / ROWS, within(1e-3));
    }

    @Test
    void fewValuesHaveAStepEach() {
        var steps = Steps.of(new double[][] {{0}, {0.5}, {1}, {Double.NaN}}, 1);
        assertThat(steps.step(0, 0)).isEqualTo((byte) 0);
        assertThat(steps.step(0, 0.5)).isEqualTo((byte) 1);
        assertThat(steps.step(0, 0.7)).isEqualTo((byte) 1);
        assertThat(steps.step(0, 1)).isEqualTo((byte) 2);
        assertThat(steps.step(0, Double.NaN)).isEqualTo((byte) 3);
    }
}
