package dev.understudy.sim;

import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.clouds.spi.LoadBalancerContract;
import dev.understudy.core.weights.Weights;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The balancer of the simulator keeps the law of all balancers. */
final class SimBalancerTest extends LoadBalancerContract {
    private final SimBalancer balancer = new SimBalancer(
            SERVICE,
            Weights.allTo(A, List.of(B)),
            new TreeMap<>(Map.of(A, 2, B, 2)),
            InstantSource.system(),
            SimBalancer.Law.WHOLE,
            () -> false);

    @Override
    protected LoadBalancer connect() {
        return balancer;
    }

    @Override
    protected void killBalancer() {
        balancer.die();
    }
}
