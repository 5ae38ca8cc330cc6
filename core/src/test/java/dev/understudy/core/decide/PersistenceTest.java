package dev.understudy.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PersistenceTest {
    @Test
    void aGapIsExpectedToGoOn() {
        var seen = Persistence.start(2, 40);
        for (int step = 0; step < 3; step++) {
            assertThat(seen.prospects(0)[1]).isNaN();
            seen = seen.after(new double[] {3, 1});
        }
        assertThat(seen.prospects(0)[1]).isEqualTo(2 * (40 + 2 * 3));
        assertThat(seen.prospects(1)[0]).isEqualTo(-2);
        assertThat(seen.prospects(0)[0]).isNaN();
    }

    @Test
    void oneThatHasLastedLongIsExpectedToLastLonger() {
        var seen = Persistence.start(2, 40);
        for (int step = 0; step < 65; step++) {
            seen = seen.after(new double[] {3, 1});
        }
        assertThat(seen.prospects(0)[1]).isEqualTo(2 * (40 + 2 * 65));
    }

    @Test
    void aSpikeAmountsToNothing() {
        var seen = Persistence.start(2, 40);
        for (int step = 0; step < 20; step++) {
            seen = seen.after(new double[] {step == 18 ? 500 : 0, 0});
        }
        assertThat(seen.prospects(0)[1]).isZero();
    }

    @Test
    void aHorizonThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> Persistence.start(2, -1))
                .hasMessage("horizonSteps is -1.0; allowed: 0 or more, finite");
    }
}
