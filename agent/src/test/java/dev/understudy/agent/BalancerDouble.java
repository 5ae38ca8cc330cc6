package dev.understudy.agent;

import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ZoneId;
import java.time.InstantSource;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** A load balancer in memory that holds to the law: what is applied is what is seen, and nothing older is applied. */
public final class BalancerDouble implements LoadBalancer {
    private volatile State state;
    private final ToDoubleFunction<ZoneId> responseMillis;
    private final ToIntFunction<ZoneId> up;
    private final InstantSource clock;

    private record State(long revision, Weights weights, long requests) {}

    /**
     * @param responseMillis how long each zone takes now
     * @param up how many servers of a zone pass its checks now
     */
    public BalancerDouble(
            Weights start, ToDoubleFunction<ZoneId> responseMillis, ToIntFunction<ZoneId> up, InstantSource clock) {
        this.state = new State(0, start, 0);
        this.responseMillis = responseMillis;
        this.up = up;
        this.clock = clock;
    }

    @Override
    public synchronized Applied apply(WeightsRevision wanted) {
        if (wanted.number() < state.revision()) {
            return new Applied.Stale(state.revision(), 0);
        }
        state = new State(wanted.number(), wanted.change().weights(), state.requests());
        return new Applied.Done(view(state), true);
    }

    @Override
    public synchronized Observed observe() {
        state = new State(state.revision(), state.weights(), state.requests() + 100);
        return new Observed.Seen(view(state));
    }

    private BalancerView view(State seen) {
        var zones = new TreeMap<ZoneId, BalancerView.ZoneHealth>();
        seen.weights().shares().forEach((zone, share) -> {
            long requests = seen.requests() * share / Weights.WHOLE;
            zones.put(
                    zone,
                    new BalancerView.ZoneHealth(
                            up.applyAsInt(zone), 2, requests, 0, 0, responseMillis.applyAsDouble(zone)));
        });
        return new BalancerView(Samples.SHOP, clock.instant(), seen.weights(), zones);
    }

    public Weights weights() {
        return state.weights();
    }

    @Override
    public void close() {}
}
