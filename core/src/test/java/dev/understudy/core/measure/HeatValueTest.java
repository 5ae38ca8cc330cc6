package dev.understudy.core.measure;

import static dev.understudy.core.measure.Seen.A;
import static dev.understudy.core.measure.Seen.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import org.junit.jupiter.api.Test;

final class HeatValueTest {
    @Test
    void theFormulaIsTheOneWrittenDown() {
        var heat = HeatValue.of(A, 0.5, 0.25, 20);
        assertThat(heat.utilisationPoints()).isEqualTo(25);
        assertThat(heat.mutationPoints()).isEqualTo(5);
        assertThat(heat.latencyPoints()).isEqualTo(15);
        assertThat(heat.heat()).isEqualTo(45);
    }

    @Test
    void theAccountsHeatMovesFromThePrimaryToTheShadow() {
        var primary = HeatValue.of(A, 1, 0, 0);
        var shadow = HeatValue.of(B, 0.2, 0, 0);
        assertThat(HeatValue.blended(primary, shadow, 0)).isEqualTo(50);
        assertThat(HeatValue.blended(primary, shadow, 0.5)).isEqualTo(30);
        assertThat(HeatValue.blended(primary, shadow, 1)).isEqualTo(10);
    }

    @SeededTest(tries = 100)
    void staysBetweenColdAndHot(Chance chance) {
        var heat = HeatValue.of(A, chance.between(0.0, 3.0), chance.between(0.0, 3.0), chance.between(0.0, 1e6));
        assertThat(heat.heat()).isBetween(0.0, 100.0);
        assertThat(heat.heat()).isEqualTo(heat.utilisationPoints() + heat.mutationPoints() + heat.latencyPoints());
    }
}
