package dev.understudy.judgement;

import dev.understudy.core.detect.ChangeDetector;
import dev.understudy.core.detect.ChangeDetector.Rule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Changes of level that people marked on round trips. Detectors see each path from its beginning; the figures are those of
 * its last 30 %, and beside them those of all of it.
 */
final class ChangeTask implements Task {
    private static final double WARM = 0.7;
    private static final double BIG_MILLIS = 5;
    private static final double BIG_SHARE = 0.03;
    private static final int AROUND = 15;
    /** Slack and limit with the greatest F1 over all paths of the development data: the best that can be said of it. */
    private static final double CUSUM_SLACK = 2;

    private static final double CUSUM_LIMIT = 24;

    @Override
    public String name() {
        return "changes of round trips";
    }

    @Override
    public List<String> figures() {
        return List.of(
                "changeF1",
                "changeFalsePerDay",
                "changeDelayMin",
                "changeF1Cusum",
                "changeFalsePerDayCusum",
                "changeDelayMinCusum",
                "changeF1Whole",
                "changeFalsePerDayWhole",
                "changeDelayMinWhole",
                "changeF1WholeCusum",
                "changeFalsePerDayWholeCusum",
                "changeDelayMinWholeCusum");
    }

    @Override
    public Optional<SequencedMap<String, Double>> grade(Traces traces, long seed, Table table) {
        var paths = traces.paths();
        var figures = new LinkedHashMap<String, Double>();
        for (double from : new double[] {WARM, 0}) {
            var when = from > 0 ? "" : "Whole";
            var ours = alarms(paths, from, _ -> new ChangeDetector(Rule.ROUND_TRIP)::add);
            var cusum = alarms(paths, from, _ -> new Cusum(CUSUM_SLACK, CUSUM_LIMIT)::add);
            if (ours.marks() == 0) {
                return Optional.empty();
            }
            put(figures, when, ours);
            put(figures, when + "Cusum", cusum);
            table.line(
                    "  " + (from > 0 ? "last 30 % of each path" : "all of each path") + ", " + ours.marks() + " marks");
            row(table, "ours", ours);
            row(table, "CUSUM", cusum);
        }
        DetectorSpeed.show(
                table,
                "detector of changes",
                paths.stream().map(Traces.PathTrace::millis).toList(),
                () -> new ChangeDetector(Rule.ROUND_TRIP)::add);
        table.line("  goal: F1 >= 0.70, false <= 0.30 a day, median delay <= 12 min");
        return Optional.of(figures);
    }

    private static void put(SequencedMap<String, Double> figures, String whose, Alarms alarms) {
        figures.put("changeF1" + whose, alarms.f1());
        figures.put("changeFalsePerDay" + whose, alarms.falsePerDay());
        figures.put("changeDelayMin" + whose, alarms.delayMinutes(0.5));
    }

    private static void row(Table table, String whose, Alarms alarms) {
        table.line(String.format(
                Locale.ROOT,
                "  %-8s F1 %.3f  precision %.3f  recall %.3f (big shifts %.3f)  false %.3f a day  delay %.0f min, 90%% %.0f",
                whose,
                alarms.f1(),
                alarms.precision(),
                alarms.recall(),
                alarms.bigRecall(),
                alarms.falsePerDay(),
                alarms.delayMinutes(0.5),
                alarms.delayMinutes(0.9)));
    }

    /** The alarms of a detector that begins anew on every path. */
    static Alarms alarms(
            List<Traces.PathTrace> paths, double from, Function<Traces.PathTrace, DoublePredicate> detectors) {
        var all = new Alarms();
        for (var path : paths) {
            int first = (int) (from * path.size());
            var detector = detectors.apply(path);
            var raised = IntStream.range(0, path.size())
                    .filter(at -> detector.test(path.millis()[at]) && at >= first)
                    .mapToLong(at -> path.epochSeconds()[at])
                    .toArray();
            var marks = IntStream.range(first, path.size())
                    .filter(at -> path.changes()[at])
                    .toArray();
            var big = new boolean[marks.length];
            for (int mark = 0; mark < marks.length; mark++) {
                big[mark] = big(path, marks[mark]);
            }
            all.add(
                    raised,
                    Arrays.stream(marks)
                            .mapToLong(at -> path.epochSeconds()[at])
                            .toArray(),
                    big,
                    path.epochSeconds()[path.size() - 1] - path.epochSeconds()[first]);
        }
        return all;
    }

    /** Whether the medians of an hour before and after a mark, or up to the next one, are far apart. */
    private static boolean big(Traces.PathTrace path, int mark) {
        int from = mark;
        while (from > 0 && mark - from < AROUND && (from == mark || !path.changes()[from])) {
            from--;
        }
        int to = mark + 1;
        while (to < path.size() && to - mark < AROUND && !path.changes()[to]) {
            to++;
        }
        double before = median(path.millis(), from, mark);
        return Math.abs(median(path.millis(), mark, to) - before) >= Math.max(BIG_MILLIS, BIG_SHARE * before);
    }

    private static double median(double[] millis, int from, int to) {
        var sorted = Arrays.stream(millis, from, to)
                .filter(each -> !Double.isNaN(each))
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
