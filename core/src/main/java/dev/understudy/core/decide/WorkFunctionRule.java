package dev.understudy.core.decide;

/**
 * Moves to where the best schedule in hindsight ends, once it would have left this zone too: the work-function rule. With
 * {@code N} zones it costs at most {@code 2N - 1} times that schedule, and no deterministic rule can promise less (A.
 * Borodin, N. Linial, M. Saks, 1992). Immutable.
 */
public final class WorkFunctionRule {
    private final WorkFunction work;
    private final int zone;
    private final long moves;

    private WorkFunctionRule(WorkFunction work, int zone, long moves) {
        this.work = work;
        this.zone = zone;
        this.moves = moves;
    }

    /**
     * Before the first step.
     *
     * @param zones how many there are, at least 2
     * @param zone where the service is, 0 to one less
     * @param moveCost of one move, in the unit of the steps' costs, above 0
     */
    public static WorkFunctionRule start(int zones, int zone, double moveCost) {
        return new WorkFunctionRule(WorkFunction.start(zones, zone, moveCost), zone, 0);
    }

    /** After a step that cost this much in each zone, at least 0. */
    public WorkFunctionRule after(double... costs) {
        var next = work.after(costs);
        return next.isSaturated(zone)
                ? new WorkFunctionRule(next, next.best(), moves + 1)
                : new WorkFunctionRule(next, zone, moves);
    }

    /** Where the service is to be in the next step. */
    public int zone() {
        return zone;
    }

    public long moves() {
        return moves;
    }
}
