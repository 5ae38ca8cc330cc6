package dev.understudy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a measured share counts as what was asked for. */
final class MeasuredShareTest {
    @Test
    void fromTwoThousandRequestsOnTwoPointsAreAllowedAndNoMore() {
        assertThat(MeasuredShare.of("zone-b", 240, 2_000, 10).within()).isTrue();
        assertThat(MeasuredShare.of("zone-b", 241, 2_000, 10).within()).isFalse();
    }

    @Test
    void ofFewerTheConfidenceIntervalDecides() {
        assertThat(MeasuredShare.of("zone-b", 9, 300, 1).within()).isFalse();
        assertThat(MeasuredShare.of("zone-b", 6, 300, 1).within()).isTrue();
        assertThat(MeasuredShare.of("zone-b", 296, 300, 100).within()).isFalse();
    }
}
