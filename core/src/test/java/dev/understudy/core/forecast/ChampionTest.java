package dev.understudy.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ChampionTest {
    private static final int STEPS = 600;

    /** A level that jumps at times, noise, spikes and losses. */
    private static double[] series(Chance chance, int steps) {
        var values = new double[steps];
        double level = 100;
        for (int step = 0; step < steps; step++) {
            level += chance.happens(0.01) ? chance.between(-10.0, 10.0) : 0;
            values[step] = chance.happens(0.01)
                    ? Double.NaN
                    : level + chance.between(-1.0, 1.0) + (chance.happens(0.02) ? chance.between(5.0, 80.0) : 0);
        }
        values[0] = level;
        return values;
    }

    /** A model that is off by so many scales. */
    private static Learned off(double scales) {
        return new Learned() {
            @Override
            public List<String> names() {
                return List.of("off");
            }

            @Override
            public void forecast(Past past, double[][] blended, int horizon, double[][] into) {
                for (int level = 0; level < Levels.COUNT; level++) {
                    into[0][level] = blended[horizon][level] + scales * past.scale();
                }
            }
        };
    }

    private static List<double[]> forecasts(double[] values, int until, Optional<Learned> learned) {
        var champion = new Champion(Outlook.ROUND_TRIP, learned);
        var forecasts = new ArrayList<double[]>();
        for (int step = 0; step < values.length; step++) {
            champion.take(values[step]);
            if (champion.ready() && step < until) {
                for (int horizon = 0; horizon < 3; horizon++) {
                    forecasts.add(champion.forecast(horizon));
                }
            }
        }
        return forecasts;
    }

    @SeededTest(tries = 10)
    void shufflingTheFutureChangesNoForecastMadeBefore(Chance chance) {
        var values = series(chance, STEPS);
        int now = chance.between(200, STEPS - 50);
        var future = new ArrayList<Double>();
        for (int step = now; step < STEPS; step++) {
            future.add(values[step]);
        }
        var other = values.clone();
        var shuffled = chance.shuffled(future);
        for (int step = now; step < STEPS; step++) {
            other[step] = shuffled.get(step - now);
        }
        assertThat(forecasts(other, now, Optional.empty()))
                .usingRecursiveComparison()
                .isEqualTo(forecasts(values, now, Optional.empty()));
    }

    @SeededTest(tries = 2)
    void forestsDoNotSeeTheFutureEither(Chance chance) {
        var values = series(chance, 720);
        var other = values.clone();
        for (int step = 650; step < other.length; step++) {
            other[step] = chance.between(0.0, 1000.0);
        }
        assertThat(demand(other, 650)).usingRecursiveComparison().isEqualTo(demand(values, 650));
    }

    private static List<double[]> demand(double[] values, int until) {
        var champion = new Champion(Outlook.DEMAND, Optional.empty());
        int forest = champion.names().indexOf("forest");
        var said = new ArrayList<double[]>();
        for (int step = 0; step < values.length; step++) {
            champion.take(values[step]);
            if (step > 600 && step < until) {
                said.add(champion.forecast(2));
                said.add(champion.says(2, forest));
            }
        }
        return said;
    }

    @SeededTest(tries = 5)
    void theSameSeriesGivesTheSameForecasts(Chance chance) {
        var values = series(chance, STEPS);
        Optional<Learned> halves = Optional.of(off(0.5));
        assertThat(forecasts(values, STEPS, halves))
                .usingRecursiveComparison()
                .isEqualTo(forecasts(values, STEPS, halves));
    }

    @SeededTest(tries = 10)
    void quantilesRiseAndAreFiniteWhateverComes(Chance chance) {
        var values = new double[400];
        for (int step = 0; step < values.length; step++) {
            values[step] = chance.happens(0.2) ? Double.NaN : chance.oneOf(0.0, 3.0, 3.0, 3.0, 1e7, -5.0);
        }
        for (double[] forecast : forecasts(values, values.length, Optional.empty())) {
            for (int level = 0; level < Levels.COUNT; level++) {
                assertThat(forecast[level]).isFinite();
                assertThat(level == 0 ? forecast[0] : forecast[level - 1]).isLessThanOrEqualTo(forecast[level]);
            }
        }
    }

    @SeededTest(tries = 5)
    void onNoiseAroundALevelItBeatsTheLastValueAndHoldsWhatItStates(Chance chance) {
        var champion = new Champion(Outlook.ROUND_TRIP, Optional.empty());
        int inside = 0;
        double ours = 0;
        double naive = 0;
        var due = new double[2500][];
        var plain = new double[2500][];
        for (int step = 0; step < 2400; step++) {
            double value = 100 + chance.between(-1.0, 1.0);
            champion.take(value);
            if (step >= 1000) {
                ours += Levels.pinball(due[step], value);
                naive += Levels.pinball(plain[step], value);
                inside += value >= due[step][0] && value <= due[step][6] ? 1 : 0;
            }
            if (champion.ready()) {
                due[step + 4] = champion.forecast(1);
                plain[step + 4] = champion.says(1, Candidates.NAIVE);
            }
        }
        assertThat(ours).isLessThan(0.9 * naive);
        assertThat(inside / 1400.0).isBetween(0.86, 0.94);
    }

    @Test
    void aLearnedModelThatIsWrongIsNotServed() {
        Optional<Learned> wrong = Optional.of(off(1e6));
        var chance = new Chance(7);
        var values = series(chance, STEPS);
        var champion = new Champion(Outlook.ROUND_TRIP, wrong);
        for (double value : values) {
            champion.take(value);
        }
        assertThat(champion.names()).endsWith("blend", "off", "blend of all").startsWith("last value");
        for (int horizon = 0; horizon < 3; horizon++) {
            assertThat(champion.champion(horizon)).isNotEqualTo(champion.names().indexOf("off"));
            assertThat(champion.forecast(horizon)[Levels.MEDIAN]).isBetween(50.0, 250.0);
        }
    }

    @Test
    void beforeEnoughWasSeenNothingIsSaid() {
        var champion = new Champion(Outlook.DEMAND, Optional.empty());
        champion.take(Double.NaN);
        champion.take(3);
        assertThat(champion.past().steps()).isEqualTo(1);
        assertThatThrownBy(() -> champion.forecast(0)).hasMessageContaining("steps seen are 1; allowed: from 100");
    }

    @Test
    void aMixtureLearnsWhichForecastIsGood() {
        var mixture = new Mixture(2);
        var good = new double[Levels.COUNT];
        var bad = new double[Levels.COUNT];
        var chance = new Chance(3);
        for (int level = 0; level < Levels.COUNT; level++) {
            good[level] = 2 * Levels.at(level) - 1;
            bad[level] = good[level] + 3;
        }
        var said = new double[][] {bad, good};
        for (int step = 0; step < 500; step++) {
            mixture.learn(said, chance.between(-1.0, 1.0), 1);
        }
        var blend = new double[Levels.COUNT];
        mixture.blend(said, blend);
        assertThat(mixture.weight(1, Levels.MEDIAN)).isGreaterThan(0.9);
        assertThat(blend[Levels.MEDIAN]).isCloseTo(0, Offset.offset(0.3));
    }
}
