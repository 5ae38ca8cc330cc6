package dev.understudy.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.TestInfo;

final class ChanceTest {
    @SeededTest(tries = 50)
    void theSameSeedDrawsTheSameHistory(Chance chance) {
        var again = new Chance(chance.seed());
        for (int draw = 0; draw < 20; draw++) {
            assertThat(chance.between(-5, 5)).isEqualTo(again.between(-5, 5)).isBetween(-5, 5);
            assertThat(chance.between(0.0, 1.0))
                    .isEqualTo(again.between(0.0, 1.0))
                    .isBetween(0.0, 1.0);
            assertThat(chance.happens(0.5)).isEqualTo(again.happens(0.5));
            assertThat(chance.between(Duration.ZERO, Duration.ofSeconds(1)))
                    .isEqualTo(again.between(Duration.ZERO, Duration.ofSeconds(1)));
            assertThat(chance.fork().seed()).isEqualTo(again.fork().seed());
        }
    }

    @SeededTest(tries = 20)
    void nothingIsLostByShuffling(Chance chance) {
        List<Integer> things = IntStream.range(0, chance.between(0, 20)).boxed().toList();
        assertThat(chance.shuffled(things)).containsExactlyInAnyOrderElementsOf(things);
    }

    @SeededTest(tries = 3)
    void theNameOfATryIsItsSeed(Chance chance, TestInfo info) {
        assertThat(info.getDisplayName()).isEqualTo("seed " + chance.seed());
    }
}
