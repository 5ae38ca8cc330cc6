package dev.understudy.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OnsetFeaturesTest {
    private static final int HOUR = 15;
    private static final int DAY = 24 * HOUR;

    private static double[] noisy(Chance chance, int samples) {
        return IntStream.range(0, samples)
                .mapToDouble(
                        _ -> chance.happens(0.05) ? Double.NaN : 100 + chance.between(-1.0, chance.between(1.0, 40)))
                .toArray();
    }

    private static OnsetFeatures seen(double[] millis, int samples) {
        var features = new OnsetFeatures(HOUR);
        for (int at = 0; at < samples; at++) {
            features.add(millis[at]);
        }
        return features;
    }

    @Test
    void anHourIsDegradedWhenItsMedianLeavesTheDaysByTheMargin() {
        var features = new OnsetFeatures(HOUR);
        for (int at = 0; at < DAY; at++) {
            features.add(200);
        }
        assertThat(features.degradedFromMillis()).isEqualTo(210);
        for (int at = 0; at < HOUR / 2; at++) {
            features.add(210);
        }
        assertThat(features.degraded()).isFalse();
        features.add(210);
        assertThat(features.degraded()).isTrue();
    }

    @Test
    void nothingIsSaidBeforeHalfADayWasSeen() {
        var features = new OnsetFeatures(HOUR);
        for (int at = 1; at < DAY / 2; at++) {
            features.add(20);
            assertThat(features.ready()).isFalse();
        }
        features.add(20);
        assertThat(features.ready()).isTrue();
        assertThat(features.degradedFromMillis()).isEqualTo(25);
    }

    @Test
    void anHourOfWhichHalfIsLostIsNeitherDegradedNorSound() {
        var features = new OnsetFeatures(HOUR);
        for (int at = 0; at < DAY; at++) {
            features.add(20);
        }
        for (int at = 0; at < HOUR / 2; at++) {
            features.add(Double.NaN);
        }
        assertThat(features.ready()).isTrue();
        features.add(Double.NaN);
        assertThat(features.ready()).isFalse();
        assertThat(features.degraded()).isFalse();
    }

    @SeededTest(tries = 20)
    void whatWasSeenBeforeTheFutureCameStays(Chance chance) {
        var millis = noisy(chance, 2 * DAY);
        int now = chance.between(DAY, 2 * DAY - 1);
        var row = seen(millis, now).row().clone();
        var all = new OnsetFeatures(HOUR);
        for (int at = 0; at < millis.length; at++) {
            if (at == now) {
                assertThat(all.row()).containsExactly(row);
            }
            all.add(at < now ? millis[at] : chance.between(1.0, 1000));
        }
    }

    @SeededTest(tries = 20)
    void aPathTenTimesAsLongLooksTheSameWhereTheMarginIsAShare(Chance chance) {
        var millis = noisy(chance, 2 * DAY);
        var longer = Arrays.stream(millis).map(each -> 10 * each).toArray();
        var row = seen(millis, millis.length).row();
        var other = seen(longer, longer.length).row();
        for (int feature = 0; feature < OnsetFeatures.COUNT; feature++) {
            assertThat(other[feature]).isCloseTo(row[feature], within(1e-9));
        }
    }

    @Test
    void aRateThatMakesNoHourIsRefused() {
        assertThatThrownBy(() -> new OnsetFeatures(3)).hasMessage("samplesPerHour is 3; allowed: 4 to 3600");
    }
}
