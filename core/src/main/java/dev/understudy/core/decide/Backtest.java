package dev.understudy.core.decide;

import dev.understudy.core.forecast.CalmBaseline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What would have been moved on a recorded trace. Every rule decides for each step with what was seen before it; a move takes
 * effect in the next step.
 *
 * @param zones their names
 * @param stepSeconds length of a step, seconds, above 0
 * @param millis latency of each step in each zone, milliseconds
 * @param points what each step costs a second in each zone, score points, at least 0
 * @param home where the service lives
 * @param moveCost of one move, point-seconds, above 0
 */
public record Backtest(
        List<String> zones, double stepSeconds, double[][] millis, double[][] points, int home, double moveCost) {
    /** Steps of a gap that is only just seen, for what is expected of it. */
    private static final double HORIZON_STEPS = 15;

    private static final int SMOOTHED = 3;

    /**
     * Where a rule would have been, and what that would have cost.
     *
     * @param rule its name
     * @param zoneOf each step
     * @param cost steps above the cheapest zone of each, and moves; point-seconds
     * @param moves the steps at whose end it moved
     */
    public record Schedule(String rule, int[] zoneOf, double cost, List<Integer> moves) {}

    public Backtest {
        zones = List.copyOf(zones);
    }

    /** Says after each step where to be in the next. */
    private interface Rule {
        int after(int step, int here);
    }

    /** Never moves. */
    public Schedule stay() {
        return played("stay", (_, here) -> here);
    }

    /** The rule with a bound. */
    public Schedule bounded() {
        var rule = new BoundedRule[] {BoundedRule.start(zones.size(), home, BoundedRule.Terms.usual(moveCost))};
        var gaps = new Persistence[] {Persistence.start(zones.size(), HORIZON_STEPS)};
        return played("bounded", (step, here) -> {
            var costs = costs(step);
            gaps[0] = gaps[0].after(costs);
            rule[0] = rule[0].after(costs, gaps[0].prospects(here));
            return rule[0].zone();
        });
    }

    /**
     * The simple rule: away from home once it answers so much later than when it is calm, against the best other zone, and
     * back once that is over.
     *
     * @param threshold score points above which it leaves
     * @param returnBelow score points below which it comes back
     * @param perMillisecond points for each millisecond
     */
    public Schedule threshold(double threshold, double returnBelow, double perMillisecond) {
        var calm = new CalmBaseline[zones.size()];
        Arrays.fill(calm, CalmBaseline.EMPTY);
        return played("threshold", (step, here) -> {
            for (int zone = 0; zone < calm.length; zone++) {
                calm[zone] = calm[zone].with(millis[step][zone]);
            }
            if (!calm[home].started()) {
                return here;
            }
            int refuge = here == home ? leastIncrease(calm, step) : here;
            double score = perMillisecond * (increase(calm, step, home) - increase(calm, step, refuge));
            if (here == home) {
                return score > threshold ? refuge : here;
            }
            return score < returnBelow ? home : here;
        });
    }

    /** The cheapest schedule there was. */
    public Schedule hindsight() {
        var all = new double[millis.length][];
        for (int step = 0; step < all.length; step++) {
            all[step] = costs(step);
        }
        var best = Hindsight.schedule(all, home, moveCost);
        return played("hindsight", (step, here) -> step + 1 < best.length ? best[step + 1] : here);
    }

    private int leastIncrease(CalmBaseline[] calm, int step) {
        int best = home == 0 ? 1 : 0;
        for (int zone = 0; zone < calm.length; zone++) {
            best = zone != home && increase(calm, step, zone) < increase(calm, step, best) ? zone : best;
        }
        return best;
    }

    /** Of the middle of the last steps, so that one spike moves nothing. */
    private double increase(CalmBaseline[] calm, int step, int zone) {
        int from = Math.max(0, step - SMOOTHED + 1);
        var last = new double[step - from + 1];
        for (int each = 0; each < last.length; each++) {
            last[each] = millis[from + each][zone];
        }
        Arrays.sort(last);
        return Math.max(0, last[last.length / 2] - calm[zone].millis());
    }

    /** Point-seconds of a step above the cheapest zone. */
    private double[] costs(int step) {
        double cheapest = Arrays.stream(points[step]).min().orElse(0);
        return Arrays.stream(points[step])
                .map(each -> (each - cheapest) * stepSeconds)
                .toArray();
    }

    private Schedule played(String name, Rule rule) {
        var zoneOf = new int[millis.length];
        var moves = new ArrayList<Integer>();
        double cost = 0;
        int here = home;
        for (int step = 0; step < zoneOf.length; step++) {
            zoneOf[step] = here;
            cost += costs(step)[here];
            int next = rule.after(step, here);
            if (next != here && step + 1 < zoneOf.length) {
                moves.add(step);
                cost += moveCost;
                here = next;
            }
        }
        return new Schedule(name, zoneOf, cost, List.copyOf(moves));
    }
}
