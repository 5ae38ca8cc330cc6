package dev.understudy.cli;

import dev.understudy.cli.backtest.Picture;
import dev.understudy.cli.backtest.Trace;
import dev.understudy.core.decide.Backtest;
import dev.understudy.core.measure.Sighting;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code understudy backtest}. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        description = {
            "Show what would have been moved on your own history, by each rule, beside the best schedule in hindsight.",
            "The trace is CSV, plain or gzip: time,zone,latency_ms[,price]; the time in seconds since 1970 or ISO 8601; "
                    + "an empty latency is a lost probe."
        })
final class BacktestCommand implements Runnable {
    private static final MigrationPolicy USUAL = MigrationPolicy.DEFAULT;

    @Option(names = "--trace", required = true, paramLabel = "FILE", description = "The recorded latencies.")
    private @Nullable Path file;

    @Option(names = "--home", paramLabel = "ZONE", description = "Where the service lives. Default: the first by name.")
    private @Nullable String home;

    @Option(
            names = "--move-cost",
            defaultValue = "6000",
            paramLabel = "N",
            description = "What a move costs, in point-seconds: by default as much as 20 ms more for five minutes.")
    private double moveCost;

    @Option(
            names = "--threshold",
            defaultValue = "20",
            paramLabel = "POINTS",
            description = "The simple rule leaves above this score. Default: ${DEFAULT-VALUE}.")
    private double threshold;

    @Option(
            names = "--return-below",
            defaultValue = "5",
            paramLabel = "POINTS",
            description = "The simple rule comes back below this score. Default: ${DEFAULT-VALUE}.")
    private double returnBelow;

    @Option(
            names = "--step",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description = "Length of a step. Default: the usual pause between two samples.")
    private double stepSeconds;

    @Option(
            names = "--columns",
            defaultValue = "72",
            paramLabel = "N",
            description = "Width of the plot. Default: ${DEFAULT-VALUE}.")
    private int columns;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}.")
    private OutputFormat output = OutputFormat.TEXT;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        require("--move-cost", moveCost > 0 && moveCost < Double.POSITIVE_INFINITY, moveCost, "above 0");
        require("--threshold", threshold > 0 && threshold < Double.POSITIVE_INFINITY, threshold, "above 0");
        require("--return-below", returnBelow < threshold, returnBelow, "below the threshold");
        require("--step", stepSeconds >= 0 && stepSeconds < Double.POSITIVE_INFINITY, stepSeconds, "above 0");
        require("--columns", columns >= 8 && columns <= 500, columns, "8 to 500");
        var trace = read(Objects.requireNonNull(file));
        var test = test(trace);
        var schedules = List.of(
                test.stay(),
                test.threshold(threshold, returnBelow, USUAL.weights().perMillisecond()),
                test.bounded(),
                test.hindsight());
        if (output == OutputFormat.JSON) {
            spec.commandLine().getOut().println(CoreJson.write(json(trace, schedules)));
        } else {
            print(trace, schedules);
        }
        spec.commandLine().getOut().flush();
    }

    private static void require(String option, boolean holds, double value, String allowed) {
        if (!holds) {
            throw new UsageException(option + " is " + value + "; allowed: " + allowed);
        }
    }

    private Trace read(Path path) {
        try {
            return Trace.read(path, stepSeconds);
        } catch (NoSuchFileException _) {
            throw new CliException("there is no file " + path);
        } catch (IllegalArgumentException e) {
            throw new CliException(path + ": " + e.getMessage());
        } catch (IOException e) {
            throw new CliException("cannot read " + path + ": " + e.getMessage());
        }
    }

    private Backtest test(Trace trace) {
        int where = home == null ? 0 : trace.zones().indexOf(home);
        if (where < 0) {
            throw new UsageException("--home is \"" + home + "\"; allowed: " + trace.zones());
        }
        var points = new double[trace.millis().length][];
        for (int step = 0; step < points.length; step++) {
            points[step] = new double[trace.zones().size()];
            for (int zone = 0; zone < points[step].length; zone++) {
                double late = trace.millis()[step][zone] + (trace.lost()[step][zone] ? Sighting.LOSS_COST_MILLIS : 0);
                points[step][zone] = late * USUAL.weights().perMillisecond()
                        + trace.price()[step][zone] * USUAL.weights().perPrice();
            }
        }
        return new Backtest(trace.zones(), trace.stepSeconds(), trace.millis(), points, where, moveCost);
    }

    private void print(Trace trace, List<Backtest.Schedule> schedules) {
        var out = spec.commandLine().getOut();
        Picture.of(trace, schedules, columns).forEach(out::println);
        out.println();
        double best = schedules.getLast().cost();
        var table = new Table("RULE", "MOVES", "COST", "TIMES THE BEST");
        for (var schedule : schedules) {
            table.row(
                    schedule.rule(),
                    schedule.moves().size(),
                    Math.round(schedule.cost()),
                    best > 0 ? String.format(java.util.Locale.ROOT, "%.2f", schedule.cost() / best) : "-");
        }
        table.print(out);
        var bounded = schedules.get(2);
        for (int step : bounded.moves()) {
            out.println(trace.at(step) + "  bounded: " + trace.zones().get(bounded.zoneOf()[step]) + " to "
                    + trace.zones().get(bounded.zoneOf()[step + 1]));
        }
    }

    private static Map<String, Object> json(Trace trace, List<Backtest.Schedule> schedules) {
        var rules = new LinkedHashMap<String, Object>();
        for (var schedule : schedules) {
            rules.put(
                    schedule.rule(),
                    Map.of(
                            "cost",
                            schedule.cost(),
                            "moves",
                            schedule.moves().stream()
                                    .map(step -> Map.of(
                                            "at",
                                            trace.at(step),
                                            "from",
                                            trace.zones().get(schedule.zoneOf()[step]),
                                            "to",
                                            trace.zones().get(schedule.zoneOf()[step + 1])))
                                    .toList()));
        }
        var all = new LinkedHashMap<String, Object>();
        all.put("zones", trace.zones());
        all.put("from", trace.from());
        all.put("stepSeconds", trace.stepSeconds());
        all.put("steps", trace.millis().length);
        all.put("rules", rules);
        return all;
    }
}
