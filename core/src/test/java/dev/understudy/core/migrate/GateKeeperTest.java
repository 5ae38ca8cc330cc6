package dev.understudy.core.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class GateKeeperTest {
    @Test
    void theLeastRatioIsWilsons() {
        assertThat(GateKeeper.leastRatio(0, 100)).isCloseTo(0, Offset.offset(1e-12));
        assertThat(GateKeeper.leastRatio(50, 100)).isCloseTo(0.3753, Offset.offset(1e-4));
        assertThat(GateKeeper.leastRatio(2, 5)).isGreaterThan(0.01);
        assertThat(GateKeeper.leastRatio(2, 300)).isLessThan(0.01);
    }

    @SeededTest(tries = 200)
    void isNeverAboveWhatWasSeen(Chance chance) {
        int requests = chance.between(1, 100_000);
        int errors = chance.between(0, requests);
        assertThat(GateKeeper.leastRatio(errors, requests)).isBetween(-1e-12, (double) errors / requests);
    }
}
