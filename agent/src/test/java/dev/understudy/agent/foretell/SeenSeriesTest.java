package dev.understudy.agent.foretell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.forecast.DampedHolt;
import dev.understudy.core.forecast.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whom a series' own history has shown to be better is heard. */
final class SeenSeriesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration STEP = Duration.ofMillis(7_500);
    private static final Duration HORIZON = STEP.multipliedBy(SeenSeries.STEPS_AHEAD);

    private final SplittableRandom random = new SplittableRandom(1);
    private SeenSeries series = SeenSeries.ofFew(Optional.empty());
    private DampedHolt holt = DampedHolt.EMPTY;
    private int step;

    private void take(double millis) {
        holt = holt.with(START.plus(STEP.multipliedBy(step++)), millis);
        series.take(millis, holt.ahead(HORIZON));
    }

    /** A path with now and then a late answer, which says nothing of the next. */
    private double spiky() {
        return 20 + random.nextDouble() + (random.nextInt(8) == 0 ? 40 : 0);
    }

    @Test
    void aForecastThatDoesNotRunAfterEverySpikeIsHeardOnceItHasShownSo() {
        for (int each = 0; each < SeenSeries.LEAST_GRADED; each++) {
            take(spiky());
        }
        assertThat(series.earned()).as("too little was graded").isEmpty();

        for (int each = 0; each < 600; each++) {
            take(spiky());
        }
        assertThat(series.lossRatio()).isLessThan(0.8);
        assertThat(series.earned()).hasValueSatisfying(said -> {
            assertThat(said.midMillis()).isBetween(20.0, 22.0);
            assertThat(said.highMillis()).isBetween(20.5, 62.0);
        });
    }

    @Test
    void theCoreOfOneAmongManyEarnsItLikewise() {
        series = SeenSeries.ofMany();
        for (int each = 0; each < 1_000; each++) {
            take(spiky());
        }
        assertThat(series.lossRatio()).isLessThan(0.9);
        assertThat(series.earned()).isPresent();
    }

    @Test
    void beingAsGoodAsTheOtherIsNotEnough() {
        for (int each = 0; each < 1_000; each++) {
            double millis = 20 + random.nextDouble();
            series.take(millis, new Forecast(20.1, 20.5, 20.9)); // the truth
        }
        assertThat(series.lossRatio()).isBetween(0.95, 1.3);
        assertThat(series.earned()).isEmpty();
    }

    @Test
    void whatWasLostGradesNobody() {
        for (int each = 0; each < 1_000; each++) {
            series.take(Double.NaN, new Forecast(0, 1, 2));
        }
        assertThat(series.lossRatio()).isNaN();
        assertThat(series.earned()).isEmpty();
    }
}
