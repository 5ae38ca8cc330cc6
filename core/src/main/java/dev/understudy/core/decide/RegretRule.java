package dev.understudy.core.decide;

/**
 * Accumulates, for each other zone, by how much it would have been better than this one, never below 0, and moves to the
 * one with the most when that reaches a multiple of a move's cost:
 *
 * <pre>
 *   regret of j = max(0, regret of j + cost here - cost of j);  move to the greatest once it is at least scale × moveCost
 * </pre>
 *
 * After a move all begin anew. For two zones it costs at most {@code max(2 + 2/scale, 1 + scale)} times the best schedule
 * in hindsight. Immutable.
 */
public final class RegretRule {
    private final double threshold;
    private final double[] regret;
    private final int zone;
    private final long moves;

    private RegretRule(double threshold, double[] regret, int zone, long moves) {
        this.threshold = threshold;
        this.regret = regret;
        this.zone = zone;
        this.moves = moves;
    }

    /**
     * Before the first step.
     *
     * @param zones how many there are, at least 2
     * @param zone where the service is, 0 to one less
     * @param moveCost of one move, in the unit of the steps' costs, above 0
     * @param scale regret that makes a move, in moves' costs, above 0
     */
    public static RegretRule start(int zones, int zone, double moveCost, double scale) {
        if (zones < 2 || zone < 0 || zone >= zones) {
            throw new IllegalArgumentException(
                    "zone " + zone + " of " + zones + "; allowed: 0 to one less, of 2 or more");
        }
        if (!(moveCost * scale > 0 && moveCost * scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "scale × moveCost is " + scale + " × " + moveCost + "; allowed: above 0, finite");
        }
        return new RegretRule(moveCost * scale, new double[zones], zone, 0);
    }

    /** After a step that cost this much in each zone, at least 0. */
    public RegretRule after(double... costs) {
        var next = new double[regret.length];
        int most = zone;
        for (int each = 0; each < next.length; each++) {
            next[each] = Math.max(0, regret[each] + costs[zone] - costs[each]);
            most = next[each] > next[most] ? each : most;
        }
        return next[most] >= threshold
                ? new RegretRule(threshold, new double[regret.length], most, moves + 1)
                : new RegretRule(threshold, next, zone, moves);
    }

    /** Where the service is to be in the next step. */
    public int zone() {
        return zone;
    }

    public long moves() {
        return moves;
    }
}
