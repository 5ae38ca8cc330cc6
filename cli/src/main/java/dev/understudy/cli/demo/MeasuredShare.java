package dev.understudy.cli.demo;

/**
 * Share of the traffic that a zone served, counted at its service instances, against what was asked for.
 *
 * @param zone the zone
 * @param requests served by all zones while the weights were in force
 * @param desiredPercent asked for, percent
 * @param measuredPercent served, percent
 * @param halfWidthPercent half of the 99 % confidence interval of a share of that many requests, percentage points
 *     (normal approximation of the binomial, with one request of continuity correction)
 * @param within whether the two agree: within 2 points from 2,000 requests on, else inside the confidence interval
 */
record MeasuredShare(
        String zone,
        long requests,
        double desiredPercent,
        double measuredPercent,
        double halfWidthPercent,
        boolean within) {
    private static final double Z_99 = 2.576;
    private static final long MANY_REQUESTS = 2_000;
    private static final double TOLERANCE_POINTS = 2;

    static MeasuredShare of(String zone, long servedByZone, long servedByAll, double desiredPercent) {
        double measured = servedByAll == 0 ? 0 : 100.0 * servedByZone / servedByAll;
        double ratio = desiredPercent / 100;
        double halfWidth = servedByAll == 0
                ? 100
                : 100 * (Z_99 * Math.sqrt(ratio * (1 - ratio) / servedByAll) + 1.0 / servedByAll);
        double off = Math.abs(measured - desiredPercent);
        boolean within = servedByAll >= MANY_REQUESTS ? off <= TOLERANCE_POINTS : off <= halfWidth;
        return new MeasuredShare(zone, servedByAll, desiredPercent, measured, halfWidth, within);
    }
}
