package dev.understudy.judgement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Two paths to one service over the time that both were probed, on a grid of 240 s, and what schedules cost on them. A step
 * costs the excess over the better path, in milliseconds. A probe that was lost counts as late as the last that came back.
 *
 * @param name of the pair
 * @param millis round trips of each path, by step
 */
record Replay(String name, double[][] millis) {
    private static final double GRID_SECONDS = 240;
    private static final double LIKE_RATIO = 0.04;
    /** A day: less tells nothing of a rule. */
    private static final int LEAST_STEPS = 360;

    /** What a schedule came to. */
    record Outcome(double cost, long moves) {}

    /** Says after each step where to be in the next. */
    interface Policy {
        /**
         * @param costs of the step on each path, ms
         * @param millis round trips of the step, ms
         */
        int next(double[] costs, double[] millis);
    }

    /** All pairs whose medians lie within 4 %, that overlap for a day or more. */
    static List<Replay> pairs(List<Traces.PathTrace> paths) {
        var pairs = new ArrayList<Replay>();
        for (int one = 0; one < paths.size(); one++) {
            for (int other = one + 1; other < paths.size(); other++) {
                double first = median(paths.get(one).millis());
                double second = median(paths.get(other).millis());
                if (Math.abs(first - second) <= LIKE_RATIO * Math.min(first, second)) {
                    add(pairs, paths.get(one), paths.get(other));
                }
            }
        }
        return pairs;
    }

    private static void add(List<Replay> pairs, Traces.PathTrace one, Traces.PathTrace other) {
        var first = grid(one);
        var second = grid(other);
        long from = Math.max(first.firstKey(), second.firstKey());
        long to = Math.min(first.lastKey(), second.lastKey());
        if (to - from + 1 >= LEAST_STEPS) {
            pairs.add(new Replay(
                    one.name() + "/" + other.name(), new double[][] {held(first, from, to), held(second, from, to)}));
        }
    }

    private static TreeMap<Long, Double> grid(Traces.PathTrace path) {
        var grid = new TreeMap<Long, Double>();
        for (int sample = 0; sample < path.size(); sample++) {
            if (!Double.isNaN(path.millis()[sample])) {
                grid.put(Math.round(path.epochSeconds()[sample] / GRID_SECONDS), path.millis()[sample]);
            }
        }
        return grid;
    }

    private static double[] held(TreeMap<Long, Double> grid, long from, long to) {
        var held = new double[(int) (to - from + 1)];
        for (int step = 0; step < held.length; step++) {
            held[step] = grid.floorEntry(from + step).getValue();
        }
        return held;
    }

    private static double median(double[] millis) {
        var sorted = Arrays.stream(millis)
                .filter(each -> !Double.isNaN(each))
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    int steps() {
        return millis[0].length;
    }

    /** Round trips of a step. */
    double[] millisAt(int step) {
        return new double[] {millis[0][step], millis[1][step]};
    }

    /** Costs of a step. */
    double[] costsAt(int step) {
        double better = Math.min(millis[0][step], millis[1][step]);
        return new double[] {millis[0][step] - better, millis[1][step] - better};
    }

    /** What a policy pays that starts on the first path, and decides for each step with what was seen before it. */
    Outcome play(double moveCost, Policy policy) {
        int here = 0;
        double cost = 0;
        long moves = 0;
        for (int step = 0; step < steps(); step++) {
            var costs = costsAt(step);
            cost += costs[here];
            int next = policy.next(costs, millisAt(step));
            if (next != here && step + 1 < steps()) {
                cost += moveCost;
                moves++;
                here = next;
            }
        }
        return new Outcome(cost, moves);
    }

    /** The best schedule in hindsight that starts on the first path, by dynamic programming. */
    Outcome optimum(double moveCost) {
        double[] cost = {0, moveCost};
        long[] moves = {0, 1};
        for (int step = 0; step < steps(); step++) {
            var costs = costsAt(step);
            for (int path = 0; path < 2; path++) {
                cost[path] += costs[path];
            }
            int better = cost[0] <= cost[1] ? 0 : 1;
            if (cost[1 - better] > cost[better] + moveCost) {
                cost[1 - better] = cost[better] + moveCost;
                moves[1 - better] = moves[better] + 1;
            }
        }
        int best = cost[0] <= cost[1] ? 0 : 1;
        return new Outcome(cost[best], moves[best]);
    }
}
