package dev.understudy.core.shadow;

import java.time.Duration;

/**
 * How a pool follows predicted demand and the probability of a migration, where the program asks for it.
 *
 * @param targetUtilisation share of an instance's capacity that is planned with, above 0, at most 1
 * @param leadTime from wanting an instance to its being warm, 0 or more
 * @param idleCostRatio cost of an idle instance over the lead time by the cost of one that is missed, above 0, below 1
 * @param shrinkAfter how long fewer instances must be wanted before there are fewer, 0 or more
 */
public record PoolPolicy(double targetUtilisation, Duration leadTime, double idleCostRatio, Duration shrinkAfter) {
    /** An instance is worth running when a migration is about one to five, and warm a minute after it was wanted. */
    public static final PoolPolicy DEFAULT = new PoolPolicy(0.7, Duration.ofMinutes(1), 0.2, Duration.ofMinutes(10));

    public PoolPolicy {
        require(
                "targetUtilisation",
                targetUtilisation,
                targetUtilisation > 0 && targetUtilisation <= 1,
                "above 0, at most 1");
        require("leadTime", leadTime, !leadTime.isNegative(), "0 or more");
        require("idleCostRatio", idleCostRatio, idleCostRatio > 0 && idleCostRatio < 1, "above 0, below 1");
        require("shrinkAfter", shrinkAfter, !shrinkAfter.isNegative(), "0 or more");
    }

    private static void require(String field, Object value, boolean holds, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("policy.pool." + field + " is " + value + "; allowed: " + allowed);
        }
    }
}
