package dev.understudy.judgement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.detect.AnomalyDetector;
import dev.understudy.core.detect.ChangeDetector;
import dev.understudy.core.detect.ChangeDetector.Rule;
import org.junit.jupiter.api.Test;

final class DetectorSpeedTest {
    /** A lambda that calls it takes 16 bytes of its own. */
    private static final int CALLER = 16;

    @Test
    void aMillionSeriesFitIntoHalfAGigabyte() {
        assertThat(DetectorSpeed.bytes(() -> new ChangeDetector(Rule.ROUND_TRIP)::add))
                .isBetween(300.0, 512.0 + CALLER);
        assertThat(DetectorSpeed.bytes(() -> new AnomalyDetector()::add)).isBetween(300.0, 512.0 + CALLER);
    }
}
