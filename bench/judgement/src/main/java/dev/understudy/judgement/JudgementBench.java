package dev.understudy.judgement;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./do bench judgement --data DIR [--seed N]}: every task on a folder of traces; the last line is JSON. */
public final class JudgementBench {
    private static final List<Task> TASKS = List.of(
            ForecastTask.ROUND_TRIP,
            new ChangeTask(),
            new OnsetTask(),
            new AblationTask(),
            ForecastTask.DEMAND,
            new ReplayTask(),
            new NabTask());

    private JudgementBench() {}

    public static void main(String[] args) {
        var options = options(args);
        var folder = Path.of(options.getOrDefault("--data", ""));
        if (!Files.isDirectory(folder)) {
            System.err.println("--data is \"" + folder + "\"; allowed: a folder of traces");
            System.exit(2);
        }
        long seed;
        try {
            seed = Long.parseLong(options.getOrDefault("--seed", "1"));
        } catch (NumberFormatException _) {
            System.err.println("--seed is \"" + options.get("--seed") + "\"; allowed: a whole number");
            System.exit(2);
            return;
        }
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println(JsonMapper.shared().writeValueAsString(grade(new Traces(folder), seed, out::println)));
    }

    private static Map<String, String> options(String[] args) {
        var options = new LinkedHashMap<String, String>();
        for (int each = 0; each + 1 < args.length; each += 2) {
            options.put(args[each], args[each + 1]);
        }
        options.keySet().removeAll(List.of("--data", "--seed"));
        if (!options.isEmpty() || args.length % 2 != 0) {
            System.err.println("options are " + String.join(" ", args) + "; allowed: --data DIR [--seed N]");
            System.exit(2);
        }
        for (int each = 0; each + 1 < args.length; each += 2) {
            options.put(args[each], args[each + 1]);
        }
        return options;
    }

    static Map<String, @Nullable Double> grade(Traces traces, long seed, Table table) {
        var all = new LinkedHashMap<String, @Nullable Double>();
        for (Task task : TASKS) {
            long began = System.nanoTime();
            table.line(task.name());
            var figures = task.grade(traces, seed, table);
            for (String figure : task.figures()) {
                all.put(figure, figures.isPresent() ? figures.get().get(figure) : null);
            }
            figures.ifPresentOrElse(
                    known -> known.forEach(all::put), () -> table.line("  the folder has no data for it"));
            table.line("  in " + (System.nanoTime() - began) / 1_000_000_000 + " s");
        }
        return all;
    }
}
