package dev.understudy.core.migrate;

import dev.understudy.core.shadow.PoolPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * How a migration behaves beside its traffic steps.
 *
 * @param patience how long warming, pre-copying, connecting or draining may take before it counts as a fault
 * @param soak how long the old zone is kept warm after the move
 * @param pauseMax how long writes may be held while the writer changes place
 * @param retireNeedsApproval whether a person must approve before the old zone is sized down
 * @param limits what all migrations of the stack may take together
 * @param drillEvery how often a drill is due; zero for never
 * @param readinessFloor readiness below which automatic migration becomes advice, 0 to 1; 0 for never
 * @param readinessHalfLife time in which readiness falls by half without a passed drill, above 0
 * @param refreshEvery how often drift between primary and shadow is looked for; zero for never
 * @param pool how the size of the waiting zone follows demand and probability; empty where it stays as declared
 */
public record SagaPolicy(
        Duration patience,
        Duration soak,
        Duration pauseMax,
        boolean retireNeedsApproval,
        Limits limits,
        Duration drillEvery,
        double readinessFloor,
        Duration readinessHalfLife,
        Duration refreshEvery,
        Optional<PoolPolicy> pool) {
    public static final SagaPolicy DEFAULT = new SagaPolicy(
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            false,
            Limits.DEFAULT,
            Duration.ofDays(7),
            0.2,
            Duration.ofDays(14),
            Duration.ofHours(1));

    /** A policy whose shadow keeps the size that its program declares. */
    public SagaPolicy(
            Duration patience,
            Duration soak,
            Duration pauseMax,
            boolean retireNeedsApproval,
            Limits limits,
            Duration drillEvery,
            double readinessFloor,
            Duration readinessHalfLife,
            Duration refreshEvery) {
        this(
                patience,
                soak,
                pauseMax,
                retireNeedsApproval,
                limits,
                drillEvery,
                readinessFloor,
                readinessHalfLife,
                refreshEvery,
                Optional.empty());
    }

    public SagaPolicy {
        requirePositive("policy.patience", patience);
        requireAtLeastZero("policy.soak", soak);
        requirePositive("policy.pauseMax", pauseMax);
        requireAtLeastZero("policy.drillEvery", drillEvery);
        requirePositive("policy.readinessHalfLife", readinessHalfLife);
        requireAtLeastZero("policy.refreshEvery", refreshEvery);
        if (!(readinessFloor >= 0 && readinessFloor <= 1)) {
            throw new IllegalArgumentException("policy.readinessFloor is " + readinessFloor + "; allowed: 0 to 1");
        }
    }

    private static void requirePositive(String field, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(field + " is " + duration + "; allowed: above 0");
        }
    }

    private static void requireAtLeastZero(String field, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(field + " is " + duration + "; allowed: 0 or more");
        }
    }
}
