package dev.understudy.judgement;

import dev.understudy.core.decide.BoundedRule;
import dev.understudy.core.decide.BoundedRule.Terms;
import dev.understudy.core.decide.Persistence;
import dev.understudy.core.decide.RegretRule;
import dev.understudy.core.decide.Skill;
import dev.understudy.core.decide.WorkFunctionRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.BiFunction;

/**
 * Decisions about pairs of paths, replayed with a lag of one step, against the best schedule in hindsight; with true
 * forecasts, with forecasts in any other order, and with the opposite of each.
 */
final class ReplayTask implements Task {
    private static final List<Integer> MOVE_COSTS = List.of(50, 300, 1500);
    /** Steps that a gap lasts at least: 160 minutes. */
    private static final double HORIZON_STEPS = 40;

    private static final double WORST = 3;
    private static final double MEAN = 1.6;

    /** Makes a policy for a pair and a move cost. */
    private interface Maker extends BiFunction<Replay, Double, Replay.Policy> {}

    /** Ratios to the optimum, one for each pair, and moves of both. */
    private record Score(List<Double> ratios, long moves, long optimalMoves) {
        double mean() {
            return ratios.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        }

        double worst() {
            return Collections.max(ratios);
        }

        double movesRatio() {
            return (double) moves / Math.max(1, optimalMoves);
        }
    }

    @Override
    public String name() {
        return "replay of migration decisions";
    }

    @Override
    public List<String> figures() {
        return List.of(
                "replayMean50",
                "replayMean300",
                "replayMean1500",
                "replayWorst",
                "replayWorstCorrupted",
                "replayMoves50",
                "replayMoves300",
                "replayMoves1500");
    }

    @Override
    public Optional<SequencedMap<String, Double>> grade(Traces traces, long seed, Table table) {
        var pairs = Replay.pairs(traces.paths());
        if (pairs.isEmpty()) {
            return Optional.empty();
        }
        table.line("  " + pairs.size()
                + " pairs; cost by the optimum's: mean (worst), moves by the optimum's, for each cost of a move");
        peers().forEach((name, maker) -> line(name, pairs, maker, table));
        var ours = line("ours", pairs, (_, moveCost) -> ours(moveCost, new Forecast()), table);
        var corrupted = new ArrayList<Score>();
        corrupted.addAll(line(
                "ours, forecasts shuffled",
                pairs,
                (pair, moveCost) -> ours(moveCost, new Prepared(prepared(pair, seed, true))),
                table));
        corrupted.addAll(line(
                "ours, forecasts negated",
                pairs,
                (pair, moveCost) -> ours(moveCost, new Prepared(prepared(pair, seed, false))),
                table));
        return Optional.of(figures(ours, corrupted, table));
    }

    private static SequencedMap<String, Double> figures(List<Score> ours, List<Score> corrupted, Table table) {
        var figures = new LinkedHashMap<String, Double>();
        for (int each = 0; each < MOVE_COSTS.size(); each++) {
            var score = ours.get(each);
            figures.put("replayMean" + MOVE_COSTS.get(each), score.mean());
            figures.put("replayMoves" + MOVE_COSTS.get(each), score.movesRatio());
            table.row(
                    "replayMean" + MOVE_COSTS.get(each),
                    score.mean(),
                    "<= " + MEAN,
                    String.format(Locale.ROOT, "moves %.2f of the optimum's, at most 1.5", score.movesRatio()));
        }
        figures.put("replayWorst", worst(ours));
        figures.put("replayWorstCorrupted", worst(corrupted));
        table.row("replayWorst", worst(ours), "<= " + WORST, "");
        table.row("replayWorstCorrupted", worst(corrupted), "<= " + WORST, "");
        return figures;
    }

    private static double worst(List<Score> scores) {
        return scores.stream().mapToDouble(Score::worst).max().orElse(Double.NaN);
    }

    private static SequencedMap<String, Maker> peers() {
        var peers = new LinkedHashMap<String, Maker>();
        peers.put("stay", (_, _) -> (_, _) -> 0);
        peers.put("greedy, last sample", (_, _) -> (costs, _) -> costs[0] <= costs[1] ? 0 : 1);
        peers.put("hysteresis 5 %, median of 15", (_, _) -> new Hysteresis());
        peers.put("work function", (_, moveCost) -> {
            var rule = new WorkFunctionRule[] {WorkFunctionRule.start(2, 0, moveCost)};
            return (costs, _) -> (rule[0] = rule[0].after(costs)).zone();
        });
        for (double scale : new double[] {1, 0.5}) {
            peers.put("regret, scale " + scale, (_, moveCost) -> {
                var rule = new RegretRule[] {RegretRule.start(2, 0, moveCost, scale)};
                return (costs, _) -> (rule[0] = rule[0].after(costs)).zone();
            });
        }
        return peers;
    }

