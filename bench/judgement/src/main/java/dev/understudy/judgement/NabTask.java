package dev.understudy.judgement;

import dev.understudy.core.detect.AnomalyDetector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/** Anomalies of cloud metrics, by the published scoring of the Numenta Anomaly Benchmark. */
final class NabTask implements Task {
    @Override
    public String name() {
        return "anomalies of cloud metrics";
    }

    @Override
    public List<String> figures() {
        return List.of("nabAws");
    }

    @Override
    public Optional<SequencedMap<String, Double>> grade(Traces traces, long seed, Table table) {
        var score = new NabScore();
        for (var metric : traces.metrics()) {
            var detector = new AnomalyDetector();
            score.add(metric, Arrays.stream(metric.values()).map(detector::add).toArray());
        }
        if (score.windows() == 0) {
            return Optional.empty();
        }
        var best = score.best();
        table.line(String.format(
                Locale.ROOT,
                "  ours     %.1f  %d of %d windows, %d false alarms, at a threshold of %.4f",
                best.score(),
                best.found(),
                best.windows(),
                best.falseAlarms(),
                best.threshold()));
        table.line("  published, with a threshold for the whole corpus: Numenta HTM 73.4, contextOSE 71.5, ARTime 69.5,"
                + " Random Cut Forest 57.6");
        table.line("  goal >= 75, standard profile, one threshold over the group");
        DetectorSpeed.show(
                table,
                "detector of anomalies",
                traces.metrics().stream().map(Traces.Metric::values).toList(),
                () -> new AnomalyDetector()::add);
        var figures = new LinkedHashMap<String, Double>();
        figures.put("nabAws", best.score());
        return Optional.of(figures);
    }
}
