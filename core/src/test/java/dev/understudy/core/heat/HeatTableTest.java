package dev.understudy.core.heat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.measure.HeatValue;
import dev.understudy.core.zone.ZoneId;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class HeatTableTest {
    private static final Offset<Double> SINGLE = Offset.offset(1e-3);
    private static final ZoneId ZONE = new ZoneId("zone-a");

    @SeededTest(tries = 100)
    void eachCellHasTheHeatOfTheFormula(Chance chance) {
        var table = new HeatTable(4, 3);
        int account = chance.between(0, 3);
        int zone = chance.between(0, 2);
        double capacity = chance.between(1.0, 5_000.0);
        double requests = chance.between(0.0, 6_000.0);
        double writes = chance.between(0.0, 1_000.0);
        double increase = chance.between(0.0, 500.0);
        table.loaded(account, zone, requests, writes);
        table.late(zone, increase);
        table.configured(account, zone, capacity);

        assertThat(table.heat(account, zone))
                .isCloseTo(
                        HeatValue.of(ZONE, requests / capacity, writes / capacity, increase)
                                .heat(),
                        SINGLE);
        assertThat(table.utilisation(account, zone)).isCloseTo(Math.min(1, requests / capacity), SINGLE);
        assertThat(table.heat((account + 1) % 4, zone))
                .as("another account has the zone's latency only")
                .isCloseTo(HeatValue.lateness(increase), SINGLE);
        assertThat(table.heat(account, (zone + 1) % 3)).isZero();
    }

    @Test
    void theWeightStartsAtThePrimaryAndGoesWhereAMigrationIsLikely() {
        var table = hot(1, 3, 100, 40, 20);
        assertThat(table.blended(0)).isCloseTo(50, SINGLE);
        table.likely(0, 1, 0.5);
        assertThat(table.blended(0)).isCloseTo(0.5 * 50 + 0.5 * 20, SINGLE);
        table.likely(0, 2, 0.25);
        assertThat(table.blended(0)).isCloseTo(0.25 * 50 + 0.5 * 20 + 0.25 * 10, SINGLE);
        table.likely(0, 1, 0);
        assertThat(table.blended(0)).isCloseTo(0.75 * 50 + 0.25 * 10, SINGLE);
        table.placed(0, 1);
        assertThat(table.blended(0)).isCloseTo(20, SINGLE);
    }

    @SeededTest(tries = 100)
    void changesOneByOneComeToTheSameAsAllAnew(Chance chance) {
        var table = new HeatTable(20, 3);
        for (int change = 0; change < 200; change++) {
            int account = chance.between(0, 19);
            int zone = chance.between(0, 2);
            switch (chance.between(0, 4)) {
                case 0 -> table.configured(account, zone, chance.oneOf(0.0, 100.0, 300.0));
                case 1 -> table.loaded(account, zone, chance.between(0.0, 200.0), chance.between(0.0, 50.0));
                case 2 -> table.late(zone, chance.between(0.0, 100.0));
                case 3 -> table.placed(account, zone);
                default -> {
                    table.placed(account, zone);
                    table.likely(account, (zone + 1) % 3, chance.between(0.0, 1.0));
                }
            }
        }
        var before = IntStream.range(0, 20).mapToDouble(table::blended).toArray();
        var anew = new float[20];
        table.rescore(anew);
        for (int account = 0; account < 20; account++) {
            assertThat((double) anew[account]).isEqualTo(before[account]).isBetween(0.0, 100.001);
        }
    }

    @SeededTest(tries = 200)
    void theHottestAreThoseThatSortingWouldGive(Chance chance) {
        var heat = new float[chance.between(1, 300)];
        for (int account = 0; account < heat.length; account++) {
            heat[account] = chance.happens(0.3) ? 50 : (float) chance.between(0.0, 100.0);
        }
        int count = chance.between(0, heat.length + 5);
        var expected = IntStream.range(0, heat.length)
                .boxed()
                .sorted((one, other) -> Float.compare(heat[other], heat[one]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        assertThat(HeatTable.hottest(heat, count)).isEqualTo(expected);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new HeatTable(0, 3)).hasMessageContaining("table is of 0 accounts");
        var table = hot(2, 2, 100, 0);
        assertThatThrownBy(() -> table.loaded(2, 0, 1, 1)).hasMessageContaining("account 2 in zone 0");
        assertThatThrownBy(() -> table.configured(0, 0, -1)).hasMessageContaining("capacityPerSecond is -1.0");
        assertThatThrownBy(() -> table.late(0, Double.NaN)).hasMessageContaining("increaseMillis is NaN");
        assertThatThrownBy(() -> table.likely(0, 0, 0.5)).hasMessageContaining("for any but its primary 0");
        assertThatThrownBy(() -> table.likely(0, 1, 1.5)).hasMessageContaining("is 1.5; allowed: 0 to 1.0");
        assertThatThrownBy(() -> table.rescore(new float[3])).hasMessageContaining("room for 3 accounts");
    }

    /** Every account as heavily loaded in each zone, percent of its capacity. */
    private static HeatTable hot(int accounts, int zones, double... percent) {
        var table = new HeatTable(accounts, zones);
        for (int account = 0; account < accounts; account++) {
            for (int zone = 0; zone < zones; zone++) {
                table.configured(account, zone, 100);
                table.loaded(account, zone, percent[zone], 0);
            }
        }
        assertThat(Arrays.stream(percent).max().orElse(0)).isPositive();
        return table;
    }
}
