package dev.understudy.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.clouds.spi.LoadBalancer.Applied;
import dev.understudy.clouds.spi.LoadBalancerContract;
import dev.understudy.core.weights.Weights;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The balancer of the simulator keeps the law of all balancers. */
final class SimBalancerTest extends LoadBalancerContract {
    private boolean breaks;
    private final SimBalancer balancer = new SimBalancer(
            SERVICE,
            Weights.allTo(A, List.of(B)),
            new TreeMap<>(Map.of(A, 2, B, 2)),
            InstantSource.system(),
            SimBalancer.Law.WHOLE,
            () -> breaks);

    @Test
    void whatIsOlderIsRefusedAfterANewerThatStoppedHalfWay() {
        var old = balancer.revision();
        breaks = true;
        assertThat(balancer.apply(revision(old + 2, weights(5_000, 5_000)))).isInstanceOf(Applied.Failed.class);
        breaks = false;
        assertThat(balancer.apply(revision(old + 1, weights(9_000, 1_000)))).isInstanceOf(Applied.Stale.class);
        assertThat(balancer.apply(revision(old + 2, weights(5_000, 5_000)))).isInstanceOf(Applied.Done.class);
    }

    @Override
    protected LoadBalancer connect() {
        return balancer;
    }

    @Override
    protected void killBalancer() {
        balancer.die();
    }
}
