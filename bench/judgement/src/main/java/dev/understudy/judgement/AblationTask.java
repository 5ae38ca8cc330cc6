package dev.understudy.judgement;

import dev.understudy.judgement.AdditiveModel.Steps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What each signal adds to the probability that a path is degraded within the hour: a plain model with all of them beside
 * the same model without one of them, and with that one alone, each on paths that it was not fitted on. A signal counts
 * only when average precision and Brier skill are better with it, and in four folds of five; whatever the folder has no
 * data for counts nothing.
 */
final class AblationTask implements Task {
    private static final double WARM = 0.7;
    private static final int FOLDS = 5;
    private static final int EVERY = 3; // neighbouring instants are nearly the same

    @Override
    public String name() {
        return "what each signal adds to the probability of an onset";
    }

    @Override
    public List<String> figures() {
        var names = new ArrayList<>(List.of("ablationAllAp", "ablationAllBss"));
        for (String signal : SignalColumns.SIGNALS) {
            names.add("ablation" + signal + "Ap");
            names.add("ablation" + signal + "Bss");
            names.add("ablation" + signal + "Weight");
        }
        return names;
    }

    @Override
    public Optional<SequencedMap<String, Double>> grade(Traces traces, long seed, Table table) {
        return grade(new SignalColumns(traces), table);
    }

    /** What is measured of one choice of columns: over all folds together, and of each. */
    private record Scores(Probabilities all, List<Probabilities> folds) {
        double averagePrecision() {
            return all.averagePrecision();
        }
    }

    static Optional<SequencedMap<String, Double>> grade(SignalColumns signals, Table table) {
        var rows = signals.rows(WARM);
        if (rows.size() < FOLDS || rows.stream().noneMatch(AblationTask::hasScoredEvent)) {
            return Optional.empty();
        }
        var choices = new LinkedHashMap<String, Predicate<String>>();
        choices.put("", _ -> true);
        for (String signal : new LinkedHashSet<>(signals.columns())) {
            choices.put("-" + signal, column -> !column.equals(signal));
            choices.put("+" + signal, column -> column.equals(signal));
        }
        var scores = scores(rows, signals.columns(), choices);
        var figures = new LinkedHashMap<String, Double>();
        var all = score(scores, "");
        figures.put("ablationAllAp", all.averagePrecision());
        figures.put("ablationAllBss", all.all().brierSkill());
        table.line(String.format(
                Locale.ROOT,
                "  %d instants of %d paths, base rate %.3f %%; all signals: average precision %.3f, Brier skill %.3f",
                all.all().size(),
                rows.size(),
                100 * all.all().base(),
                all.averagePrecision(),
                all.all().brierSkill()));
        table.line("  signal        alone AP   adds AP  adds skill  folds   ");
        for (String signal : SignalColumns.SIGNALS) {
            row(signal, scores, figures, table);
        }
        table.line("  Cost           enters what a zone is worth, not its risk: nothing to add here, weight 0");
        return Optional.of(figures);
    }

    private static boolean hasScoredEvent(SignalColumns.Rows rows) {
        return IntStream.range(rows.scoredFrom(), rows.came().length).anyMatch(row -> rows.came()[row]);
    }

    private static void row(
            String signal, Map<String, Scores> scores, SequencedMap<String, Double> figures, Table table) {
        var without = scores.get("-" + signal);
        var alone = scores.get("+" + signal);
        if (without == null || alone == null) {
            table.line(String.format(Locale.ROOT, "  %-12s no data: weight 0", signal));
            return;
        }
        var all = score(scores, "");
        double precision = all.averagePrecision() - without.averagePrecision();
        double skill = all.all().brierSkill() - without.all().brierSkill();
        int better = 0;
        int tried = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            if (all.folds().get(fold).size() > 0 && all.folds().get(fold).base() > 0) {
                tried++;
                better += all.folds().get(fold).averagePrecision()
                                > without.folds().get(fold).averagePrecision()
                        ? 1
                        : 0;
            }
        }
        boolean helps = precision > 0 && skill > 0 && 5 * better >= 4 * tried;
        figures.put("ablation" + signal + "Ap", precision);
        figures.put("ablation" + signal + "Bss", skill);
        figures.put("ablation" + signal + "Weight", helps ? 1.0 : 0.0);
        table.line(String.format(
                Locale.ROOT,
                "  %-12s %9.3f %+9.4f  %+10.4f  %d of %d  %s",
                signal,
                alone.averagePrecision(),
                precision,
                skill,
                better,
                tried,
                helps ? "helps" : "not shown to help: weight 0"));
    }

    private static Scores score(Map<String, Scores> scores, String choice) {
        Scores found = scores.get(choice);
        if (found == null) {
            throw new IllegalStateException("nothing was scored for \"" + choice + "\"; scored: " + scores.keySet());
        }
        return found;
    }

    /** Each choice of columns scored, path by path, by a model that has not seen the path. */
    private static Map<String, Scores> scores(
            List<SignalColumns.Rows> rows, List<String> columns, Map<String, Predicate<String>> choices) {
        var scores = new LinkedHashMap<String, Scores>();
        choices.keySet().forEach(choice -> scores.put(choice, new Scores(new Probabilities(), new ArrayList<>())));
        for (int held = 0; held < FOLDS; held++) {
            int fold = held;
            var train = new ArrayList<double[]>();
            var came = new ArrayList<Boolean>();
            var test = new ArrayList<double[]>();
            var truth = new ArrayList<Boolean>();
            for (int path = 0; path < rows.size(); path++) {
                var mine = rows.get(path);
                boolean seen = path % FOLDS != fold;
                for (int row = seen ? 0 : mine.scoredFrom(); row < mine.came().length; row += seen ? EVERY : 1) {
                    (seen ? train : test).add(mine.values()[row]);
                    (seen ? came : truth).add(mine.came()[row]);
                }
            }
            var steps = Steps.of(train.toArray(double[][]::new), columns.size());
            var placed = steps.place(train.toArray(double[][]::new));
            var placedTest = steps.place(test.toArray(double[][]::new));
            var events = booleans(came);
            choices.forEach((choice, wanted) -> {
                var model = AdditiveModel.fit(steps, placed, events, chosen(columns, wanted));
                var one = new Probabilities();
                for (int row = 0; row < truth.size(); row++) {
                    double probability = model.probability(placedTest, row);
                    one.add(probability, truth.get(row));
                    score(scores, choice).all().add(probability, truth.get(row));
                }
                score(scores, choice).folds().add(one);
            });
        }
        return scores;
    }

    private static int[] chosen(List<String> columns, Predicate<String> wanted) {
        return IntStream.range(0, columns.size())
                .filter(column -> wanted.test(columns.get(column)))
                .toArray();
    }

    private static boolean[] booleans(List<Boolean> list) {
        var array = new boolean[list.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = list.get(i);
        }
        return array;
    }
}
