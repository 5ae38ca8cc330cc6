package dev.understudy.agent.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.detect.OnsetFeatures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a path's own latency says of what is to come. */
final class PathSignsTest {
    private static final int STEPS_PER_DAY = 360;

    private final List<Integer> asked = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private final PathSigns signs = new PathSigns(row -> {
        asked.add(row.length);
        return 0.25;
    });

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private void steps(int count, double millis) {
        for (int step = 0; step < count; step++) {
            now = now.plus(PathSigns.STEP);
            signs.take(now, OptionalDouble.of(millis + random.nextDouble()));
        }
    }

    @Test
    void itSaysNothingBeforeADayIsKnown() {
        steps(STEPS_PER_DAY / 2 - 2, 20);
        assertThat(signs.knows()).isFalse();
        assertThat(signs.onset()).isEmpty();
        steps(STEPS_PER_DAY / 2, 20);
        assertThat(signs.knows()).isTrue();
        assertThat(signs.onset()).hasValue(0.25);
        assertThat(asked).containsOnly(OnsetFeatures.COUNT);
    }

    @Test
    void betweenTwoStepsItOnlyListens() {
        steps(STEPS_PER_DAY, 20);
        int before = asked.size();
        for (int second = 1; second < PathSigns.STEP.toSeconds(); second++) {
            signs.take(now.plusSeconds(second), OptionalDouble.of(20));
        }
        assertThat(asked).hasSize(before);
    }

    @Test
    void aPathThatIsDegradedAlreadyHasNoOnset() {
        steps(STEPS_PER_DAY, 20);
        steps(15, 60);
        assertThat(signs.knows()).isTrue();
        assertThat(signs.onset()).isEmpty();
    }

    @Test
    void aChangeForTheWorseIsToldForAQuarterOfAnHour() {
        steps(STEPS_PER_DAY, 20);
        assertThat(signs.worsened(now)).isEmpty();
        steps(3, 60);
        assertThat(signs.worsened(now))
                .hasValueSatisfying(change -> assertThat(change.shiftMillis()).isBetween(30.0, 50.0));
        assertThat(signs.worsened(now.plus(PathSigns.CHANGE_COUNTS_FOR).plusSeconds(600)))
                .isEmpty();
    }

    @Test
    void aChangeForTheBetterIsNoWarning() {
        steps(STEPS_PER_DAY, 60);
        steps(5, 20);
        assertThat(signs.worsened(now)).isEmpty();
    }
}
