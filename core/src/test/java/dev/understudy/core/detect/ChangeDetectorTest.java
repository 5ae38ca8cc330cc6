package dev.understudy.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.detect.ChangeDetector.Rule;
import dev.understudy.core.detect.ChangeDetector.Step;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ChangeDetectorTest {
    private static int[] alarms(double[] millis) {
        var detector = new ChangeDetector(Rule.ROUND_TRIP);
        return IntStream.range(0, millis.length)
                .filter(at -> detector.add(millis[at]))
                .toArray();
    }

    /** A level with even noise around it. */
    private static double[] level(Chance chance, int samples, double millis, double noise) {
        return IntStream.range(0, samples)
                .mapToDouble(_ -> millis + chance.between(-noise, noise))
                .toArray();
    }

    private static double[] joined(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    @SeededTest
    void aShiftByAnEighthOrMoreIsToldOnceByItsThirdSample(Chance chance) {
        assertThat(alarms(shift(chance, 1.12, 1.5))).containsExactly(62);
    }

    @SeededTest
    void aShiftByAThirtiethIsToldOnceByItsFourthSample(Chance chance) {
        assertThat(alarms(shift(chance, 1.03, 1.04))).containsExactly(63);
    }

    /** From one level to another that is so many times as high, or the other way round, after sixty samples. */
    private static double[] shift(Chance chance, double least, double most) {
        double before = chance.between(100.0, 200);
        double after = before * chance.between(least, most);
        return chance.happens(0.5)
                ? joined(level(chance, 60, before, 0.3), level(chance, 60, after, 0.3))
                : joined(level(chance, 60, after, 0.3), level(chance, 60, before, 0.3));
    }

    @SeededTest
    void aSmallShiftIsToldOnceByItsSeventhSample(Chance chance) {
        double before = chance.between(100.0, 150);
        var told = joined(level(chance, 60, before, 0.2), level(chance, 60, before + 1.5, 0.2));
        assertThat(alarms(told)).containsExactly(66);
    }

    @SeededTest
    void theSizeOfTheShiftIsKnown(Chance chance) {
        double shift = chance.between(10.0, 40);
        var detector = new ChangeDetector(Rule.ROUND_TRIP);
        assertThat(detector.shiftMillis()).isZero();
        for (double millis : joined(level(chance, 60, 80, 0.3), level(chance, 4, 80 - shift, 0.3))) {
            detector.add(millis);
        }
        assertThat(detector.shiftMillis()).isCloseTo(-shift, within(0.6));
    }

    @SeededTest
    void spikesAreNoChange(Chance chance) {
        var millis = level(chance, 400, 50, 0.3);
        for (int at = 0; at < millis.length; at += chance.between(4, 20)) {
            millis[at] += chance.between(1.0, 500);
        }
        assertThat(alarms(millis)).isEmpty();
    }

    @SeededTest
    void noiseAloneIsNoChange(Chance chance) {
        assertThat(alarms(level(chance, 400, 50, chance.between(0.0, 0.5)))).isEmpty();
    }

    @Test
    void aSeriesThatJumpsToAndFroChangesNotEachTime() {
        var millis = IntStream.range(0, 400)
                .mapToDouble(at -> at / 5 % 2 == 0 ? 50 : 70)
                .toArray();
        assertThat(Arrays.stream(alarms(millis)).filter(at -> at > 60)).isEmpty();
    }

    @SeededTest
    void lostProbesSayNothingOfTheLevel(Chance chance) {
        var whole = joined(level(chance, 60, 50, 0.3), level(chance, 60, 60, 0.3));
        var gapped = new double[2 * whole.length];
        Arrays.fill(gapped, Double.NaN);
        for (int at = 0; at < whole.length; at++) {
            gapped[2 * at + chance.between(0, 1)] = whole[at];
        }
        assertThat(Arrays.stream(alarms(gapped)).map(at -> at / 2)).containsExactly(62);
    }

    @SeededTest
    void whatComesLaterChangesNothingThatWasSaid(Chance chance) {
        var millis = joined(level(chance, 80, 50, 3), level(chance, 80, 60, 3), level(chance, 80, 52, 3));
        int now = chance.between(1, millis.length);
        var future = chance.shuffled(
                Arrays.stream(millis, now, millis.length).boxed().toList());
        var other = joined(
                Arrays.copyOf(millis, now),
                future.stream().mapToDouble(Double::doubleValue).toArray());
        assertThat(Arrays.stream(alarms(other)).filter(at -> at < now))
                .containsExactly(Arrays.stream(alarms(millis))
                        .filter(at -> at < now)
                        .boxed()
                        .toArray(Integer[]::new));
    }

    @Test
    void aRuleOutOfRangeIsRefusedWithItsNumbers() {
        assertThatThrownBy(() -> new Step(17, 1, 0.01, 8, 0.2)).hasMessage("samples is 17.0; allowed: 2 to 16");
        assertThatThrownBy(() -> new Rule(2, 0, 30, List.of(new Step(4, 1, 0.01, 8, 0.2))))
                .hasMessage("floorMillis is 0.0; allowed: more than 0");
        assertThatThrownBy(() -> new Rule(2, 1, 30, List.of()))
                .hasMessage("the number of steps is 0.0; allowed: at least 1");
    }
}
