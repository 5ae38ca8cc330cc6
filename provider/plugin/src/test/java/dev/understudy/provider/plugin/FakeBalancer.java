package dev.understudy.provider.plugin;

import dev.understudy.clouds.spi.CloudError;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.weights.Scale;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** A balancer with a scale of 256, as HAProxy has, that keeps the law of its interface. */
final class FakeBalancer implements LoadBalancer {
    private static final int SCALE = 256;

    private final ServiceId service;
    private Optional<WeightsRevision> carried = Optional.empty();
    private Optional<Weights> effective = Optional.empty();
    boolean dead;
    int changes;

    FakeBalancer(ServiceId service) {
        this.service = service;
    }

    @Override
    public synchronized Applied apply(WeightsRevision wanted) {
        if (dead) {
            return new Applied.Failed(new CloudError.Unavailable("the balancer does not answer"));
        }
        if (carried.isPresent()) {
            var newest = carried.get();
            var fence = newest.change().fence();
            if (wanted.number() < newest.number() || wanted.change().fence().isOlderThan(fence)) {
                return new Applied.Stale(newest.number(), fence.epoch());
            }
        }
        var next = quantised(wanted.change().weights());
        boolean changed = !effective.equals(Optional.of(next));
        changes += changed ? 1 : 0;
        carried = Optional.of(wanted);
        effective = Optional.of(next);
        return new Applied.Done(view(next), changed);
    }

    private static Weights quantised(Weights weights) {
        return Weights.proportionalTo(Scale.apportion(weights.shares(), SCALE));
    }

    /** Somebody changes it behind our back. */
    synchronized void meddle(Weights weights) {
        effective = Optional.of(weights);
    }

    /** Carries this from now on, whoever brought it. */
    synchronized void carry(WeightsRevision revision) {
        carried = Optional.of(revision);
    }

    @Override
    public synchronized Observed observe() {
        if (dead || effective.isEmpty()) {
            return new Observed.Failed(new CloudError.Unavailable("the balancer does not answer"));
        }
        return new Observed.Seen(view(effective.get()));
    }

    private BalancerView view(Weights weights) {
        return new BalancerView(service, Instant.EPOCH, weights, new TreeMap<>());
    }

    @Override
    public void close() {}
}
