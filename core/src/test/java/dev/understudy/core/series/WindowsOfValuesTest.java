package dev.understudy.core.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class WindowsOfValuesTest {
    private static final Offset<Double> SMALL = Offset.offset(1e-9);

    @SeededTest
    void aSortedWindowGivesTheQuantilesOfItsLastValues(Chance chance) {
        int room = chance.between(1, 20);
        var window = new SortedWindow(room);
        var all = new ArrayList<Double>();
        for (int each = 0; each < 100; each++) {
            double value = chance.between(-5, 5);
            window.add(value);
            all.add(value);
            var kept = all.subList(Math.max(0, all.size() - room), all.size());
            var sorted = kept.stream().sorted().toList();
            assertThat(window.quantile(0)).isEqualTo(sorted.getFirst());
            assertThat(window.quantile(1)).isEqualTo(sorted.getLast());
            if (sorted.size() % 2 == 1) {
                assertThat(window.quantile(0.5)).isEqualTo(sorted.get(sorted.size() / 2));
            }
            assertThat(window.back(0)).isEqualTo(value);
            assertThat(window.back(kept.size() - 1)).isEqualTo(kept.getFirst());
        }
    }

    @SeededTest
    void aRecencyWindowGivesTheQuantilesOfItsWeights(Chance chance) {
        int room = chance.between(2, 20);
        var window = new RecencyWindow(room, List.of(new RecencyWindow.Fading(1.5, 2)));
        var all = new ArrayList<Integer>();
        for (int each = 0; each < 100; each++) {
            int value = chance.between(0, 6);
            window.add(value);
            all.add(value);
            var kept = all.subList(Math.max(0, all.size() - room), all.size());
            var median = new double[1];
            window.quantiles(0, new double[] {0.5}, median);
            // Half of the weight lies on each side of it, the value itself on either.
            double whole = 0;
            double below = 0;
            double above = 0;
            for (int at = 0; at < kept.size(); at++) {
                double weight = Math.pow(kept.size() - 1 - at + 2, -1.5);
                whole += weight;
                below += kept.get(at) < median[0] ? weight : 0;
                above += kept.get(at) > median[0] ? weight : 0;
            }
            assertThat(below).isLessThanOrEqualTo(whole / 2 + 0.5 * Math.pow(2, -1.5) + 1e-9);
            assertThat(above).isLessThanOrEqualTo(whole / 2 + 0.5 * Math.pow(2, -1.5) + 1e-9);
        }
    }

    @Test
    void newerValuesWeighMore() {
        var window = new RecencyWindow(100, List.of(new RecencyWindow.Fading(3, 1), new RecencyWindow.Fading(0.1, 1)));
        for (int each = 0; each < 95; each++) {
            window.add(10);
        }
        for (int each = 0; each < 5; each++) {
            window.add(20);
        }
        var median = new double[1];
        window.quantiles(0, new double[] {0.5}, median);
        assertThat(median[0]).isCloseTo(20, SMALL);
        window.quantiles(1, new double[] {0.5}, median);
        assertThat(median[0]).isCloseTo(10, SMALL);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> new SortedWindow(3).add(Double.NaN)).hasMessageContaining("a value is NaN");
        assertThatThrownBy(() -> new SortedWindow(0)).hasMessageContaining("room of a window is 0");
        assertThatThrownBy(() -> new SortedWindow(3).quantile(0.5)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new RecencyWindow.Fading(0, 1)).hasMessageContaining("allowed: above 0");
    }
}
