package dev.understudy.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.util.Arrays;
import java.util.stream.IntStream;

final class AnomalyDetectorTest {
    private static double[] load(Chance chance, int samples) {
        return IntStream.range(0, samples)
                .mapToDouble(at -> 50 + 30 * Math.sin(at / 288.0 * 2 * Math.PI) + chance.between(-3.0, 3))
                .toArray();
    }

    private static double[] scores(double[] values) {
        var detector = new AnomalyDetector();
        return Arrays.stream(values).map(detector::add).toArray();
    }

    @SeededTest
    void aValueBeyondTheRangeStandsOutOfAWeekOfOrdinaryOnes(Chance chance) {
        var values = load(chance, 2016);
        int at = chance.between(1000, 2000);
        values[at] = chance.oneOf(4.0, 130.0, 400.0);
        var scores = scores(values);
        for (int other = 600; other < at; other++) {
            assertThat(scores[other]).isLessThan(scores[at]);
        }
    }

    @SeededTest
    void aValueInAGapThatNothingEverFilledStandsOut(Chance chance) {
        var values = IntStream.range(0, 600)
                .mapToDouble(_ -> chance.happens(0.5) ? chance.between(10.0, 11) : chance.between(90.0, 91))
                .toArray();
        values[500] = 45;
        assertThat(scores(values)[500]).isGreaterThan(0.05);
    }

    @SeededTest
    void anHourOfValuesThatOccurOnlyApartStandsOutByItsMean(Chance chance) {
        var values = IntStream.range(0, 600)
                .mapToDouble(at -> at % 2 == 0 ? chance.between(10.0, 11) : chance.between(90.0, 91))
                .toArray();
        Arrays.fill(values, 500, 512, 90.5);
        var scores = scores(values);
        double before = Arrays.stream(scores, 200, 500).max().orElseThrow();
        assertThat(Arrays.stream(scores, 500, 512).max().orElseThrow()).isGreaterThan(4 * before);
    }

    @SeededTest
    void theUnitOfTheMetricDoesNotMatter(Chance chance) {
        var values = load(chance, 400);
        var other = Arrays.stream(values).map(each -> 1e6 * each).toArray();
        assertThat(scores(other)).containsExactly(scores(values), within(1e-3));
    }

    @SeededTest
    void aConstantAndSilenceAreNeverNovel(Chance chance) {
        double level = chance.oneOf(0.0, 1.0, 1e9);
        var values = IntStream.range(0, 300)
                .mapToDouble(_ -> chance.happens(0.2) ? Double.NaN : level)
                .toArray();
        assertThat(scores(values)).containsOnly(0);
    }

    @SeededTest
    void theFirstStepOffAConstantIsAsNovelAsCanBeAndTheNextIsNot(Chance chance) {
        var values = new double[200];
        values[100] = chance.between(1.0, 1e9);
        values[150] = values[100];
        var scores = scores(values);
        assertThat(scores[100]).isEqualTo(101 / 801.0);
        assertThat(scores[150]).isLessThan(0.02);
    }

    @SeededTest
    void whatComesLaterChangesNothingThatWasSaid(Chance chance) {
        var values = load(chance, 500);
        int now = chance.between(1, 499);
        var other = values.clone();
        for (int at = now; at < other.length; at++) {
            other[at] = chance.between(-1000.0, 1000);
        }
        assertThat(Arrays.copyOf(scores(other), now)).containsExactly(Arrays.copyOf(scores(values), now));
    }

    @SeededTest
    void theValuesThatAreKeptAreFewAndCoverWhatWasSeen(Chance chance) {
        var known = new KnownValues();
        for (int at = 0; at < 2000; at++) {
            known.add((float) chance.between(0.0, 100));
        }
        assertThat(known.size()).isLessThanOrEqualTo(48);
        for (float value = 1; value < 99; value++) {
            assertThat(known.add(value)).isLessThan(0.05);
        }
    }
}
