package dev.understudy.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.score.ZoneRisk.Cause;
import dev.understudy.core.scorecard.ZoneLog;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class ZoneRiskTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final Duration HOUR = Duration.ofHours(1);

    private static ZoneLog log(double hours, double onsets) {
        return new ZoneLog(
                A,
                Instant.EPOCH,
                Instant.EPOCH,
                OptionalDouble.empty(),
                Instant.EPOCH,
                Optional.empty(),
                false,
                hours,
                0,
                onsets);
    }

    private static List<Cause> causes(Chance chance) {
        var causes = new ArrayList<Cause>();
        for (int i = chance.between(0, 6); i > 0; i--) {
            causes.add(new Cause("cause " + i, chance.between(0.0, 1.0), chance.between(0.0, 1.0)));
        }
        return causes;
    }

    @SeededTest(tries = 300)
    void isAProbabilityAndEachCauseOnlyRaisesIt(Chance chance) {
        var log = log(chance.between(0.0, 10_000.0), chance.between(0.0, 300.0));
        var horizon = chance.between(Duration.ofMinutes(1), Duration.ofDays(1));
        var causes = causes(chance);
        var risk = ZoneRisk.of(A, Optional.of(log), horizon, causes);
        assertThat(risk.probability()).isBetween(risk.history(), 1.0);
        var more = new ArrayList<>(causes);
        double likely = chance.between(0.0, 0.9);
        double weight = chance.between(0.0, 0.9);
        more.add(new Cause("one more", likely, weight));
        double with = ZoneRisk.of(A, Optional.of(log), horizon, more).probability();
        assertThat(with).isGreaterThanOrEqualTo(risk.probability());
        more.set(more.size() - 1, new Cause("one more", likely + 0.1, weight));
        assertThat(ZoneRisk.of(A, Optional.of(log), horizon, more).probability())
                .isGreaterThanOrEqualTo(with);
        more.set(more.size() - 1, new Cause("one more", likely, weight + 0.1));
        assertThat(ZoneRisk.of(A, Optional.of(log), horizon, more).probability())
                .isGreaterThanOrEqualTo(with);
    }

    @SeededTest(tries = 300)
    void moreTroubleInTheHistoryAndALongerHorizonMeanMoreRisk(Chance chance) {
        double hours = chance.between(0.0, 10_000.0);
        double onsets = chance.between(0.0, 100.0);
        var horizon = chance.between(Duration.ofMinutes(1), Duration.ofHours(12));
        double risk = ZoneRisk.history(hours, onsets, horizon);
        assertThat(risk).isBetween(0.0, 1.0);
        assertThat(ZoneRisk.history(hours, onsets + 1, horizon)).isGreaterThanOrEqualTo(risk);
        assertThat(ZoneRisk.history(hours, onsets, horizon.multipliedBy(2))).isGreaterThanOrEqualTo(risk - 1e-12);
    }

    @Test
    void withoutEvidenceThePriorRules() {
        double prior = ZoneRisk.of(A, Optional.empty(), HOUR, List.of()).probability();
        assertThat(prior).isCloseTo(1 - Math.exp(-1 / 720.0), within(1e-9));
        var unheard = List.of(new Cause("a feed that never proved anything", 1, 0));
        var risk = ZoneRisk.of(A, Optional.empty(), HOUR, unheard);
        assertThat(risk.probability()).isEqualTo(prior);
        assertThat(risk.because().sentence())
                .contains("mostly by its history")
                .contains("not counted, since not shown to help: a feed that never proved anything");
    }

    @Test
    void withMuchEvidenceTheHistoryRules() {
        // A thousand days with an hourly trouble in one hour of ten.
        assertThat(ZoneRisk.history(24_000, 2_400, HOUR)).isCloseTo(0.1, within(0.005));
        assertThat(ZoneRisk.history(24_000, 0, HOUR)).isLessThan(0.0001);
    }

    @Test
    void theSentenceNamesWhatMovedIt() {
        var risk = ZoneRisk.of(
                A, Optional.empty(), HOUR, List.of(new Cause("maintenance", 1, 0.6), new Cause("weather", 0.5, 0.1)));
        assertThat(risk.foremost().orElseThrow().name()).isEqualTo("maintenance");
        assertThat(risk.because().sentence())
                .startsWith("zone zone-a breaks within 60 min with probability 0.62, mostly by maintenance (0.6 alone");
        assertThat(ZoneRisk.of(A, Optional.empty(), HOUR, List.of(Cause.fact("broken now")))
                        .probability())
                .isEqualTo(1);
    }

    @Test
    void theTailOfABandIsOneInTenAtItsEnd() {
        var forecast = new Forecast(10, 20, 40);
        assertThat(ZoneRisk.exceeding(forecast, 40)).isCloseTo(0.1, within(1e-9));
        assertThat(ZoneRisk.exceeding(forecast, 20)).isCloseTo(0.5, within(1e-9));
        assertThat(ZoneRisk.exceeding(forecast, 10)).isCloseTo(0.9, within(1e-9));
        assertThat(ZoneRisk.exceeding(new Forecast(20, 20, 20), 21)).isZero();
        assertThat(ZoneRisk.exceeding(new Forecast(20, 20, 20), 19)).isEqualTo(1);
    }

    @SeededTest(tries = 300)
    void aHigherLimitIsExceededLessOften(Chance chance) {
        double mid = chance.between(1.0, 100.0);
        var forecast = new Forecast(mid * chance.between(0.1, 1.0), mid, mid * chance.between(1.0, 5.0));
        double limit = chance.between(0.0, 500.0);
        assertThat(ZoneRisk.exceeding(forecast, limit + 1)).isLessThanOrEqualTo(ZoneRisk.exceeding(forecast, limit));
    }

    @Test
    void priceAndPreferenceStayApartFromRisk() {
        var calm = ZoneRisk.of(A, Optional.empty(), HOUR, List.of());
        var risky = ZoneRisk.of(B, Optional.empty(), HOUR, List.of(new Cause("weather", 1, 0.5)));
        var dear = Utility.of(calm, 100, 4, 2.0, 0);
        var cheap = Utility.of(risky, 100, 4, 1.0, 0);
        assertThat(dear.price()).isEqualTo(8);
        assertThat(dear.against(cheap).sentence())
                .startsWith("zone zone-a is better than zone zone-b by")
                .contains("-4 by price")
                .endsWith("the risk decided");
        assertThat(cheap.against(Utility.of(risky, 100, 4, 1.0, 3)).sentence()).endsWith("the preference decided");
        assertThat(Utility.of(calm, 0, 4, 1.0, 0).against(dear).sentence()).endsWith("the price decided");
    }

    @Test
    void nonsenseIsRefusedWithItsNumbers() {
        assertThatThrownBy(() -> new Cause("x", 1.1, 0)).hasMessageContaining("1.1");
        assertThatThrownBy(() -> ZoneRisk.of(A, Optional.empty(), Duration.ZERO, List.of()))
                .hasMessageContaining("more than 0");
    }
}
