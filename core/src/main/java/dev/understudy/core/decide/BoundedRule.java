package dev.understudy.core.decide;

/**
 * The decision rule in force. It moves from a zone to another when
 *
 * <pre>
 *   lead >= (scale - 1) × moveCost,  lead = work function here - work function there, from -moveCost to moveCost
 * </pre>
 *
 * where {@code scale} lies in a band about its usual value, the lower the more a forecast expects the move to save. For two
 * zones the lead starts at {@code -moveCost}, so that {@code scale × moveCost} is the regret that makes a move; at 2 this
 * is the work-function rule. A forecast that expects nothing makes it wait, even when the lead is as great as it gets.
 *
 * <p>What forecasts may cost is kept in two accounts: how much sooner than the work-function rule it has moved, and what it
 * has paid by waiting longer. Neither may exceed {@code trust} times what the best schedule in hindsight has cost by then,
 * plus one move; beyond that the work-function rule alone decides. So for {@code N} zones it costs at most {@code 2N - 1 + 2
 * × trust} times that schedule, plus two moves, plus one step for each move, whatever the costs do and whatever was
 * forecast. Immutable; a step takes time in proportion to the zones.
 */
public final class BoundedRule {
    private final Terms terms;
    private final WorkFunction work;
    private final int zone;
    private final double early;
    private final double late;
    private final long moves;
    private final long forced;

    /**
     * What the rule is bound by.
     *
     * @param moveCost of one move, in the unit of the steps' costs, above 0
     * @param leastScale the lowest scale, above 0
     * @param usualScale the scale where nothing is forecast, from the least to the most
     * @param mostScale the highest scale, at most 2
     * @param trust what forecasts may cost, in costs of the best schedule in hindsight, 0 or more
     */
    public record Terms(double moveCost, double leastScale, double usualScale, double mostScale, double trust) {
        public Terms {
            require("moveCost", moveCost, moveCost > 0 && moveCost < Double.POSITIVE_INFINITY, "above 0, finite");
            require("leastScale", leastScale, leastScale > 0 && leastScale <= 2, "above 0, at most 2");
            require("mostScale", mostScale, mostScale >= leastScale && mostScale <= 2, "leastScale to 2");
            require(
                    "usualScale",
                    usualScale,
                    usualScale >= leastScale && usualScale <= mostScale,
                    "leastScale to mostScale");
            require("trust", trust, trust >= 0 && trust < Double.POSITIVE_INFINITY, "0 or more, finite");
        }

        private static void require(String field, double value, boolean holds, String allowed) {
            if (!holds) {
                throw new IllegalArgumentException(field + " is " + value + "; allowed: " + allowed);
            }
        }

        /** The usual band, chosen on recorded round trips, for a move of this cost. */
        public static Terms usual(double moveCost) {
            return new Terms(moveCost, 0.8, 1.25, 2, 1);
        }

        /** What the rule costs at most, in costs of the best schedule in hindsight, beside the constants. */
        public double boundRatio(int zones) {
            return 2 * zones - 1 + 2 * trust;
        }

        double scale(double prospect) {
            return Double.isNaN(prospect)
                    ? usualScale
                    : Math.clamp(usualScale - prospect / moveCost, leastScale, mostScale);
        }
    }

    private BoundedRule(Terms terms, WorkFunction work, int zone, double early, double late, long moves, long forced) {
        this.terms = terms;
        this.work = work;
        this.zone = zone;
        this.early = early;
        this.late = late;
        this.moves = moves;
        this.forced = forced;
    }

    /**
     * Before the first step.
     *
     * @param zones how many there are, at least 2
     * @param zone where the service is, 0 to one less
     */
    public static BoundedRule start(int zones, int zone, Terms terms) {
        return new BoundedRule(terms, WorkFunction.start(zones, zone, terms.moveCost()), zone, 0, 0, 0, 0);
    }

    /**
     * After a step, and after the move that it calls for.
     *
     * @param costs of the step in each zone, at least 0
     * @param prospects what each zone is expected to save against this one before that changes, in the unit of the costs;
     *     0 or less holds the rule back, and NaN says nothing
     */
    public BoundedRule after(double[] costs, double[] prospects) {
        var seen = seen(costs);
        int to = seen.wants(prospects);
        return to == zone ? seen : seen.movedTo(to);
    }

    /** After a step, with the service kept where it is. */
    public BoundedRule seen(double[] costs) {
        var next = work.after(costs);
        double paid = costs[zone] - next.cheapest(costs);
        double counted = next.at(zone) - work.at(zone);
        return new BoundedRule(terms, next, zone, early, late + Math.max(0, paid - counted), moves, forced);
    }

    /** Where the service should be now: this zone or a better one. */
    public int wants(double[] prospects) {
        int to = zone;
        double best = Double.NEGATIVE_INFINITY;
        for (int other = 0; other < work.zones(); other++) {
            double margin = lead(other) - threshold(prospects[other]);
            boolean wanted = other != zone && !(prospects[other] <= 0) && margin >= -1e-12 * terms.moveCost();
            if (wanted && margin > best && mayLeadTo(other)) {
                to = other;
                best = margin;
            }
        }
        return to == zone && work.isSaturated(zone) && late > allowance() ? work.best() : to;
    }

    /** After the move that it called for. */
    public BoundedRule movedTo(int to) {
        return new BoundedRule(terms, work, to, early + sooner(to), late, moves + 1, forced);
    }

    /**
     * After a move that others made, or that a failure made necessary: it is outside the bound, by at most two moves'
     * costs each.
     */
    public BoundedRule forcedTo(int to) {
        return to == zone ? this : new BoundedRule(terms, work, to, early, late, moves + 1, forced + 1);
    }

    /** Lead of another zone that makes a move. */
    public double threshold(double prospect) {
        return (terms.scale(prospect) - 1) * terms.moveCost();
    }

    /** By how much the best schedule that ends in another zone is better than the best that ends here. */
    public double lead(int other) {
        return work.at(zone) - work.at(other);
    }

    private boolean mayLeadTo(int other) {
        return early + sooner(other) <= allowance() * (1 + 1e-12);
    }

    /** How much sooner a move now would be than that of the work-function rule. */
    private double sooner(int other) {
        return terms.moveCost() - lead(other);
    }

    private double allowance() {
        return terms.trust() * work.least() + terms.moveCost();
    }

    /** Where the service is to be in the next step. */
    public int zone() {
        return zone;
    }

    public Terms terms() {
        return terms;
    }

    /** All moves, those that were forced among them. */
    public long moves() {
        return moves;
    }

    public long forced() {
        return forced;
    }

    /** What the best schedule in hindsight has cost by now, above the cheapest zone of each step. */
    public double hindsight() {
        return work.least();
    }
}
