package dev.understudy.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import org.junit.jupiter.api.Test;

/** The bounds of the plain rules, proven in {@code docs/decision-rule.md}. */
final class RegretRuleTest {
    private static final double MOVE = 10;

    @SeededTest(tries = 400)
    void regretCostsNoMoreThanItsBoundForTwoZones(Chance chance) {
        double scale = chance.oneOf(0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0);
        var history = play(chance, RegretRule.start(2, 0, MOVE, scale), chance.between(100, 2_000));
        assertThat(history.paid())
                .isLessThanOrEqualTo(bound(scale) * history.optimum(2)
                        + history.moves() * history.dearest()
                        + (scale > 2 ? MOVE : 0)
                        + 1e-6);
        assertThat((double) history.moves()).isLessThanOrEqualTo(history.regret() / (scale * MOVE) + 1);
    }

    @Test
    void pingPongTakesAllThatTheBoundAllows() {
        for (double scale : new double[] {0.5, 1, 2, 4}) {
            var rule = RegretRule.start(2, 0, MOVE, scale);
            var history = new History(MOVE);
            var cruel = History.cruel(2, MOVE / 100);
            for (int step = 0; step < 100_000; step++) {
                var costs = cruel.costs(rule.zone());
                var next = rule.after(costs);
                history.step(costs, rule.zone(), next.zone());
                rule = next;
            }
            assertThat(history.paid() / history.optimum(2)).isBetween(0.97 * bound(scale), 1.03 * bound(scale));
        }
    }

    @SeededTest(tries = 300)
    void theWorkFunctionRuleCostsNoMoreThanItsBound(Chance chance) {
        int zones = chance.between(2, 5);
        var adversary = History.adversary(chance, zones, MOVE);
        var history = new History(MOVE);
        var rule = WorkFunctionRule.start(zones, 0, MOVE);
        for (int step = 0; step < chance.between(100, 2_000); step++) {
            var costs = adversary.costs(rule.zone());
            var next = rule.after(costs);
            history.step(costs, rule.zone(), next.zone());
            rule = next;
        }
        assertThat(history.paid())
                .isLessThanOrEqualTo(
                        (2 * zones - 1) * history.optimum(zones) + history.moves() * history.dearest() + 1e-6);
        assertThat(rule.moves()).isEqualTo(history.moves());
        assertThat(history.moves() * MOVE).isLessThanOrEqualTo((zones - 1) * history.optimum(zones) + 1e-6);
    }

    @Test
    void theWorkFunctionRuleMeetsItsBoundWhereverItIsChargedNext() {
        for (int zones = 2; zones <= 4; zones++) {
            var history = new History(MOVE);
            var rule = WorkFunctionRule.start(zones, 0, MOVE);
            var cruel = History.cruel(zones, MOVE / 100);
            for (int step = 0; step < 50_000; step++) {
                var costs = cruel.costs(rule.zone());
                var next = rule.after(costs);
                history.step(costs, rule.zone(), next.zone());
                rule = next;
            }
            assertThat(history.paid() / history.optimum(zones))
                    .isBetween(0.97 * (2 * zones - 1), 1.01 * (2 * zones - 1));
        }
    }

    @Test
    void forTwoZonesTheWorkFunctionRuleIsTheRegretRuleOfTwoMoves() {
        var chance = new Chance(7);
        var work = WorkFunctionRule.start(2, 0, MOVE);
        var regret = RegretRule.start(2, 0, MOVE, 2);
        for (int step = 0; step < 5_000; step++) {
            var costs = new double[] {chance.between(0.0, 2.0), chance.between(0.0, 2.0)};
            work = work.after(costs);
            regret = regret.after(costs);
            assertThat(work.zone()).isEqualTo(regret.zone());
        }
        assertThat(work.moves()).isPositive();
    }

    @Test
    void amongManyZonesItGoesToTheOneItRegretsMost() {
        var rule = RegretRule.start(3, 0, MOVE, 1).after(6, 3, 1).after(6, 1, 1);
        assertThat(rule.zone()).isEqualTo(2);
        assertThat(rule.moves()).isEqualTo(1);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> RegretRule.start(2, 0, 0, 1)).hasMessageContaining("allowed: above 0");
        assertThatThrownBy(() -> RegretRule.start(2, 2, 1, 1)).hasMessageContaining("zone 2 of 2");
        assertThatThrownBy(() -> WorkFunctionRule.start(1, 0, 1)).hasMessageContaining("zone 0 of 1");
        assertThatThrownBy(() -> WorkFunctionRule.start(2, 0, 1).after(1, -1)).hasMessageContaining("is -1.0; allowed");
        assertThatThrownBy(() -> WorkFunctionRule.start(2, 0, 1).after(1)).hasMessageContaining("costs of 1 zones");
    }

    private static double bound(double scale) {
        return Math.max(2 + 2 / scale, 1 + scale);
    }

    private static History play(Chance chance, RegretRule start, int steps) {
        var adversary = History.adversary(chance, 2, MOVE);
        var history = new History(MOVE);
        var rule = start;
        for (int step = 0; step < steps; step++) {
            var costs = adversary.costs(rule.zone());
            var next = rule.after(costs);
            history.step(costs, rule.zone(), next.zone());
            rule = next;
        }
        assertThat(rule.moves()).isEqualTo(history.moves());
        return history;
    }
}
