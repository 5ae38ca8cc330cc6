package dev.understudy.core.decide;

import dev.understudy.core.Chance;
import java.util.ArrayList;
import java.util.List;

/** Costs that were played, what a rule paid for them, and what the best schedule in hindsight would have. */
final class History {
    private final double moveCost;
    private final List<double[]> steps = new ArrayList<>();
    private double paid;
    private double regret;
    private double dearest;
    private long moves;

    History(double moveCost) {
        this.moveCost = moveCost;
    }

    /** A step that the rule spent in one zone, and was then in another. */
    void step(double[] costs, int zone, int next) {
        steps.add(costs);
        double cheapest = Double.POSITIVE_INFINITY;
        for (double cost : costs) {
            cheapest = Math.min(cheapest, cost);
        }
        for (double cost : costs) {
            dearest = Math.max(dearest, cost - cheapest);
        }
        paid += costs[zone];
        regret += costs[zone] - cheapest;
        if (zone != next) {
            moves++;
            paid += moveCost;
        }
    }

    double paid() {
        return paid;
    }

    /** All that the rule paid for its zones above the cheapest. */
    double regret() {
        return regret;
    }

    /** The greatest cost of a step above the cheapest zone. */
    double dearest() {
        return dearest;
    }

    long moves() {
        return moves;
    }

    /** Least cost of any schedule that starts in zone 0, by dynamic programming. */
    double optimum(int zones) {
        var best = new double[zones];
        java.util.Arrays.fill(best, moveCost);
        best[0] = 0;
        for (double[] costs : steps) {
            var next = new double[zones];
            for (int to = 0; to < zones; to++) {
                next[to] = Double.POSITIVE_INFINITY;
                for (int from = 0; from < zones; from++) {
                    next[to] = Math.min(next[to], best[from] + (from == to ? 0 : moveCost) + costs[to]);
                }
            }
            best = next;
        }
        double least = Double.POSITIVE_INFINITY;
        for (double each : best) {
            least = Math.min(least, each);
        }
        return least;
    }

    /** Plays against a rule: its costs may follow from where the rule is, so that it can be as cruel as it likes. */
    interface Adversary {
        double[] costs(int zone);
    }

    /**
     * One of: charge wherever the service is; noise; regimes with spikes; long stretches of one or the other; all of them
     * in turn.
     */
    static Adversary adversary(Chance chance, int zones, double moveCost) {
        double size = moveCost * chance.oneOf(0.01, 0.05, 0.3, 1.0, 3.0);
        var cruel = cruel(zones, size);
        Adversary noise = _ -> random(chance, zones, size);
        Adversary regimes = regimes(chance, zones, size);
        Adversary spikes = _ -> chance.happens(0.02) ? random(chance, zones, 20 * size) : new double[zones];
        var kinds = List.of(cruel, noise, regimes, spikes);
        var kind = chance.between(0, kinds.size());
        if (kind < kinds.size()) {
            return kinds.get(kind);
        }
        var now = new Adversary[] {cruel};
        return zone -> {
            if (chance.happens(0.02)) {
                now[0] = chance.oneOf(kinds);
            }
            return now[0].costs(zone);
        };
    }

    /** The ping-pong adversary: whoever moves is charged where it went. */
    static Adversary cruel(int zones, double size) {
        return zone -> {
            var costs = new double[zones];
            costs[zone] = size;
            return costs;
        };
    }

    private static Adversary regimes(Chance chance, int zones, double size) {
        var level = new double[][] {random(chance, zones, size)};
        return _ -> {
            if (chance.happens(0.03)) {
                level[0] = random(chance, zones, size);
            }
            return level[0].clone();
        };
    }

    private static double[] random(Chance chance, int zones, double size) {
        var costs = new double[zones];
        for (int zone = 0; zone < zones; zone++) {
            costs[zone] = chance.happens(0.5) ? 0 : chance.between(0.0, size);
        }
        return costs;
    }
}
