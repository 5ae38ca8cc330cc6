package dev.understudy.judgement;

import dev.understudy.core.forecast.Candidates;
import dev.understudy.core.forecast.Champion;
import dev.understudy.core.forecast.Levels;
import dev.understudy.core.forecast.Outlook;
import dev.understudy.models.Features;
import dev.understudy.models.PlainFeatures;
import dev.understudy.models.Seen;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * {@code TrainingRows DATA OUT}: writes what {@code models/train/forecasts.py} trains on, so that features are made in
 * one place. A row is big-endian doubles: number of the series, targets by horizon (NaN where there is none), naive loss
 * of the series by horizon, level, scale, our features, last value, plain scale, plain features.
 */
public final class TrainingRows {
    private static final int FIRST = 800;
    private static final int EVERY = 4;

    private final Outlook outlook;

    private TrainingRows(Outlook outlook) {
        this.outlook = outlook;
    }

    public static void main(String[] args) throws IOException {
        var traces = new Traces(Path.of(args[0]));
        var out = Path.of(args[1]);
        var paths = traces.paths().stream()
                .map(path -> ForecastTask.Grid.of(path).values())
                .toList();
        new TrainingRows(Outlook.ROUND_TRIP).write(out, "rtt", paths);
        var demands = traces.demands().stream().map(Traces.Demand::values).toList();
        new TrainingRows(Outlook.DEMAND).write(out, "demand", demands);
    }

    private void write(Path folder, String name, List<double[]> series) throws IOException {
        var prints = new ArrayList<String>();
        try (var out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(folder.resolve(name + ".rows"))))) {
            for (double[] values : series) {
                int number = prints.size();
                prints.add(Long.toHexString(Seen.fingerprint(values)));
                for (double[] row : rows(number, values)) {
                    for (double cell : row) {
                        out.writeDouble(cell);
                    }
                }
            }
        }
        Files.write(folder.resolve(name + ".series"), prints);
        Files.writeString(
                folder.resolve(name + ".columns"),
                outlook.steps().size() + " " + Features.count(outlook) + " " + PlainFeatures.COUNT + "\n");
    }

    private List<double[]> rows(int number, double[] values) {
        int horizons = outlook.steps().size();
        var rows = new ArrayList<double[]>();
        var champion = new Champion(outlook, Optional.empty());
        var censored = Peers.censored(values, outlook.memory());
        int blend = champion.names().size() - 1;
        for (int at = 0; at < values.length; at++) {
            champion.take(values[at]);
            if (at < FIRST || at % EVERY != 0) {
                continue;
            }
            var blended = new double[horizons][Levels.COUNT];
            var row = new ArrayList<Double>(List.of((double) number));
            for (int horizon = 0; horizon < horizons; horizon++) {
                blended[horizon] = champion.says(horizon, blend);
                int then = at + outlook.steps().get(horizon);
                row.add(then < values.length ? censored[then] : Double.NaN);
            }
            for (int horizon = 0; horizon < horizons; horizon++) {
                row.add(champion.loss(horizon, Candidates.NAIVE));
            }
            row.add(champion.past().level());
            row.add(champion.past().scale());
            for (double feature : Features.of(outlook, champion.past(), blended)) {
                row.add(feature);
            }
            row.add(censored[at]);
            int now = at;
            IntToDoubleFunction back = ago -> censored[now - ago];
            row.add(PlainFeatures.scale(back));
            for (double feature : PlainFeatures.of(back)) {
                row.add(feature);
            }
            rows.add(row.stream().mapToDouble(Double::doubleValue).toArray());
        }
        // The loss of the naive forecast over the whole series weighs its rows.
        for (double[] row : rows) {
            for (int horizon = 0; horizon < horizons; horizon++) {
                row[1 + horizons + horizon] = champion.loss(horizon, Candidates.NAIVE);
            }
        }
        return rows;
    }
}
