package dev.understudy.core.decide;

/**
 * What the best schedule in hindsight would have cost by now, for each zone that it could end in: the work function of A.
 * Borodin, N. Linial, M. Saks, "An optimal on-line algorithm for metrical task systems", 1992, where every move costs the
 * same. Costs count above the cheapest zone of their step: what all zones cost alike says nothing about where to be.
 * Immutable; a step takes time in proportion to the zones.
 */
final class WorkFunction {
    private final double moveCost;
    private final double[] work;
    private final double least;

    private WorkFunction(double moveCost, double[] work) {
        this.moveCost = moveCost;
        this.work = work;
        double lowest = work[0];
        for (double each : work) {
            lowest = Math.min(lowest, each);
        }
        this.least = lowest;
    }

    /** Before the first step, with the service in {@code zone}. */
    static WorkFunction start(int zones, int zone, double moveCost) {
        if (zones < 2 || zone < 0 || zone >= zones) {
            throw new IllegalArgumentException(
                    "zone " + zone + " of " + zones + "; allowed: 0 to one less, of 2 or more");
        }
        if (!(moveCost > 0 && moveCost < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("moveCost is " + moveCost + "; allowed: above 0, finite");
        }
        var work = new double[zones];
        java.util.Arrays.fill(work, moveCost);
        work[zone] = 0;
        return new WorkFunction(moveCost, work);
    }

    /** After a step with these costs, one for each zone, at least 0. */
    WorkFunction after(double[] costs) {
        double cheapest = cheapest(costs);
        var next = new double[work.length];
        double lowest = Double.POSITIVE_INFINITY;
        for (int zone = 0; zone < next.length; zone++) {
            next[zone] = work[zone] + (costs[zone] - cheapest);
            lowest = Math.min(lowest, next[zone]);
        }
        for (int zone = 0; zone < next.length; zone++) {
            next[zone] = Math.min(next[zone], lowest + moveCost);
        }
        return new WorkFunction(moveCost, next);
    }

    /** Cost of the best schedule that ends in a zone. */
    double at(int zone) {
        return work[zone];
    }

    /** Cost of the best schedule, wherever it ends. */
    double least() {
        return least;
    }

    /** Where the best schedule ends; the first of several. */
    int best() {
        int best = 0;
        for (int zone = 1; zone < work.length; zone++) {
            best = work[zone] < work[best] ? zone : best;
        }
        return best;
    }

    int zones() {
        return work.length;
    }

    double moveCost() {
        return moveCost;
    }

    /** Whether to end in a zone is no better than to end in the best one and move: further cost there is free of it. */
    boolean isSaturated(int zone) {
        return work[zone] - least >= moveCost * (1 - 1e-12);
    }

    /** The least of the costs of a step, each checked. */
    double cheapest(double[] costs) {
        if (costs.length != work.length) {
            throw new IllegalArgumentException("costs of " + costs.length + " zones; there are " + work.length);
        }
        double cheapest = Double.POSITIVE_INFINITY;
        for (double cost : costs) {
            if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("cost of a step is " + cost + "; allowed: 0 or more, finite");
            }
            cheapest = Math.min(cheapest, cost);
        }
        return cheapest;
    }
}
