package dev.understudy.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.zone.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class WeightsTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final ZoneId C = new ZoneId("zone-c");

    @SeededTest(tries = 500)
    void stayWholeThroughAnyShifts(Chance chance) {
        var weights = Weights.proportionalTo(Map.of(A, chance.between(1, 999), B, chance.between(0, 999)));
        for (int shift = 0; shift < 20; shift++) {
            var from = chance.oneOf(A, B, C);
            var to = chance.oneOf(A, B, C);
            int step = chance.between(0, 12_000);
            var next = weights.shift(from, to, step);

            assertThat(next.of(A) + next.of(B) + next.of(C)).isEqualTo(Weights.WHOLE);
            assertThat(next.of(from))
                    .isEqualTo(from.equals(to) ? weights.of(from) : Math.max(0, weights.of(from) - step));
            weights = next;
        }
    }

    @Test
    void aShareBelowZeroOrASumOffTheWholeIsRefused() {
        assertThatThrownBy(() -> new Weights(new TreeMap<>(Map.of(A, -1, B, 10_001))))
                .hasMessageContaining("share of zone zone-a is -1");
        assertThatThrownBy(() -> new Weights(new TreeMap<>(Map.of(A, 5_000, B, 4_999))))
                .hasMessageContaining("shares sum to 9999, not 10000");
        assertThatThrownBy(() -> new Weights(new TreeMap<>())).hasMessageContaining("shares sum to 0");
        assertThatThrownBy(() -> Weights.proportionalTo(Map.of(A, 0))).hasMessageContaining("sum to nothing");
    }

    @Test
    void sharesThatWouldOverflowAnIntegerAreStillRefused() {
        assertThatThrownBy(
                        () -> new Weights(new TreeMap<>(Map.of(A, Integer.MAX_VALUE, B, Integer.MAX_VALUE, C, 10_002))))
                .hasMessageContaining("not 10000");
    }

    @Test
    void aNegativeStepIsRefused() {
        var weights = Weights.allTo(A, List.of(B));
        assertThatThrownBy(() -> weights.shift(A, B, -1)).hasMessageContaining("step is -1");
    }

    @Test
    void ninetyNineToOneIsKeptExactly() {
        assertThat(Weights.proportionalTo(Map.of(A, 99, B, 1)).shares()).isEqualTo(Map.of(A, 9_900, B, 100));
    }

    @Test
    void peopleReadPercent() {
        assertThat(Weights.proportionalTo(Map.of(A, 995, B, 5)).inPercent()).isEqualTo("zone-a 99.5 %, zone-b 0.5 %");
        assertThat(Weights.allTo(A, List.of(B, A)).inPercent()).isEqualTo("zone-a 100 %, zone-b 0 %");
    }

    @Test
    void cannotBeChangedFromOutside() {
        var shares = new TreeMap<>(Map.of(A, 10_000));
        var weights = new Weights(shares);
        shares.put(A, 1);
        assertThat(weights.of(A)).isEqualTo(10_000);
        assertThatThrownBy(() -> weights.shares().put(A, 1)).isInstanceOf(UnsupportedOperationException.class);
    }
}
