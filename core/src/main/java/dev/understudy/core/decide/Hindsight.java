package dev.understudy.core.decide;

import java.util.Arrays;

/** The cheapest schedule there was, known only when all is over. */
public final class Hindsight {
    private Hindsight() {}

    /**
     * Where to be in each step, by dynamic programming; of equals, to stay.
     *
     * @param costs of each step in each zone, all finite
     * @param start zone of the first step
     * @param moveCost of one move, in the unit of the costs, at least 0
     */
    public static int[] schedule(double[][] costs, int start, double moveCost) {
        if (costs.length == 0) {
            return new int[0];
        }
        int zones = costs[0].length;
        var cameFrom = new int[costs.length][zones];
        var least = new double[zones];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        least[start] = costs[0][start];
        for (int step = 1; step < costs.length; step++) {
            int best = leastOf(least);
            var next = new double[zones];
            for (int zone = 0; zone < zones; zone++) {
                boolean moves = least[best] + moveCost < least[zone];
                cameFrom[step][zone] = moves ? best : zone;
                next[zone] = costs[step][zone] + (moves ? least[best] + moveCost : least[zone]);
            }
            least = next;
        }
        var schedule = new int[costs.length];
        schedule[costs.length - 1] = leastOf(least);
        for (int step = costs.length - 1; step > 0; step--) {
            schedule[step - 1] = cameFrom[step][schedule[step]];
        }
        return schedule;
    }

    private static int leastOf(double[] all) {
        int best = 0;
        for (int each = 1; each < all.length; each++) {
            best = all[each] < all[best] ? each : best;
        }
        return best;
    }
}
