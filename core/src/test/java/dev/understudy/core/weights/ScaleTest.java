package dev.understudy.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ScaleTest {
    @Test
    void aHundredthOfABalancersScaleIsNotRoundedAway() {
        assertThat(Scale.apportion(Map.of("a", 9_900, "b", 100), 256)).isEqualTo(Map.of("a", 253, "b", 3));
        assertThat(Scale.apportion(Map.of("a", 99, "b", 1), 10)).isEqualTo(Map.of("a", 9, "b", 1));
        assertThat(Scale.apportion(Map.of("a", 1e9, "b", 1e-9), 256)).isEqualTo(Map.of("a", 255, "b", 1));
    }

    @Test
    void equalThirdsGiveTheRemainderToTheFirstByName() {
        assertThat(Scale.apportion(Map.of("a", 1, "b", 1, "c", 1), 10_000))
                .isEqualTo(Map.of("a", 3_334, "b", 3_333, "c", 3_333));
    }

    @Test
    void zeroStaysZero() {
        assertThat(Scale.apportion(Map.of("a", 0, "b", 5, "c", 0), 256)).isEqualTo(Map.of("a", 0, "b", 256, "c", 0));
    }

    @Test
    void whatCannotBeSplitIsRefusedWithItsNumbers() {
        assertThatThrownBy(() -> Scale.apportion(Map.of("a", 0, "b", 0), 256)).hasMessageContaining("sum to nothing");
        assertThatThrownBy(() -> Scale.apportion(Map.<String, Integer>of(), 256))
                .hasMessageContaining("sum to nothing");
        assertThatThrownBy(() -> Scale.apportion(Map.of("a", -1), 256)).hasMessageContaining("weight of a is -1");
        assertThatThrownBy(() -> Scale.apportion(Map.of("a", Double.NaN), 256)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Scale.apportion(Map.of("a", Double.POSITIVE_INFINITY), 256))
                .hasMessageContaining("Infinity");
        assertThatThrownBy(() -> Scale.apportion(Map.of("a", Double.MAX_VALUE, "b", Double.MAX_VALUE), 256))
                .hasMessageContaining("too large");
        assertThatThrownBy(() -> Scale.apportion(Map.of("a", 1, "b", 1, "c", 1), 2))
                .hasMessageContaining("cannot hold 3");
    }

    @SeededTest(tries = 500)
    void sumsExactlyAndNeverTurnsSomethingIntoNothing(Chance chance) {
        var numbers = new TreeMap<Integer, Double>();
        int keys = chance.between(1, 12);
        for (int key = 0; key < keys; key++) {
            numbers.put(key, chance.happens(0.2) ? 0.0 : Math.pow(10, chance.between(-300.0, 300.0)));
        }
        numbers.put(keys, chance.between(0.001, 1000.0));
        int total = chance.between(keys + 1, 20_000);

        var split = Scale.apportion(numbers, total);

        assertThat(split.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(total);
        assertThat(split.keySet()).isEqualTo(numbers.keySet());
        numbers.forEach(
                (key, number) -> assertThat(split.getOrDefault(key, -1) > 0).isEqualTo(number > 0));
    }

    @SeededTest(tries = 300)
    void staysWithinOneOfTheExactShareWhenNoShareIsTiny(Chance chance) {
        var numbers = new TreeMap<Integer, Integer>();
        int keys = chance.between(1, 6);
        for (int key = 0; key < keys; key++) {
            numbers.put(key, chance.between(100, 1_000));
        }
        int total = chance.between(256, 10_000);
        double sum = numbers.values().stream().mapToInt(Integer::intValue).sum();

        var split = Scale.apportion(numbers, total);

        numbers.forEach((key, number) -> assertThat((double) split.getOrDefault(key, -1))
                .isBetween(number / sum * total - 1, number / sum * total + 1));
    }

    @SeededTest(tries = 300)
    void whatIsWholeAlreadyStaysAsItIs(Chance chance) {
        int share = chance.between(0, 10_000);
        var whole = Map.of("a", share, "b", 10_000 - share);
        assertThat(Scale.apportion(whole, 10_000)).isEqualTo(whole);
    }
}
