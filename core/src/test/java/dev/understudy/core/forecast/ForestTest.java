package dev.understudy.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.util.Arrays;

final class ForestTest {
    private static final int ROWS = 800;

    /** Rows of which only the first input says something: below nought the target is near 10, else near 50. */
    private static Forest step(float[][] columns, Chance chance) {
        var targets = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            for (float[] column : columns) {
                column[row] = (float) chance.between(-1.0, 1.0);
            }
            targets[row] = (float) ((columns[0][row] < 0 ? 10 : 50) + chance.between(-1.0, 1.0));
        }
        return Forest.grow(columns, targets);
    }

    @SeededTest(tries = 5)
    void whatAnInputSaysIsFound(Chance chance) {
        var forest = step(new float[4][ROWS], chance);
        var says = new double[Levels.COUNT];
        forest.quantiles(new float[] {-0.5f, 0, 0, 0}, says);
        assertThat(says[Levels.MEDIAN]).isBetween(8.5, 11.5);
        forest.quantiles(new float[] {0.5f, 0, 0, 0}, says);
        assertThat(says[Levels.MEDIAN]).isBetween(48.5, 51.5);
    }

    @SeededTest(tries = 5)
    void quantilesRiseAndLieAmongTheTargets(Chance chance) {
        var forest = step(new float[4][ROWS], chance);
        var says = new double[Levels.COUNT];
        for (int each = 0; each < 50; each++) {
            var row = new float[4];
            for (int input = 0; input < row.length; input++) {
                row[input] = (float) chance.between(-9.0, 9.0);
            }
            forest.quantiles(row, says);
            assertThat(says).isSorted();
            assertThat(says[0]).isGreaterThanOrEqualTo(9);
            assertThat(says[Levels.COUNT - 1]).isLessThanOrEqualTo(51);
        }
    }

    @SeededTest(tries = 3)
    void theSameRowsGrowTheSameForest(Chance chance) {
        var columns = new float[3][ROWS];
        var targets = new float[ROWS];
        for (float[] column : columns) {
            for (int row = 0; row < ROWS; row++) {
                column[row] = chance.between(0, 20);
                targets[row] += column[row];
            }
        }
        var one = new double[Levels.COUNT];
        var other = new double[Levels.COUNT];
        Forest.grow(columns, targets).quantiles(new float[] {3, 9, 11}, one);
        Forest.grow(columns, targets).quantiles(new float[] {3, 9, 11}, other);
        assertThat(one).isEqualTo(other);
    }

    @SeededTest(tries = 3)
    void targetsThatAreAllAlikeAreForetoldAsSuch(Chance chance) {
        var columns = new float[2][ROWS];
        for (int row = 0; row < ROWS; row++) {
            columns[0][row] = (float) chance.between(-1.0, 1.0);
        }
        var targets = new float[ROWS];
        Arrays.fill(targets, 7);
        var says = new double[Levels.COUNT];
        Forest.grow(columns, targets).quantiles(new float[] {0, 0}, says);
        assertThat(says).containsOnly(7);
    }
}
