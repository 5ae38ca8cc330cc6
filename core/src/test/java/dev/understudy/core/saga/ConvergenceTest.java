package dev.understudy.core.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConvergenceTest {
    private static final Convergence.Goal GOAL = new Convergence.Goal(1_000_000, Duration.ofSeconds(60), 2, 3);

    private static CopyProgress round(int round, long dirty, double copy, double mutation) {
        return new CopyProgress(round, 0, dirty, copy, mutation);
    }

    @Test
    void nothingIsToldBeforeARoundEnded() {
        assertThat(Convergence.judge(List.of(), GOAL)).isInstanceOf(Convergence.NotYet.class);
    }

    @Test
    void littleEnoughIsTheEnd() {
        assertThat(Convergence.judge(List.of(round(1, 1_000_000, 0, 9e9)), GOAL))
                .isInstanceOfSatisfying(Convergence.Converges.class, end -> {
                    assertThat(end.left()).isZero();
                    assertThat(end.rounds()).isZero();
                });
    }

    @Test
    void theEndIsPredictedFromTheRatioOfTheRates() {
        // 100 MB at 10 MB/s with 1 MB/s changing: 10 s leave 10 MB, 1 s leaves 1 MB.
        assertThat(Convergence.judge(List.of(round(1, 100_000_000, 10e6, 1e6)), GOAL))
                .isInstanceOfSatisfying(Convergence.Converges.class, end -> {
                    assertThat(end.rounds()).isEqualTo(2);
                    assertThat(end.left()).isEqualTo(Duration.ofSeconds(11));
                    assertThat(end.because().sentence())
                            .isEqualTo("round 1: 100 MB differ, 10 MB/s are copied and 1 MB/s change; little enough is"
                                    + " left in 11 s, after 2 rounds");
                });
    }

    @Test
    void aSourceThatChangesFasterThanItIsCopiedIsRefusedWithTheThrottleItNeeds() {
        var history = List.of(round(1, 100_000_000, 10e6, 12e6), round(2, 120_000_000, 10e6, 12e6));

        assertThat(Convergence.judge(history.subList(0, 1), GOAL)).isInstanceOf(Convergence.NotYet.class);
        assertThat(Convergence.judge(history, GOAL)).isInstanceOfSatisfying(Convergence.TooSlow.class, slow -> {
            assertThat(slow.mutationMaxBytesPerSecond()).isBetween(1e6, 10e6);
            assertThat(slow.because().sentence())
                    .contains("it would not get small enough within the 60 s that are left; throttle writes to ");
            var throttled = round(3, 120_000_000, 10e6, slow.mutationMaxBytesPerSecond());
            assertThat(Convergence.judge(List.of(history.getLast(), throttled), GOAL))
                    .isInstanceOf(Convergence.Converges.class);
        });
    }

    @Test
    void aHotSetIsSeenByItsBytesWhenTheRatesLookWell() {
        var history = List.of(
                round(1, 100_000_000, 50e6, 1e6),
                round(2, 50_000_000, 50e6, 1e6),
                round(3, 49_000_000, 50e6, 1e6),
                round(4, 50_000_000, 50e6, 1e6),
                round(5, 49_500_000, 50e6, 1e6));

        assertThat(Convergence.judge(history.subList(0, 4), GOAL)).isInstanceOf(Convergence.Converges.class);
        assertThat(Convergence.judge(history, GOAL))
                .isInstanceOfSatisfying(
                        Convergence.TooSlow.class,
                        slow -> assertThat(slow.because().sentence())
                                .contains("the same data changes again before it is sent"));
    }

    @Test
    void whereNoThrottleWouldBeEnoughNoneIsAdvised() {
        var late = new Convergence.Goal(1_000_000, Duration.ZERO, 1, 3);

        assertThat(Convergence.judge(List.of(round(2, 9_000_000, 10e6, 1e6)), late))
                .isInstanceOfSatisfying(Convergence.TooSlow.class, slow -> {
                    assertThat(slow.mutationMaxBytesPerSecond()).isZero();
                    assertThat(slow.because().sentence())
                            .endsWith(
                                    "within the 0 s that are left; no throttle would be enough: give it more time or a"
                                            + " faster path");
                });
    }

    @Test
    void aCopyThatStandsStillIsRefused() {
        assertThat(Convergence.judge(List.of(round(1, 9_000_000, 0, 1), round(2, 9_000_000, 0, 1)), GOAL))
                .isInstanceOf(Convergence.TooSlow.class);
    }

    @SeededTest(tries = 300)
    void whatIsPredictedIsWhatASteadySourceDoes(Chance chance) {
        double copy = chance.between(1e6, 100e6);
        double mutation = copy * chance.between(0.0, 1.5);
        long dirty = chance.between(1, 2_000_000_000);
        var history = new ArrayList<CopyProgress>();
        history.add(round(1, dirty, copy, mutation));
        history.add(round(2, dirty, copy, mutation));
        switch (Convergence.judge(history, GOAL)) {
            case Convergence.Converges end -> {
                double left = dirty;
                double seconds = 0;
                for (int turn = 0; turn < end.rounds(); turn++) {
                    seconds += left / copy;
                    left = mutation * (left / copy);
                }
                assertThat(left).isLessThanOrEqualTo(1_000_000);
                assertThat(end.left().toMillis() / 1e3).isBetween(seconds - 0.01, seconds + 0.01);
                assertThat(end.left()).isLessThanOrEqualTo(GOAL.patience());
            }
            case Convergence.TooSlow slow ->
                assertThat(slow.mutationMaxBytesPerSecond()).isLessThan(mutation + 1);
            case Convergence.NotYet _ -> throw new AssertionError("two rounds were seen");
        }
    }
}
