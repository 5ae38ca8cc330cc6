package dev.understudy.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.decide.BoundedRule.Terms;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The bound of the rule in force, proven in {@code docs/decision-rule.md}. */
final class BoundedRuleTest {
    private static final double MOVE = 10;

    /** Says what each zone is expected to save, knowing where the service is. */
    private interface Forecaster {
        double[] prospects(int here, double[] costs);
    }

    @SeededTest(tries = 600)
    void itCostsNoMoreThanItsBoundWhateverIsForecast(Chance chance) {
        int zones = chance.between(2, 5);
        double least = chance.between(0.05, 2.0);
        double most = chance.between(least, 2.0);
        var terms = new Terms(MOVE, least, chance.between(least, most), most, chance.oneOf(0.0, 0.3, 1.0, 3.0));
        var forecaster = forecaster(chance, zones);
        var adversary = History.adversary(chance, zones, MOVE);
        var history = new History(MOVE);
        var rule = BoundedRule.start(zones, 0, terms);
        for (int step = 0; step < chance.between(100, 2_000); step++) {
            var costs = adversary.costs(rule.zone());
            var next = rule.after(costs, forecaster.prospects(rule.zone(), costs));
            history.step(costs, rule.zone(), next.zone());
            rule = next;
        }
        double optimum = history.optimum(zones);
        assertThat(history.paid())
                .isLessThanOrEqualTo(
                        terms.boundRatio(zones) * optimum + 2 * MOVE + history.moves() * history.dearest() + 1e-6);
        assertThat(history.moves() * MOVE).isLessThanOrEqualTo((zones - 1 + terms.trust()) * optimum + MOVE + 1e-6);
        assertThat(rule.moves()).isEqualTo(history.moves());
        assertThat(rule.hindsight()).isLessThanOrEqualTo(optimum + 1e-6);
    }

    @SeededTest(tries = 200)
    void withoutForecastsMovesFollowFromRegretOfTwoZones(Chance chance) {
        double scale = chance.between(1.05, 2.0);
        var terms = new Terms(MOVE, scale, scale, scale, 1e9);
        var adversary = History.adversary(chance, 2, MOVE);
        var history = new History(MOVE);
        var rule = BoundedRule.start(2, 0, terms);
        for (int step = 0; step < 1_000; step++) {
            var costs = adversary.costs(rule.zone());
            var next = rule.after(costs, nothing(2));
            history.step(costs, rule.zone(), next.zone());
            rule = next;
        }
        double theta = scale - 1;
        assertThat((double) history.moves()).isLessThanOrEqualTo(history.regret() / (2 * theta * MOVE) + 1);
        assertThat(history.paid())
                .isLessThanOrEqualTo((2 + 1 / theta) * history.optimum(2) + history.moves() * history.dearest() + 1e-6);
    }

    @SeededTest(tries = 100)
    void withoutTrustAndAtTwoMovesItIsTheWorkFunctionRule(Chance chance) {
        int zones = chance.between(2, 4);
        var rule = BoundedRule.start(zones, 0, new Terms(MOVE, 2, 2, 2, 0));
        var plain = WorkFunctionRule.start(zones, 0, MOVE);
        var adversary = History.adversary(chance, zones, MOVE);
        for (int step = 0; step < 500; step++) {
            var costs = adversary.costs(rule.zone());
            rule = rule.after(costs, nothing(zones));
            plain = plain.after(costs);
            assertThat(rule.moves()).isEqualTo(plain.moves());
        }
    }

    @Test
    void aForecastOfMuchToSaveMovesItSooner() {
        var terms = new Terms(100, 0.8, 1.25, 2, 1);
        assertThat(stepsToMove(terms, new double[] {0, 1_000})).isEqualTo(8);
        assertThat(stepsToMove(terms, new double[] {0, Double.NaN})).isEqualTo(13);
        assertThat(stepsToMove(terms, new double[] {0, 1})).isEqualTo(13);
    }

    @Test
    void aForecastOfNothingHoldsItUntilItsAccountIsEmpty() {
        var terms = new Terms(100, 0.8, 1.25, 2, 0);
        // two moves' worth of regret lead the work function as far as it goes, and one more is what waiting may cost
        assertThat(stepsToMove(terms, new double[] {0, -1})).isEqualTo(31);
    }

    @Test
    void aFailureMayMoveItAtAnyTime() {
        var terms = Terms.usual(MOVE);
        var rule = BoundedRule.start(3, 0, terms).forcedTo(2);
        assertThat(rule.zone()).isEqualTo(2);
        assertThat(rule.forced()).isEqualTo(1);
        assertThat(rule.forcedTo(2)).isSameAs(rule);
        assertThat(rule.lead(0)).isEqualTo(MOVE);
    }

    @Test
    void termsOutsideTheBandAreRefused() {
        assertThatThrownBy(() -> new Terms(0, 1, 1, 1, 1)).hasMessage("moveCost is 0.0; allowed: above 0, finite");
        assertThatThrownBy(() -> new Terms(1, 0, 1, 1, 1)).hasMessage("leastScale is 0.0; allowed: above 0, at most 2");
        assertThatThrownBy(() -> new Terms(1, 1, 1, 2.5, 1)).hasMessage("mostScale is 2.5; allowed: leastScale to 2");
        assertThatThrownBy(() -> new Terms(1, 1, 0.5, 2, 1))
                .hasMessage("usualScale is 0.5; allowed: leastScale to mostScale");
        assertThatThrownBy(() -> new Terms(1, 1, 1, 2, -1)).hasMessage("trust is -1.0; allowed: 0 or more, finite");
    }

    private static int stepsToMove(Terms terms, double[] prospects) {
        var rule = BoundedRule.start(2, 0, terms);
        int steps = 0;
        while (rule.zone() == 0 && steps < 1_000) {
            rule = rule.after(new double[] {10, 0}, prospects);
            steps++;
        }
        return steps;
    }

    private static double[] nothing(int zones) {
        var none = new double[zones];
        Arrays.fill(none, Double.NaN);
        return none;
    }

    /** Says nothing; lies as much as it can; says anything; tells what was just so. */
    private static Forecaster forecaster(Chance chance, int zones) {
        return chance.oneOf(
                (_, _) -> nothing(zones),
                (here, costs) -> gaps(here, costs, -1e6),
                (here, costs) -> gaps(here, costs, 1e6),
                (_, _) -> {
                    var said = new double[zones];
                    for (int zone = 0; zone < zones; zone++) {
                        said[zone] = chance.between(-3 * MOVE, 3 * MOVE);
                    }
                    return said;
                },
                (here, costs) -> gaps(here, costs, chance.happens(0.5) ? -50 : 50));
    }

    private static double[] gaps(int here, double[] costs, double times) {
        var said = new double[costs.length];
        for (int zone = 0; zone < costs.length; zone++) {
            said[zone] = times * (costs[here] - costs[zone]);
        }
        return said;
    }
}
