package dev.understudy.judgement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Against numbers worked out by hand from the benchmark's own definition. */
final class NabScoreTest {
    private static final Traces.Metric METRIC = new Traces.Metric(
            "metric",
            LongStream.range(0, 1000).map(at -> at * 300).toArray(),
            new double[1000],
            List.of(new long[] {400 * 300, 499 * 300}, new long[] {800 * 300, 899 * 300}));

    private static double score(int... detected) {
        var scores = new double[1000];
        for (int at : detected) {
            scores[at] = 1;
        }
        var score = new NabScore();
        score.add(METRIC, scores);
        return score.best().score();
    }

    @Test
    void bothWindowsAtTheirFirstSampleAreAHundred() {
        assertThat(score(400, 800)).isCloseTo(100, within(1e-9));
        assertThat(score(400, 450, 499, 800)).isCloseTo(100, within(1e-9));
    }

    @Test
    void oneOfTwoWindowsIsFifty() {
        assertThat(score(400)).isCloseTo(50, within(1e-9));
    }

    @Test
    void aDetectionAtTheEndOfAWindowIsWorthLittle() {
        double late = (2 / (1 + Math.exp(-0.05)) - 1) / (2 / (1 + Math.exp(-5)) - 1);
        assertThat(score(400, 899)).isCloseTo(100 * (1 + late + 2) / 4, within(1e-9));
    }

    @Test
    void aFalseAlarmBeforeAllWindowsCostsAll() {
        assertThat(score(400, 800, 300)).isCloseTo(100 * (4 - 0.11) / 4, within(1e-9));
    }

    @Test
    void aFalseAlarmAfterAWindowCostsTheMoreTheLater() {
        double cost = 0.11 * (1 - 2 / (1 + Math.exp(5 * 50 / 99.0)));
        assertThat(score(400, 800, 549)).isCloseTo(100 * (4 - cost) / 4, within(1e-9));
    }

    @Test
    void theFirstSamplesAreNotGraded() {
        assertThat(NabScore.probation(1000)).isEqualTo(150);
        assertThat(NabScore.probation(10_000)).isEqualTo(750);
        assertThat(score(10, 149, 400, 800)).isCloseTo(100, within(1e-9));
    }

    @Test
    void withoutDetectionsItIsNothing() {
        assertThat(score()).isZero();
    }
}
