package dev.understudy.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.shadow.Demand.Forecaster;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class PoolSizeTest {
    private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");

    private static PoolSize.Rules rules(ShadowMode mode) {
        return new PoolSize.Rules(
                mode,
                10,
                100,
                Duration.ofSeconds(60),
                new PoolPolicy(0.8, Duration.ofSeconds(60), 0.1, Duration.ofMinutes(5)));
    }

    private static Demand demand(Chance chance) {
        double low = chance.between(0.0, 400.0);
        double mid = low + chance.between(0.0, 300.0);
        return new Demand(low, mid, mid + chance.between(0.0, 300.0));
    }

    private static ShadowMode mode(Chance chance) {
        return chance.oneOf(new ShadowMode.MetadataOnly(), new ShadowMode.Reduced(0.3), new ShadowMode.Full());
    }

    @Test
    void quantilesGoThroughTheBandAndEndAtIt() {
        var demand = new Demand(100, 200, 400);

        assertThat(demand.quantile(0)).isZero();
        assertThat(demand.quantile(0.1)).isCloseTo(100, within(1e-9));
        assertThat(demand.quantile(0.5)).isCloseTo(200, within(1e-9));
        assertThat(demand.quantile(0.7)).isCloseTo(300, within(1e-9));
        assertThat(demand.quantile(0.9)).isCloseTo(400, within(1e-9));
        assertThat(demand.quantile(1)).isEqualTo(400);
        assertThatThrownBy(() -> new Demand(3, 2, 4)).hasMessageContaining("3.0 / 2.0 / 4.0");
    }

    @Test
    void anUnlikelyMigrationIsNotWorthMoreThanTheModesFloor() {
        var busy = Forecaster.steady(new Demand(500, 600, 700));

        assertThat(PoolSize.wanted(rules(new ShadowMode.MetadataOnly()), busy, 0.1)
                        .instances())
                .isZero();
        assertThat(PoolSize.wanted(rules(new ShadowMode.Reduced(0.25)), busy, 0.1)
                        .instances())
                .isEqualTo(3);
    }

    @Test
    void aCertainMigrationIsWorthTheDemandAtTheCriticalRatio() {
        // 1 - 0.1 / 1 is the ninetieth percentile: 700 requests/s, at 80 of each instance.
        var size =
                PoolSize.wanted(rules(new ShadowMode.MetadataOnly()), Forecaster.steady(new Demand(500, 600, 700)), 1);

        assertThat(size.instances()).isEqualTo(9);
        assertThat(size.because())
                .hasToString("9 instances serve the 700 requests/s worth being ready for, a migration within the lead"
                        + " time of 60 s being 100 % likely; the mode keeps 0 at least");
    }

    @Test
    void theGreatestDemandWithinTheLeadTimeCounts() {
        Forecaster peak =
                ahead -> ahead.equals(Duration.ofSeconds(30)) ? new Demand(400, 400, 400) : new Demand(0, 0, 0);

        assertThat(PoolSize.wanted(rules(new ShadowMode.MetadataOnly()), peak, 1)
                        .instances())
                .isEqualTo(5);
    }

    @Test
    void growsAtOnceAndShrinksToThePeakOfWhatWasWantedForLongEnough() {
        var rules = rules(new ShadowMode.MetadataOnly());
        var many = Forecaster.steady(new Demand(640, 640, 640));
        var some = Forecaster.steady(new Demand(320, 320, 320));
        var few = Forecaster.steady(new Demand(80, 80, 80));

        var pool = PoolSize.start(rules).next(T0, rules, many, 1);
        assertThat(pool.instances()).isEqualTo(8);
        pool = pool.next(T0.plusSeconds(10), rules, few, 1);
        pool = pool.next(T0.plusSeconds(100), rules, some, 1);
        pool = pool.next(T0.plusSeconds(309), rules, few, 1);
        assertThat(pool.instances()).isEqualTo(8);
        pool = pool.next(T0.plusSeconds(310), rules, few, 1);
        assertThat(pool.instances()).isEqualTo(4);
        assertThat(pool.because().sentence()).endsWith("no more than 4 were wanted for 300 s");
        assertThat(pool.next(T0.plusSeconds(311), rules, many, 1).instances()).isEqualTo(8);
    }

    @Test
    void rulesSayWhichOfThemIsWrong() {
        assertThatThrownBy(() -> new PoolSize.Rules(new ShadowMode.Full(), 10, 100, Duration.ZERO, PoolPolicy.DEFAULT))
                .hasMessage("pool.horizon is PT0S; allowed: above 0");
        assertThatThrownBy(() -> PoolSize.wanted(
                        rules(new ShadowMode.Full()), Forecaster.steady(new Demand(0, 0, 0)), Double.NaN))
                .hasMessageContaining("NaN");
    }

    @SeededTest(tries = 300)
    void isNeverBelowTheModesFloorNorAboveThePrimary(Chance chance) {
        var rules = rules(mode(chance));
        var pool = PoolSize.start(rules);
        for (int look = 0; look < 50; look++) {
            pool = pool.next(
                    T0.plusSeconds(20L * look), rules, Forecaster.steady(demand(chance)), chance.between(0.0, 1.0));
            assertThat(pool.instances()).isBetween(rules.floor(), rules.primaryInstances());
        }
    }

    @SeededTest(tries = 300)
    void isMonotoneInDemandAndInProbability(Chance chance) {
        var rules = rules(mode(chance));
        var demand = demand(chance);
        double more = chance.between(0.0, 300.0);
        var greater = new Demand(demand.low() + more, demand.mid() + more, demand.high() + more);
        double migration = chance.between(0.0, 1.0);
        int size = PoolSize.wanted(rules, Forecaster.steady(demand), migration).instances();

        assertThat(PoolSize.wanted(rules, Forecaster.steady(greater), migration).instances())
                .isGreaterThanOrEqualTo(size);
        assertThat(PoolSize.wanted(
                                rules,
                                Forecaster.steady(demand),
                                migration + chance.between(0.0, 1.0) * (1 - migration))
                        .instances())
                .isGreaterThanOrEqualTo(size);
    }

    @SeededTest
    void doesNotFollowANoiseThatIsFasterThanItsWindow(Chance chance) {
        var rules = rules(new ShadowMode.MetadataOnly());
        var pool = PoolSize.start(rules);
        int changes = 0;
        for (int look = 0; look < 600; look++) {
            double noisy = 400 + chance.between(-150.0, 150.0);
            var next = pool.next(T0.plusSeconds(look), rules, Forecaster.steady(new Demand(noisy, noisy, noisy)), 1);
            changes += next.instances() < pool.instances() ? 1 : 0;
            pool = next;
        }
        assertThat(changes).as("times it shrank in ten minutes").isLessThanOrEqualTo(2);
    }
}
