package dev.understudy.judgement;

import dev.understudy.core.forecast.Champion;
import dev.understudy.core.forecast.Learned;
import dev.understudy.core.forecast.Levels;
import dev.understudy.core.forecast.Outlook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/**
 * Forecasts of several series, graded by the protocol: seven parts in ten of each warm up, origins lie at even steps in
 * the rest, and the figure is the geometric mean over series of the pinball loss over that of the naive forecast.
 */
final class ForecastGrades {
    /** What is left out of grading at the beginning of each series. */
    private static final double WARM_UP = 0.7;

    private final Outlook outlook;
    private final int every;
    private final List<SeriesGrade> grades = new ArrayList<>();

    /** One forecaster on one series at one horizon. */
    static final class Grade {
        private double loss;
        private int count;
        private int within90;
        private int within80;
        private int above95;
        private double over;

        void add(double[] forecast, double value) {
            loss += Levels.pinball(forecast, value);
            count++;
            within90 += value >= forecast[0] && value <= forecast[6] ? 1 : 0;
            within80 += value >= forecast[1] && value <= forecast[5] ? 1 : 0;
            above95 += value > forecast[6] ? 1 : 0;
            over += Math.max(0, forecast[6] - value) / Math.abs(value);
        }
    }

    /** All forecasters on one series, by name and horizon. */
    record SeriesGrade(String name, SequencedMap<String, List<Grade>> byForecaster) {
        Grade grade(String forecaster, int horizon) {
            return Objects.requireNonNull(byForecaster.get(forecaster), forecaster)
                    .get(horizon);
        }
    }

    /** The LightGBM beside which ours is judged, for one series. */
    @FunctionalInterface
    interface Peer {
        double[] forecast(double[] censored, int origin, int horizon);
    }

    ForecastGrades(Outlook outlook, int every) {
        this.outlook = outlook;
        this.every = every;
    }

    /** Grades one series. */
    void grade(ForecastTask.Grid grid, Optional<Learned> learned, Peer peer) {
        var values = grid.values();
        var censored = Peers.censored(values, outlook.memory());
        var champion = new Champion(outlook, learned);
        int from = (int) (values.length * WARM_UP);
        var byForecaster = new LinkedHashMap<String, List<Grade>>();
        for (int at = 0; at < values.length; at++) {
            champion.take(values[at]);
            if (at < from || (at - from) % every != 0 || !champion.ready()) {
                continue;
            }
            for (int horizon = 0; horizon < outlook.steps().size(); horizon++) {
                int ahead = outlook.steps().get(horizon);
                if (at + ahead >= values.length || !grid.asked()[at + ahead]) {
                    continue;
                }
                for (var said :
                        says(champion, values, censored, at, horizon, peer).entrySet()) {
                    byForecaster
                            .computeIfAbsent(said.getKey(), _ -> fresh())
                            .get(horizon)
                            .add(said.getValue(), censored[at + ahead]);
                }
            }
        }
        if (!byForecaster.isEmpty()) {
            grades.add(new SeriesGrade(grid.name(), byForecaster));
        }
    }

    private Map<String, double[]> says(
            Champion champion, double[] values, double[] censored, int at, int horizon, Peer peer) {
        var says = new LinkedHashMap<String, double[]>();
        says.put("naive", Peers.naive(values, censored, at, outlook.steps().get(horizon), outlook));
        says.put("ours", champion.forecast(horizon));
        says.put("LightGBM", peer.forecast(censored, at, horizon));
        says.put("last 15", Peers.lastFew(censored, at));
        var names = champion.names();
        for (int each = 0; each < names.size(); each++) {
            says.put("- " + names.get(each), champion.says(horizon, each));
        }
        return says;
    }

    private List<Grade> fresh() {
        var fresh = new ArrayList<Grade>();
        outlook.steps().forEach(_ -> fresh.add(new Grade()));
        return fresh;
    }

    boolean isEmpty() {
        return grades.isEmpty();
    }

    int size() {
        return grades.size();
    }

    /** Values that were graded at a horizon. */
    int count(int horizon) {
        return grades.stream()
                .mapToInt(
                        series -> series.byForecaster().firstEntry().getValue().get(horizon).count)
                .sum();
    }

    List<String> forecasters() {
        return List.copyOf(grades.getFirst().byForecaster().keySet());
    }

    /** The geometric mean over series of the loss over that of the naive forecast. */
    double ratio(String forecaster, int horizon) {
        double sum = 0;
        for (var series : grades) {
            sum += Math.log(ratio(series, forecaster, horizon));
        }
        return Math.exp(sum / grades.size());
    }

    private static double ratio(SeriesGrade series, String forecaster, int horizon) {
        var grade = series.grade(forecaster, horizon);
        var naive = series.grade("naive", horizon);
        // A series on which neither ever errs is no worse and no better.
        return naive.loss == 0 ? grade.loss == 0 ? 1 : 2 : Math.max(1e-6, grade.loss / naive.loss);
    }

    /** The ratio of the middle series. */
    double medianRatio(String forecaster, int horizon) {
        var ratios = grades.stream()
                .mapToDouble(series -> ratio(series, forecaster, horizon))
                .sorted()
                .toArray();
        return (ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2;
    }

    double covers90(String forecaster, List<Integer> horizons) {
        return share(forecaster, horizons, grade -> grade.within90);
    }

    double covers80(String forecaster, List<Integer> horizons) {
        return share(forecaster, horizons, grade -> grade.within80);
    }

    /** The share of values above the plan for 95 of 100. */
    double above95(String forecaster, List<Integer> horizons) {
        return share(forecaster, horizons, grade -> grade.above95);
    }

    /** How much the plan for 95 of 100 lies above what came, as a share of it. */
    double over(String forecaster, List<Integer> horizons) {
        return share(forecaster, horizons, grade -> grade.over);
    }

    private double share(String forecaster, List<Integer> horizons, ToDoubleFunction<Grade> counted) {
        double sum = 0;
        double count = 0;
        for (var series : grades) {
            for (int horizon : horizons) {
                var grade = series.grade(forecaster, horizon);
                sum += counted.applyAsDouble(grade);
                count += grade.count;
            }
        }
        return sum / count;
    }
}
