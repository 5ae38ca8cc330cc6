package dev.understudy.clouds.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateMeterTest {
    private static final long MILLI = 1_000_000;

    @Test
    void saysWhatCameInTheLastSecondAndForgetsWhatIsOlder() {
        var meter = new RateMeter();
        for (int at = 0; at < 2_000; at += 5) {
            meter.count(at * MILLI);
        }

        assertThat(meter.perSecond(2_000 * MILLI)).isCloseTo(200, within(1.0));
        assertThat(meter.perSecond(2_500 * MILLI)).isCloseTo(100, within(1.0));
        assertThat(meter.perSecond(9_000 * MILLI)).isZero();
        assertThat(meter.total()).isEqualTo(400);
    }
}
