package dev.understudy.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class DampedHoltTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HORIZON = Duration.ofSeconds(30);

    @Test
    void nothingSeenIsNothingForecast() {
        assertThat(DampedHolt.EMPTY.ahead(HORIZON)).isEqualTo(Forecast.NONE);
    }

    @Test
    void aSteadySeriesIsForecastToStay() {
        var ahead = fed(60, _ -> 7).ahead(HORIZON);
        assertThat(ahead.midMillis()).isCloseTo(7, Offset.offset(1e-6));
        assertThat(ahead.highMillis() - ahead.lowMillis()).isLessThan(0.1);
    }

    @Test
    void aRampIsSeenComingWithinSeconds() {
        DoubleUnaryOperator ramp = second -> 2 + 3 * Math.max(0, second - 20);
        assertThat(fed(25, ramp).ahead(HORIZON).midMillis()).isGreaterThan(20);
        assertThat(fed(30, ramp).ahead(HORIZON).midMillis()).isGreaterThan(45);
    }

    @Test
    void aRampIsNotExtrapolatedWithoutEnd() {
        var series = fed(60, second -> 3 * second);
        double tenMinutes = series.ahead(Duration.ofMinutes(10)).midMillis();
        assertThat(tenMinutes - series.levelMillis()).isLessThanOrEqualTo(3 * 9.01);
        assertThat(series.ahead(Duration.ofHours(1)).midMillis()).isCloseTo(tenMinutes, Offset.offset(1e-6));
    }

    @Test
    void aLongGapStartsAfreshInsteadOfMakingATrend() {
        var series = fed(30, second -> 80 - second).with(START.plusSeconds(100), 2);
        assertThat(series.ahead(HORIZON).midMillis()).isEqualTo(2);
    }

    @Test
    void aValueThatIsNotNewerChangesNothing() {
        var series = fed(5, _ -> 3);
        assertThat(series.with(START.plusSeconds(4), 99)).isEqualTo(series);
    }

    @Test
    void aForecastIsOrderedOrRefused() {
        assertThatThrownBy(() -> new Forecast(2, 1, 3)).hasMessageContaining("forecast is 2.0 / 1.0 / 3.0 ms");
        assertThatThrownBy(() -> new Forecast(0, 1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @SeededTest(tries = 100)
    void theBandIsOrderedAndFiniteWhateverComes(Chance chance) {
        var series = DampedHolt.EMPTY;
        var at = START;
        for (int window = 0; window < 100; window++) {
            at = at.plus(chance.between(Duration.ZERO, Duration.ofSeconds(chance.oneOf(1, 3, 20))));
            series = series.with(at, chance.happens(0.05) ? 1e7 : chance.between(0.0, 100.0));
            var ahead = series.ahead(HORIZON);
            assertThat(ahead.lowMillis()).isBetween(0.0, ahead.midMillis());
            assertThat(ahead.highMillis()).isFinite();
        }
    }

    @SeededTest(tries = 20)
    void theBandHoldsMostOfWhatComesOnACalmLink(Chance chance) {
        var series = DampedHolt.EMPTY;
        int inside = 0;
        int windows = 400;
        for (int window = 0; window < windows; window++) {
            double value = 10 + chance.between(-1.0, 1.0) + chance.between(-1.0, 1.0);
            var ahead = series.ahead(Duration.ofSeconds(1));
            inside += window > 30 && value >= ahead.lowMillis() && value <= ahead.highMillis() ? 1 : 0;
            series = series.with(START.plusSeconds(window), value);
        }
        assertThat((double) inside / (windows - 31)).isBetween(0.70, 0.92);
    }

    private static DampedHolt fed(int seconds, DoubleUnaryOperator millisAt) {
        var series = DampedHolt.EMPTY;
        for (int second = 0; second < seconds; second++) {
            series = series.with(START.plusSeconds(second), millisAt.applyAsDouble(second));
        }
        return series;
    }
}
