package dev.understudy.core.shadow;

import dev.understudy.core.explain.Because;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How many instances of a shadow run while it waits.
 *
 * <p>An instance is worth running when the chance that it is missed before another could be warm, times what its absence
 * costs, is more than what it costs idle: the newsvendor's critical ratio (K. J. Arrow, T. Harris, J. Marschak, "Optimal
 * inventory policy", Econometrica 19, 1951).
 *
 * <pre>
 *   P      chance of a migration within the lead time = 1 − (1 − p)^(lead / horizon)
 *   keep the instance that serves demand above d  while  P × P(demand &gt; d) &gt; idleCostRatio
 *   d*     demand quantile at 1 − idleCostRatio / P, the greatest over the lead time; 0 where P ≤ idleCostRatio
 *   size   ceil(d* / (capacity of an instance × target utilisation)), at least the mode's floor, at most the primary's size
 * </pre>
 *
 * <p>It grows at once. It shrinks to the greatest size that was wanted over a whole {@code shrinkAfter}, so that it
 * follows no short dip (the stabilisation window of Kubernetes' HorizontalPodAutoscaler).
 *
 * @param instances that should run
 * @param shrinking since when fewer were wanted; empty while as many are
 * @param because why so many
 */
public record PoolSize(int instances, Optional<Shrinking> shrinking, Because because) {
    /**
     * A wish for fewer that has not lasted long enough.
     *
     * @param since when fewer were first wanted
     * @param peak greatest size wanted since
     */
    public record Shrinking(Instant since, int peak) {}

    /**
     * What sizes a pool.
     *
     * @param mode its floor: the share of the primary that always runs
     * @param primaryInstances size of the primary, at least 1; the most a pool has
     * @param capacityPerSecond requests per second that one instance serves, above 0
     * @param horizon span that the migration probability is about, above 0
     * @param policy how it follows demand and probability
     */
    public record Rules(
            ShadowMode mode, int primaryInstances, double capacityPerSecond, Duration horizon, PoolPolicy policy) {
        public Rules {
            require("pool.primaryInstances", primaryInstances, primaryInstances >= 1, "1 or more");
            require(
                    "pool.capacityPerSecond",
                    capacityPerSecond,
                    capacityPerSecond > 0 && Double.isFinite(capacityPerSecond),
                    "above 0, finite");
            require("pool.horizon", horizon, horizon.isPositive(), "above 0");
        }

        /** Instances that always run: the mode's share of the primary, rounded up. */
        public int floor() {
            return (int) Math.ceil(mode.capacityRatio() * primaryInstances - 1e-9);
        }

        private static void require(String field, Object value, boolean holds, String allowed) {
            if (!holds) {
                throw new IllegalArgumentException(field + " is " + value + "; allowed: " + allowed);
            }
        }
    }

    /** The pool as its mode says, before anything was predicted. */
    public static PoolSize start(Rules rules) {
        return new PoolSize(rules.floor(), Optional.empty(), Because.of("as the shadow's mode says"));
    }

    /**
     * The size after another look.
     *
     * @param migration probability of a migration within the rules' horizon, 0 to 1
     */
    public PoolSize next(Instant now, Rules rules, Demand.Forecaster forecaster, double migration) {
        var wanted = wanted(rules, forecaster, migration);
        if (wanted.instances() >= instances) {
            return wanted;
        }
        var since = shrinking
                .map(before -> new Shrinking(before.since(), Math.max(before.peak(), wanted.instances())))
                .orElse(new Shrinking(now, wanted.instances()));
        if (!since.since().plus(rules.policy().shrinkAfter()).isAfter(now)) {
            return new PoolSize(
                    since.peak(),
                    Optional.empty(),
                    wanted.because()
                            .and(new Because(
                                    "no more than {peakInstances} were wanted for {shrinkAfterSeconds} s",
                                    Map.of(
                                            "peakInstances",
                                            (double) since.peak(),
                                            "shrinkAfterSeconds",
                                            rules.policy().shrinkAfter().toMillis() / 1e3))));
        }
        // A program that makes the primary smaller is obeyed at once.
        return new PoolSize(Math.min(instances, rules.primaryInstances()), Optional.of(since), because);
    }

    /** The size that one look alone asks for. */
    public static PoolSize wanted(Rules rules, Demand.Forecaster forecaster, double migration) {
        if (!(migration >= 0 && migration <= 1)) {
            throw new IllegalArgumentException("migration probability is " + migration + "; allowed: 0 to 1");
        }
        double leads =
                (double) rules.policy().leadTime().toMillis() / rules.horizon().toMillis();
        double withinLead = 1 - Math.pow(1 - migration, leads);
        double demand = 0;
        if (withinLead > rules.policy().idleCostRatio()) {
            double quantile = 1 - rules.policy().idleCostRatio() / withinLead;
            for (int part = 0; part <= 4; part++) {
                var ahead = rules.policy().leadTime().multipliedBy(part).dividedBy(4);
                demand = Math.max(demand, forecaster.ahead(ahead).quantile(quantile));
            }
        }
        double needed =
                Math.ceil(demand / (rules.capacityPerSecond() * rules.policy().targetUtilisation()) - 1e-9);
        int size = (int) Math.max(rules.floor(), Math.min(needed, rules.primaryInstances()));
        return new PoolSize(
                size,
                Optional.empty(),
                new Because(
                        "{poolInstances} instances serve the {demandPerSecond} requests/s worth being ready for, a"
                                + " migration within the lead time of {leadSeconds} s being {migrationPercent} % likely;"
                                + " the mode keeps {floorInstances} at least",
                        Map.of(
                                "poolInstances",
                                (double) size,
                                "demandPerSecond",
                                demand,
                                "leadSeconds",
                                rules.policy().leadTime().toMillis() / 1e3,
                                "migrationPercent",
                                100 * withinLead,
                                "floorInstances",
                                (double) rules.floor())));
    }
}
