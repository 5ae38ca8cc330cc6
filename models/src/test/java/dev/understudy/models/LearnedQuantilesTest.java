package dev.understudy.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.forecast.Champion;
import dev.understudy.core.forecast.Levels;
import dev.understudy.core.forecast.Outlook;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class LearnedQuantilesTest {
    private static final Offset<Double> PARITY = Offset.offset(1e-6);

    @Test
    void theShippedModelsPredictWhatPythonDidWhenTheyWereTrained() throws IOException {
        var kind = Kind.ROUND_TRIP;
        var trees = LearnedQuantiles.read(resource(kind.file("correction", OptionalInt.empty())), kind.outlook());
        var rows = rows(kind);
        assertThat(rows).hasSize(50);
        int features = Features.count(kind.outlook());
        for (double[] row : rows) {
            for (int each = 0; each < trees.length * Levels.COUNT; each++) {
                assertThat(trees[each / Levels.COUNT][each % Levels.COUNT].predict(Arrays.copyOf(row, features)))
                        .isCloseTo(row[features + each], PARITY);
            }
        }
    }

    @Test
    void thereIsAModelThatHasNotSeenAnyOneFold() {
        for (int fold = 0; fold < 5; fold++) {
            assertThat(Kind.ROUND_TRIP.learned(OptionalInt.of(fold))).isPresent();
            assertThat(Kind.DEMAND.learned(OptionalInt.of(fold))).isEmpty();
        }
    }

    @SeededTest(tries = 2)
    void correctedForecastsRiseAndDoNotDependOnTheUnitOfTheSeries(Chance chance) {
        var learned = Kind.ROUND_TRIP.learned(OptionalInt.empty());
        var plain = new Champion(Outlook.ROUND_TRIP, learned);
        var thousandfold = new Champion(Outlook.ROUND_TRIP, learned);
        for (int step = 0; step < 200; step++) {
            double value = 50 + chance.between(0, 8) / 4.0;
            plain.take(value);
            thousandfold.take(1024 * value);
        }
        int corrected = plain.names().indexOf("learned correction");
        for (int horizon = 0; horizon < 3; horizon++) {
            var says = plain.says(horizon, corrected);
            assertThat(says).isSorted();
            var scaled = thousandfold.says(horizon, corrected);
            for (int level = 0; level < Levels.COUNT; level++) {
                assertThat(scaled[level] / 1024).isCloseTo(says[level], Offset.offset(1e-3));
            }
        }
    }

    @SeededTest(tries = 2)
    void shufflingTheFutureChangesNoLearnedForecastMadeBefore(Chance chance) {
        var values = new double[260];
        Arrays.setAll(values, _ -> chance.happens(0.02) ? Double.NaN : chance.between(50.0, 60.0));
        var future = Arrays.stream(values, 200, 260).boxed().toList();
        var other = values.clone();
        var shuffled = chance.shuffled(future);
        Arrays.setAll(other, at -> at < 200 ? values[at] : shuffled.get(at - 200));
        assertThat(saidUntil(200, other)).isEqualTo(saidUntil(200, values));
    }

    private static double[][] saidUntil(int now, double[] values) {
        var champion = new Champion(Outlook.ROUND_TRIP, Kind.ROUND_TRIP.learned(OptionalInt.empty()));
        var said = new double[now][];
        for (int step = 0; step < values.length; step++) {
            champion.take(values[step]);
            if (step < now) {
                said[step] = champion.ready() ? champion.forecast(2) : new double[0];
            }
        }
        return said;
    }

    @Test
    void aSeriesIsKnownByItsFirstValues() {
        var seen = Kind.ROUND_TRIP.seen();
        var series = new double[200];
        Arrays.setAll(series, at -> at * 0.25);
        assertThat(seen.fold(series)).isEmpty();
        var print = Long.toHexString(Seen.fingerprint(series));
        var known = Seen.load(new ByteArrayInputStream((print + " 3\n").getBytes(StandardCharsets.UTF_8)));
        assertThat(known.fold(series)).hasValue(3);
        series[150] = -1;
        assertThat(known.fold(series)).hasValue(3);
        series[50] = -1;
        assertThat(known.fold(series)).isEmpty();
    }

    private static List<double[]> rows(Kind kind) throws IOException {
        var name = kind.file("correction", OptionalInt.empty()).replace("-all.txt.gz", "-parity.csv.gz");
        try (var in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(resource(name)), StandardCharsets.UTF_8))) {
            return in.lines()
                    .map(line -> Arrays.stream(line.split(",", -1))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(Kind.class.getResourceAsStream(name), name);
    }
}
