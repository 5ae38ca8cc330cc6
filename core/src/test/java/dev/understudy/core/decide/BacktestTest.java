package dev.understudy.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules played on recorded traces. */
final class BacktestTest {
    private static final int STEPS = 1_200;
    private static final int FROM = 600;
    private static final int TO = 900;

    @Test
    void aLongBadSpellAtHomeIsLeftAndComeBackFromByEveryRuleButStaying() {
        var test = backtest(spell(), 6_000);
        for (var schedule : List.of(test.threshold(20, 5, 1), test.bounded(), test.hindsight())) {
            assertThat(schedule.zoneOf()[FROM - 1]).as(schedule.rule()).isZero();
            assertThat(schedule.zoneOf()[(FROM + TO) / 2]).as(schedule.rule()).isEqualTo(1);
            assertThat(schedule.cost())
                    .as(schedule.rule())
                    .isLessThan(test.stay().cost());
        }
        assertThat(test.threshold(20, 5, 1).zoneOf()[STEPS - 1]).isZero();
        assertThat(test.stay().moves()).isEmpty();
        assertThat(test.stay().cost()).isEqualTo((TO - FROM) * 55.0 * 10, org.assertj.core.data.Offset.offset(1.0));
    }

    @SeededTest(tries = 60)
    void hindsightIsNeverDearerThanAnyRule(Chance chance) {
        var test = backtest(noise(chance), chance.between(50.0, 20_000.0));
        double best = test.hindsight().cost();
        assertThat(best).isLessThanOrEqualTo(test.stay().cost() + 1e-6);
        assertThat(best).isLessThanOrEqualTo(test.bounded().cost() + 1e-6);
        assertThat(best).isLessThanOrEqualTo(test.threshold(20, 5, 1).cost() + 1e-6);
    }

    @SeededTest(tries = 40)
    void whatComesLaterChangesNothingThatWasDecidedBefore(Chance chance) {
        var millis = noise(chance);
        int now = chance.between(1, STEPS - 1);
        var other = noise(chance);
        var changed = new double[STEPS][];
        for (int step = 0; step < STEPS; step++) {
            changed[step] = step < now ? millis[step] : other[step];
        }
        var one = backtest(millis, 2_000);
        var two = backtest(changed, 2_000);
        // what was seen in step now - 1 decides the place in step now
        assertThat(Arrays.copyOf(two.bounded().zoneOf(), now + 1))
                .isEqualTo(Arrays.copyOf(one.bounded().zoneOf(), now + 1));
        assertThat(Arrays.copyOf(two.threshold(20, 5, 1).zoneOf(), now + 1))
                .isEqualTo(Arrays.copyOf(one.threshold(20, 5, 1).zoneOf(), now + 1));
    }

    private static Backtest backtest(double[][] millis, double moveCost) {
        return new Backtest(List.of("a", "b"), 10, millis, millis, 0, moveCost);
    }

    private static double[][] spell() {
        var millis = new double[STEPS][];
        for (int step = 0; step < STEPS; step++) {
            millis[step] = new double[] {step >= FROM && step < TO ? 80 : 20, 25};
        }
        return millis;
    }

    /** Levels that jump now and then. */
    private static double[][] noise(Chance chance) {
        var millis = new double[STEPS][];
        double a = 20;
        double b = 25;
        for (int step = 0; step < STEPS; step++) {
            a = chance.between(0, 99) == 0 ? chance.between(15.0, 120.0) : a;
            b = chance.between(0, 99) == 0 ? chance.between(15.0, 120.0) : b;
            millis[step] = new double[] {a + chance.between(0.0, 3.0), b + chance.between(0.0, 3.0)};
        }
        return millis;
    }
}
