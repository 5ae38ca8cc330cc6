package dev.understudy.judgement;

import dev.understudy.core.forecast.Learned;
import dev.understudy.core.forecast.Levels;
import dev.understudy.core.forecast.Outlook;
import dev.understudy.models.Kind;
import dev.understudy.models.LearnedQuantiles;
import dev.understudy.models.Trees;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * Forecasts of round trips and of demand, beside the naive forecast, a plain LightGBM and quantiles of the last fifteen
 * values. A series that the shipped models were trained on is forecast, and so is LightGBM's, by models that have not
 * seen it.
 */
final class ForecastTask implements Task {
    /** Round trips 4, 16 and 60 minutes ahead, from origins every four hours. */
    static final ForecastTask ROUND_TRIP = new ForecastTask(
            "rtt", Kind.ROUND_TRIP, 60, List.of("4", "16", "60"), List.of("<= 0.70", "<= 0.68", "<= 0.72"));
    /** Demand 5, 15 and 60 minutes ahead, from origins every six hours. */
    static final ForecastTask DEMAND = new ForecastTask(
            "demand", Kind.DEMAND, 72, List.of("5", "15", "60"), List.of("<= 0.76", "<= 0.80", "<= 0.74"));

    private static final int GRID_SECONDS = 240;
    private static final List<Integer> ALL = List.of(0, 1, 2);
    private static final String OURS = "ours";
    private static final String LIGHTGBM = "LightGBM";

    private final String word;
    private final Kind kind;
    private final int every;
    private final List<String> minutes;
    private final List<String> goals;

    private ForecastTask(String word, Kind kind, int every, List<String> minutes, List<String> goals) {
        this.word = word;
        this.kind = kind;
        this.every = every;
        this.minutes = minutes;
        this.goals = goals;
    }

    /**
     * A series at even steps.
     *
     * @param values NaN where nothing was measured
     * @param asked whether something was to be measured; else nothing is graded there
     */
    record Grid(String name, double[] values, boolean[] asked) {
        static Grid of(Traces.PathTrace path) {
            long first = path.epochSeconds()[0];
            int steps = slot(path.epochSeconds()[path.size() - 1], first) + 1;
            var values = new double[steps];
            var asked = new boolean[steps];
            Arrays.fill(values, Double.NaN);
            for (int each = 0; each < path.size(); each++) {
                int slot = slot(path.epochSeconds()[each], first);
                values[slot] = path.millis()[each];
                asked[slot] = true;
            }
            return new Grid(path.name(), values, asked);
        }

        static Grid of(Traces.Demand demand) {
            var asked = new boolean[demand.values().length];
            Arrays.fill(asked, true);
            return new Grid(demand.name(), demand.values(), asked);
        }

        private static int slot(long second, long first) {
            return (int) Math.round((double) (second - first) / GRID_SECONDS);
        }
    }

    @Override
    public String name() {
        return kind == Kind.ROUND_TRIP ? "forecasts of round trips" : "forecasts of demand";
    }

    @Override
    public List<String> figures() {
        var figures = new ArrayList<String>();
        minutes.forEach(ahead -> figures.add(word + "Ratio" + ahead));
        figures.add(kind == Kind.ROUND_TRIP ? "rttCover90" : "demandOver95");
        minutes.forEach(ahead -> figures.add(word + "RatioLgbm" + ahead));
        return List.copyOf(figures);
    }

    @Override
    public Optional<SequencedMap<String, Double>> grade(Traces traces, long seed, Table table) {
        var grids = kind == Kind.ROUND_TRIP
                ? traces.paths().stream().map(Grid::of).toList()
                : traces.demands().stream().map(Grid::of).toList();
        var grades = graded(grids);
        if (grades.isEmpty()) {
            return Optional.empty();
        }
        var figures = new LinkedHashMap<String, Double>();
        for (int horizon : ALL) {
            figures.put(word + "Ratio" + minutes.get(horizon), grades.ratio(OURS, horizon));
        }
        if (kind == Kind.ROUND_TRIP) {
            figures.put("rttCover90", grades.covers90(OURS, ALL));
        } else {
            figures.put("demandOver95", grades.above95(OURS, ALL));
        }
        for (int horizon : ALL) {
            figures.put(word + "RatioLgbm" + minutes.get(horizon), grades.ratio(LIGHTGBM, horizon));
        }
        show(grades, table);
        if (kind == Kind.ROUND_TRIP) {
            table.row("streaming core, us per update", CoreSpeed.micros(seed), "<= 1", "");
            table.row("streaming core, bytes for a series", CoreSpeed.bytes(), "<= 512", "");
        }
        return Optional.of(figures);
    }

    private ForecastGrades graded(List<Grid> grids) {
        var grades = new ForecastGrades(kind.outlook(), every);
        var seen = kind.seen();
        Map<OptionalInt, Optional<Learned>> learned = new HashMap<>();
        Map<OptionalInt, Trees[][]> peers = new HashMap<>();
        for (var grid : grids) {
            var fold = seen.fold(grid.values());
            var peer = peers.computeIfAbsent(fold, kind::plain);
            grades.grade(
                    grid,
                    learned.computeIfAbsent(fold, kind::learned),
                    (censored, origin, horizon) -> peerForecast(peer[horizon], censored, origin));
        }
        return grades;
    }

    private static double[] peerForecast(Trees[] levels, double[] censored, int origin) {
        var forecast = new double[Levels.COUNT];
        LearnedQuantiles.plain(levels, ago -> censored[origin - ago], forecast);
        return forecast;
    }

    private void show(ForecastGrades grades, Table table) {
        Outlook outlook = kind.outlook();
        for (int horizon : ALL) {
            table.row(
                    "loss over naive, " + minutes.get(horizon) + " min",
                    grades.ratio(OURS, horizon),
                    goals.get(horizon),
                    String.format(
                            Locale.ROOT,
                            "LightGBM %.3f, last 15 %.3f; median series %.3f",
                            grades.ratio(LIGHTGBM, horizon),
                            grades.ratio("last 15", horizon),
                            grades.medianRatio(OURS, horizon)));
        }
        table.line("  " + grades.size() + " series, " + grades.count(0) + " origins, steps ahead " + outlook.steps());
        table.line(
                "                         loss over naive       covers 90 of 100     80 of 100          above 95  over");
        for (String forecaster : grades.forecasters()) {
            var text = new StringBuilder(String.format(Locale.ROOT, "    %-18s", forecaster));
            ALL.forEach(each -> text.append(String.format(Locale.ROOT, " %6.3f", grades.ratio(forecaster, each))));
            text.append("  ");
            ALL.forEach(each ->
                    text.append(String.format(Locale.ROOT, " %5.3f", grades.covers90(forecaster, List.of(each)))));
            text.append("  ");
            ALL.forEach(each ->
                    text.append(String.format(Locale.ROOT, " %5.3f", grades.covers80(forecaster, List.of(each)))));
            text.append(String.format(
                    Locale.ROOT, "   %5.3f %5.3f", grades.above95(forecaster, ALL), grades.over(forecaster, ALL)));
            table.line(text.toString());
        }
    }
}
