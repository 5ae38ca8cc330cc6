package dev.understudy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rate of the demo's client. */
final class TrafficMainTest {
    @Test
    void risesEvenlyAndThenStaysWithoutAJump() {
        assertThat(TrafficMain.due(0, 300)).isZero();
        assertThat(TrafficMain.due(2, 300)).isEqualTo(150);
        assertThat(TrafficMain.due(4, 300)).isEqualTo(600);
        assertThat(TrafficMain.due(5, 300)).isEqualTo(900);
        assertThat(TrafficMain.due(14, 300)).isEqualTo(3_600);
    }
}
