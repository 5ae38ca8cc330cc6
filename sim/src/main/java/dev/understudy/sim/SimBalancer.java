package dev.understudy.sim;

import dev.understudy.clouds.spi.CloudError;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Scale;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A balancer in memory with weights in whole numbers from 0 to 256, as HAProxy keeps them. */
final class SimBalancer implements LoadBalancer {
    private static final int FULL = 256;

    private final ServiceId service;
    private final SortedMap<ZoneId, Integer> slots;
    private final InstantSource clock;
    private final Law law;
    private final BooleanSupplier breaks;
    private final SortedMap<ZoneId, Integer> weights = new TreeMap<>();
    private final SortedMap<ZoneId, Pool> pools = new TreeMap<>();
    private long revision;
    private long epoch;
    private boolean dead;
    private Witness witness = (_, _) -> {};

    /**
     * What a balancer holds to. A balancer that holds to less is there to show that the simulator sees it.
     *
     * @param refusesOlder revisions
     * @param refusesOldFences of agents
     * @param raisesFirst before it lowers
     */
    record Law(boolean refusesOlder, boolean refusesOldFences, boolean raisesFirst) {
        static final Law WHOLE = new Law(true, true, true);
    }

    /** Sees every single change of a weight. */
    @FunctionalInterface
    interface Witness {
        void changed(SortedMap<ZoneId, Integer> weights, WeightsRevision by);
    }

    /** What the balancer counts of a zone. */
    static final class Pool {
        int serversUp;
        long requests;
        long errors;
        double responseMillis;
    }

    /**
     * @param slots servers known of each zone, up or not
     * @param breaks drawn in the middle of each change: whether the connection breaks and half of it stays undone
     */
    SimBalancer(
            ServiceId service,
            Weights start,
            SortedMap<ZoneId, Integer> slots,
            InstantSource clock,
            Law law,
            BooleanSupplier breaks) {
        this.service = service;
        this.slots = new TreeMap<>(slots);
        this.clock = clock;
        this.law = law;
        this.breaks = breaks;
        this.slots.keySet().forEach(zone -> {
            pools.put(zone, new Pool());
            weights.put(zone, 0);
        });
        weights.putAll(scaled(start));
    }

    static String node(ServiceId service) {
        return "balancer:" + service;
    }

    void watch(Witness by) {
        witness = by;
    }

    private static SortedMap<ZoneId, Integer> scaled(Weights weights) {
        return Scale.apportion(weights.shares(), FULL);
    }

    @Override
    public synchronized Applied apply(WeightsRevision wanted) {
        if (dead) {
            return new Applied.Failed(unavailable());
        }
        var change = wanted.change();
        if (!change.service().equals(service)) {
            return new Applied.Failed(new CloudError.Rejected(
                    "revision " + wanted.number() + " is for service " + change.service() + ", not " + service));
        }
        for (var share : change.weights().shares().entrySet()) {
            if (share.getValue() > 0 && !slots.containsKey(share.getKey())) {
                return new Applied.Failed(new CloudError.Rejected("share of zone " + share.getKey() + " is "
                        + share.getValue() + " basis points, but it has no servers"));
            }
        }
        boolean agents = change.author().kind() == Author.Kind.AGENT;
        boolean older = law.refusesOlder() && wanted.number() < revision;
        boolean fenced = law.refusesOldFences() && agents && change.fence().isOlderThan(new Fence(epoch));
        if (older || fenced) {
            return new Applied.Stale(revision, epoch);
        }
        var goal = scaled(change.weights());
        boolean changed = !isInForce(goal);
        if (wanted.number() == revision && !changed) {
            return new Applied.Done(view(), false);
        }
        // First of all the number: what is older must not follow a change that stops half way.
        revision = wanted.number();
        epoch = Math.max(epoch, change.fence().epoch());
        if (!move(goal, law.raisesFirst(), wanted) || breaks.getAsBoolean()) {
            return new Applied.Failed(unavailable());
        }
        move(goal, !law.raisesFirst(), wanted);
        return new Applied.Done(view(), changed);
    }

    private boolean isInForce(Map<ZoneId, Integer> goal) {
        return weights.entrySet().stream()
                .allMatch(zone -> zone.getValue().equals(goal.getOrDefault(zone.getKey(), 0)));
    }

    /** One half of a change: all that rise, or all that fall. */
    private boolean move(Map<ZoneId, Integer> goal, boolean up, WeightsRevision by) {
        for (ZoneId zone : slots.keySet()) {
            int now = weights.getOrDefault(zone, 0);
            int then = goal.getOrDefault(zone, 0);
            if (up ? then > now : then < now) {
                weights.put(zone, then);
                witness.changed(weights, by);
            }
        }
        return true;
    }

    @Override
    public synchronized Observed observe() {
        return dead ? new Observed.Failed(unavailable()) : new Observed.Seen(view());
    }

    BalancerView view() {
        var zones = new TreeMap<ZoneId, BalancerView.ZoneHealth>();
        pools.forEach((zone, pool) -> zones.put(
                zone,
                new BalancerView.ZoneHealth(
                        pool.serversUp,
                        slots.getOrDefault(zone, 0),
                        pool.requests,
                        pool.errors,
                        0,
                        Math.round(pool.responseMillis))));
        return new BalancerView(service, clock.instant(), Weights.proportionalTo(weights), zones);
    }

    private CloudError unavailable() {
        return new CloudError.Unavailable("the balancer of " + service + " does not answer");
    }

    SortedMap<ZoneId, Integer> weights() {
        return weights;
    }

    Pool pool(ZoneId zone) {
        return pools.computeIfAbsent(zone, _ -> new Pool());
    }

    /** Number of the revision in force; 0 for the program's weights. */
    long revision() {
        return revision;
    }

    boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
    }

    /** It runs again with the weights it had. */
    void comeBack() {
        dead = false;
    }

    @Override
    public void close() {}
}
