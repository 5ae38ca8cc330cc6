package dev.understudy.judgement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplayTest {
    @Test
    void theOptimumMovesWhenThatIsCheaper() {
        var pair = pair(new double[] {1, 1, 9, 9, 9, 1}, new double[] {3, 3, 3, 3, 3, 3});
        assertThat(pair.optimum(100)).isEqualTo(new Replay.Outcome(18, 0));
        assertThat(pair.optimum(7)).isEqualTo(new Replay.Outcome(9, 1));
    }

    @Test
    void aDecisionTakesEffectAStepLate() {
        var pair = pair(new double[] {1, 9, 9, 9}, new double[] {3, 3, 3, 3});
        var greedy = pair.play(5, (costs, _) -> costs[0] <= costs[1] ? 0 : 1);
        assertThat(greedy).isEqualTo(new Replay.Outcome(6 + 5, 1));
    }

    @Test
    void onlyPathsThatAreAlikeAndMeetInTimeArePaired() {
        var one = path("one", 0, 400, 100);
        assertThat(Replay.pairs(List.of(one, path("near", 10, 400, 103)))).hasSize(1);
        assertThat(Replay.pairs(List.of(one, path("far", 10, 400, 105)))).isEmpty();
        assertThat(Replay.pairs(List.of(one, path("later", 390, 400, 100)))).isEmpty();
    }

    @Test
    void aLostProbeCountsAsTheLastThatCameBack() {
        var one = path("one", 0, 400, 100);
        one.millis()[7] = Double.NaN;
        one.millis()[6] = 130;
        var pair = Replay.pairs(List.of(one, path("other", 0, 400, 100))).getFirst();
        assertThat(pair.costsAt(7)).containsExactly(30, 0);
    }

    private static Replay pair(double[] one, double[] other) {
        return new Replay("pair", new double[][] {one, other});
    }

    private static Traces.PathTrace path(String name, int from, int samples, double millis) {
        var at = new long[samples];
        var values = new double[samples];
        for (int sample = 0; sample < samples; sample++) {
            at[sample] = (from + sample) * 240L;
            values[sample] = millis;
        }
        return new Traces.PathTrace(name, at, values, new boolean[samples]);
    }
}
