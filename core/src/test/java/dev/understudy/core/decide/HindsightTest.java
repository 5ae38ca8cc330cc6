package dev.understudy.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import org.junit.jupiter.api.Test;

/** The cheapest schedule, against all that there are. */
final class HindsightTest {
    private static final double MOVE = 3;

    @SeededTest(tries = 300)
    void noScheduleIsCheaper(Chance chance) {
        int zones = chance.between(2, 3);
        var costs = new double[chance.between(1, 7)][zones];
        for (var step : costs) {
            for (int zone = 0; zone < zones; zone++) {
                step[zone] = chance.between(0.0, 4.0);
            }
        }
        int start = chance.between(0, zones - 1);
        var schedule = Hindsight.schedule(costs, start, MOVE);

        assertThat(schedule).hasSize(costs.length);
        assertThat(schedule[0]).isEqualTo(start);
        assertThat(cost(costs, schedule))
                .isEqualTo(leastFrom(costs, 0, start), org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void ofEqualsItStays() {
        assertThat(Hindsight.schedule(new double[][] {{1, 1}, {1, 1}, {1, 1}}, 1, MOVE))
                .containsExactly(1, 1, 1);
    }

    @Test
    void nothingHasNoSchedule() {
        assertThat(Hindsight.schedule(new double[0][], 0, MOVE)).isEmpty();
    }

    private static double cost(double[][] costs, int[] schedule) {
        double sum = 0;
        for (int step = 0; step < schedule.length; step++) {
            sum += costs[step][schedule[step]] + (step > 0 && schedule[step] != schedule[step - 1] ? MOVE : 0);
        }
        return sum;
    }

    /** By trying every way. */
    private static double leastFrom(double[][] costs, int step, int here) {
        if (step == costs.length - 1) {
            return costs[step][here];
        }
        double least = Double.POSITIVE_INFINITY;
        for (int next = 0; next < costs[step].length; next++) {
            least = Math.min(least, (next == here ? 0 : MOVE) + leastFrom(costs, step + 1, next));
        }
        return costs[step][here] + least;
    }
}
