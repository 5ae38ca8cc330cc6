package dev.understudy.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.zone.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BoundsTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");

    @Test
    void aRefusalNamesZoneShareAndBound() {
        var bounds = new Bounds(500, 9_500, 1_000);
        var from = Weights.proportionalTo(Map.of(A, 90, B, 10));
        assertThat(bounds.refuses(from, Weights.allTo(A, List.of(B))))
                .contains("share of zone zone-a is 10000 basis points; bounds allow 500 to 9500");
        assertThat(bounds.refuses(from, Weights.proportionalTo(Map.of(A, 50, B, 50))))
                .contains("share of zone zone-a moves by 4000 basis points; bounds allow 1000 in one revision");
        assertThat(bounds.refuses(from, Weights.proportionalTo(Map.of(A, 80, B, 20))))
                .isEmpty();
    }

    @Test
    void aZoneThatIsLeftOutCountsAsZero() {
        var bounds = new Bounds(0, 10_000, 1_000);
        var from = Weights.proportionalTo(Map.of(A, 50, B, 50));
        assertThat(bounds.refuses(from, Weights.allTo(A, List.of()))).isPresent();
        assertThat(new Bounds(0, 10_000, 6_000).refuses(from, Weights.allTo(A, List.of())))
                .isEmpty();
        assertThat(new Bounds(0, 10_000, 4_000)
                        .refuses(Weights.proportionalTo(Map.of(A, 95, B, 5)), Weights.allTo(A, List.of())))
                .isEmpty();
        assertThat(new Bounds(500, 10_000, 10_000).refuses(from, Weights.allTo(A, List.of())))
                .contains("share of zone zone-b is 0 basis points; bounds allow 500 to 10000");
    }

    @Test
    void impossibleBoundsAreRefused() {
        assertThatThrownBy(() -> new Bounds(-1, 10, 1)).hasMessageContaining("bounds.min is -1");
        assertThatThrownBy(() -> new Bounds(10, 9, 1)).hasMessageContaining("bounds.max is 9; allowed: 10");
        assertThatThrownBy(() -> new Bounds(0, 10_001, 1)).hasMessageContaining("bounds.max is 10001");
        assertThatThrownBy(() -> new Bounds(0, 10, 0)).hasMessageContaining("bounds.maxStep is 0");
        assertThatThrownBy(() -> new Bounds(0, 10, 10_001)).hasMessageContaining("bounds.maxStep is 10001");
    }

    @SeededTest(tries = 300)
    void openBoundsRefuseNothing(Chance chance) {
        int from = chance.between(0, 10_000);
        int to = chance.between(0, 10_000);
        assertThat(Bounds.OPEN.refuses(
                        Weights.allTo(A, List.of(B)).shift(A, B, from),
                        Weights.allTo(A, List.of(B)).shift(A, B, to)))
                .isEmpty();
    }
}
