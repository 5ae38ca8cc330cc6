package dev.understudy.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.decide.BoundedRule.Terms;
import org.junit.jupiter.api.Test;

final class RuleTableTest {
    private static final double MOVE = 10;

    @SeededTest(tries = 200)
    void eachRowGoesAsARuleOfItsOwn(Chance chance) {
        int zones = chance.between(2, 5);
        double least = chance.between(0.05, 2.0);
        double most = chance.between(least, 2.0);
        var terms = new Terms(MOVE, least, chance.between(least, most), most, chance.oneOf(0.0, 0.3, 1.0));
        var table = new RuleTable(3, zones, terms);
        var alone = new BoundedRule[3];
        for (int service = 0; service < alone.length; service++) {
            int start = chance.between(0, zones - 1);
            alone[service] = BoundedRule.start(zones, start, terms);
            table.start(service, start);
        }
        var adversary = History.adversary(chance, zones, MOVE);
        for (int step = 0; step < 600; step++) {
            int service = chance.between(0, 2);
            var costs = adversary.costs(alone[service].zone());
            var prospects = new double[zones];
            for (int zone = 0; zone < zones; zone++) {
                prospects[zone] = chance.happens(0.3) ? Double.NaN : chance.between(-2 * MOVE, 3 * MOVE);
            }
            alone[service] = alone[service].after(costs, prospects);
            assertThat(table.after(service, costs, prospects)).isEqualTo(alone[service].zone());
            assertThat(table.moves(service)).isEqualTo((int) alone[service].moves());
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        var terms = Terms.usual(MOVE);
        assertThatThrownBy(() -> new RuleTable(0, 2, terms)).hasMessageContaining("table is of 0 services");
        var table = new RuleTable(1, 2, terms);
        assertThatThrownBy(() -> table.start(0, 2)).hasMessageContaining("zone 2 of 2");
        assertThatThrownBy(() -> table.after(1, new double[2], new double[2])).hasMessageContaining("service 1");
        assertThatThrownBy(() -> table.after(0, new double[3], new double[2])).hasMessageContaining("costs of 3 zones");
        assertThatThrownBy(() -> table.after(0, new double[] {-1, 0}, new double[2]))
                .hasMessageContaining("cost of a step is -1.0");
    }
}
