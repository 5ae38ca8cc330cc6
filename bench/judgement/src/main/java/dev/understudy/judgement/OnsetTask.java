package dev.understudy.judgement;

import dev.understudy.models.OnsetModel;
import dev.understudy.models.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.zip.GZIPInputStream;

/**
 * The probability that a path which is not degraded now is degraded in the hour to come, at every sample of the last 30 %
 * of each path.
 *
 * <p>Degraded is an hour whose median is at least that of the 24 hours before now + max(5 ms, 5 %). An instant counts when
 * the hour up to now is not degraded by that measure. Beside all of them stand those at which the newest sample, too, lies
 * under it: there nothing of the onset has been seen yet.
 */
final class OnsetTask implements Task {
    private static final double WARM = 0.7;

    @Override
    public String name() {
        return "onset of degradation within the hour";
    }

    @Override
    public List<String> figures() {
        return List.of("onsetAp", "onsetBss", "onsetEce", "onsetApLgbm", "onsetBssLgbm", "onsetEceLgbm");
    }

    /** Whose probabilities: all of them, those at which nothing has been seen yet, and against the hour after the next. */
    private record Graded(Probabilities all, Probabilities unseen, Probabilities later) {
        Graded() {
            this(new Probabilities(), new Probabilities(), new Probabilities());
        }

        void add(double probability, OnsetRows.Instant instant, double laterMillis) {
            all.add(probability, instant.came());
            if (instant.features()[0] < 1) {
                unseen.add(probability, instant.came());
            }
            if (!Double.isNaN(laterMillis)) {
                later.add(probability, laterMillis >= instant.degradedFromMillis());
            }
        }
    }

    @Override
    public Optional<SequencedMap<String, Double>> grade(Traces traces, long seed, Table table) {
        var seen = OnsetModel.seen();
        var ours = new Graded();
        var plain = new Graded();
        for (var path : traces.paths()) {
            var fold = seen.fold(path.millis());
            var model = fold.isPresent() ? OnsetModel.without(fold.getAsInt()) : OnsetModel.shipped();
            var peer = plain(fold);
            for (var instant : OnsetRows.of(path, (int) (WARM * path.size()))) {
                double later = OnsetRows.median(path.millis(), instant.at() + 1 + OnsetRows.SAMPLES_PER_HOUR);
                ours.add(model.probability(instant.features()), instant, later);
                plain.add(peer.applyAsDouble(instant.features()), instant, later);
            }
        }
        if (ours.all.base() == 0 || ours.all.size() == 0) {
            return Optional.empty();
        }
        rows(table, "the next hour", ours.all, plain.all);
        rows(table, "the next hour, newest sample sound", ours.unseen, plain.unseen);
        rows(table, "the hour after it, same probability", ours.later, plain.later);
        table.line("  goal: average precision >= 0.30, Brier skill >= 0.15, calibration error <= 0.005");
        var figures = new LinkedHashMap<String, Double>();
        put(figures, "", ours.all);
        put(figures, "Lgbm", plain.all);
        return Optional.of(figures);
    }

    private static void put(SequencedMap<String, Double> figures, String whose, Probabilities probabilities) {
        figures.put("onsetAp" + whose, probabilities.averagePrecision());
        figures.put("onsetBss" + whose, probabilities.brierSkill());
        figures.put("onsetEce" + whose, probabilities.calibrationError());
    }

    private static void rows(Table table, String what, Probabilities ours, Probabilities plain) {
        table.line(String.format(
                Locale.ROOT, "  %s: %d instants, base rate %.3f %%", what, ours.size(), 100 * ours.base()));
        row(table, "ours", ours);
        row(table, "LightGBM", plain);
    }

    private static void row(Table table, String whose, Probabilities probabilities) {
        if (probabilities.base() > 0) {
            table.line(String.format(
                    Locale.ROOT,
                    "  %-8s average precision %.3f  Brier skill %.3f  calibration error %.4f",
                    whose,
                    probabilities.averagePrecision(),
                    probabilities.brierSkill(),
                    probabilities.calibrationError()));
        }
    }

    /** LightGBM as it comes, with the usual features: the others are constant for it. */
    private static ToDoubleFunction<double[]> plain(OptionalInt fold) {
        var name = fold.isPresent() ? "onset-plain-without-" + fold.getAsInt() + ".txt.gz" : "onset-plain.txt.gz";
        try (var text = OnsetTask.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalStateException(name + " is missing from the program");
            }
            return Trees.load(new GZIPInputStream(text))::predict;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