    private static Replay.Policy ours(double moveCost, Forecaster forecaster) {
        var rule = new BoundedRule[] {BoundedRule.start(2, 0, Terms.usual(moveCost))};
        var skill = new Skill[] {Skill.start(moveCost)};
        return (costs, _) -> {
            int here = rule[0].zone();
            var prospects = forecaster.after(costs, here);
            skill[0] = skill[0].after(costs, here, prospects);
            return (rule[0] = rule[0].after(costs, skill[0].heard(prospects))).zone();
        };
    }

    /** What each path is expected to save, after one more step. */
    private interface Forecaster {
        double[] after(double[] costs, int here);
    }

    private static final class Forecast implements Forecaster {
        private Persistence seen = Persistence.start(2, HORIZON_STEPS);

        @Override
        public double[] after(double[] costs, int here) {
            seen = seen.after(costs);
            return seen.prospects(here);
        }
    }

    /** Forecasts made beforehand, by step and path. */
    private static final class Prepared implements Forecaster {
        private final double[][][] said;
        private int step;

        Prepared(double[][][] said) {
            this.said = said;
        }

        @Override
        public double[] after(double[] costs, int here) {
            return said[step++][here];
        }
    }

    /** All forecasts of a pair, in another order or each turned into its opposite. */
    private static double[][][] prepared(Replay pair, long seed, boolean shuffled) {
        var said = new ArrayList<double[][]>();
        var seen = Persistence.start(2, HORIZON_STEPS);
        for (int step = 0; step < pair.steps(); step++) {
            seen = seen.after(pair.costsAt(step));
            double sign = shuffled ? 1 : -1;
            var both = new double[2][];
            for (int here = 0; here < 2; here++) {
                both[here] = Arrays.stream(seen.prospects(here))
                        .map(each -> sign * each)
                        .toArray();
            }
            said.add(both);
        }
        if (shuffled) {
            Collections.shuffle(said, new Random(seed));
        }
        return said.toArray(double[][][]::new);
    }

    /** Leaves for a path whose median of the last 15 is 5 % better. */
    private static final class Hysteresis implements Replay.Policy {
        private static final int KEPT = 15;
        private static final double BETTER = 0.95;

        private final double[][] last = new double[2][KEPT];
        private int seen;
        private int here;

        @Override
        public int next(double[] costs, double[] millis) {
            for (int path = 0; path < 2; path++) {
                last[path][seen % KEPT] = millis[path];
            }
            seen++;
            here = median(1 - here) < BETTER * median(here) ? 1 - here : here;
            return here;
        }

        private double median(int path) {
            var sorted = Arrays.copyOf(last[path], Math.min(seen, KEPT));
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    private static Score score(List<Replay> pairs, double moveCost, Maker maker) {
        var ratios = new ArrayList<Double>();
        long moves = 0;
        long optimal = 0;
        for (Replay pair : pairs) {
            var optimum = pair.optimum(moveCost);
            var played = pair.play(moveCost, maker.apply(pair, moveCost));
            if (optimum.cost() > 0) {
                ratios.add(played.cost() / optimum.cost());
            } else {
                ratios.add(played.cost() > 0 ? Double.POSITIVE_INFINITY : 1.0);
            }
            moves += played.moves();
            optimal += optimum.moves();
        }
        return new Score(ratios, moves, optimal);
    }

    /** Scores of a policy at each cost of a move, which the table hears. */
    private static List<Score> line(String name, List<Replay> pairs, Maker maker, Table table) {
        var scores = MOVE_COSTS.stream()
                .map(moveCost -> score(pairs, moveCost, maker))
                .toList();
        var cells = scores.stream()
                .map(score -> String.format(
                        Locale.ROOT, "%6.2f (%6.2f) %5.2f", score.mean(), score.worst(), score.movesRatio()))
                .toList();
        table.line(String.format(Locale.ROOT, "  %-34s %s", name, String.join("  | ", cells)));
        return scores;
    }
}
