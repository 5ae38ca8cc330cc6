package dev.understudy.clouds.spi;

import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.weights.WeightsRevision;

/**
 * A load balancer whose weights we own. Calls block and are bounded in time; run them on a virtual thread.
 *
 * <p>Law: the same revision twice is a no-op; an older revision or fence is refused, even after a newer one that stopped
 * half way; {@link Applied.Done} is said only after the weights were read back from the balancer.
 */
public interface LoadBalancer extends AutoCloseable {
    /** Makes the revision's weights those in force, never leaving a moment without a server. */
    Applied apply(WeightsRevision wanted);

    /** What is in force now, read from the balancer. */
    Observed observe();

    @Override
    void close();

    /** How an apply ended. */
    sealed interface Applied {
        /**
         * In force and read back.
         *
         * @param view what was read back
         * @param changed whether anything had to be changed
         */
        record Done(BalancerView view, boolean changed) implements Applied {}

        /**
         * Refused: the balancer carries something newer.
         *
         * @param newerRevision the revision it carries
         * @param newerEpoch the fence epoch it carries
         */
        record Stale(long newerRevision, long newerEpoch) implements Applied {}

        /** Not applied, or not known to be. */
        record Failed(CloudError error) implements Applied {}
    }

    /** How an observation ended. */
    sealed interface Observed {
        record Seen(BalancerView view) implements Observed {}

        record Failed(CloudError error) implements Observed {}
    }
}
