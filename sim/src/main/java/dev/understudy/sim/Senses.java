package dev.understudy.sim;

import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.control.Event;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What agents perceive: probes of other zones, load of their own, what the balancer says; and what passes by itself. */
final class Senses {
    private static final long WINDOW = 2_000;
    private static final long DATA_TICK = 500;
    private static final int PROBES = 10;

    private final World world;
    private final Dice dice;
    private final Map<String, Long> served = new HashMap<>();

    Senses(World world, Dice dice) {
        this.world = world;
        this.dice = dice;
    }

    void start() {
        every(1_000, 1_000, () -> world.traffic().values().forEach(Traffic::second));
        every(DATA_TICK, DATA_TICK, this::writes);
        long offset = 0;
        for (SimAgent agent : world.agents().values()) {
            offset += 130;
            every(WINDOW, 500 + offset, () -> look(agent));
        }
    }

    private void every(long period, long first, Runnable what) {
        world.time().after(first, () -> {
            what.run();
            every(period, period, what);
        });
    }

    private void writes() {
        for (Plan.Service service : world.plan().services()) {
            var database = world.databases().get(service.declared().service());
            if (database != null) {
                database.tick((int) (service.writesPerSecond() * DATA_TICK / 1_000));
            }
        }
    }

    private void look(SimAgent agent) {
        if (!agent.isUp() || agent.isStalled()) {
            return;
        }
        for (Zone target : world.plan().zones()) {
            if (!target.id().equals(agent.zone())) {
                share(agent, window(agent, target.id()));
            }
        }
        for (Plan.Service service : world.plan().services()) {
            readLoad(agent, service);
            readBalancer(agent, service);
        }
    }

    private void share(SimAgent agent, LatencyWindow window) {
        agent.measured(window);
        for (SimAgent peer : world.agents().values()) {
            if (peer != agent) {
                world.network().send(agent.node(), peer.node(), () -> peer.measured(window));
            }
        }
    }

    private LatencyWindow window(SimAgent observer, ZoneId target) {
        boolean open = world.network().bothWays(observer.node(), SimAgent.node(target));
        double loss = 1
                - (1 - world.weather().loss(observer.zone()))
                        * (1 - world.weather().loss(target));
        int answered = open ? PROBES : 0;
        for (int probe = 0; probe < PROBES && loss > 0; probe++) {
            answered -= answered > 0 && dice.happens(loss) ? 1 : 0;
        }
        double millis = world.rttMillis(observer.zone()) + world.rttMillis(target) + dice.between(0.0, 0.4);
        long micros = Math.round(millis * 1_000);
        return new LatencyWindow(
                observer.zone(),
                target,
                ProbeKind.TCP,
                observer.clock().instant(),
                Duration.ofMillis(WINDOW),
                PROBES,
                answered,
                answered == 0 ? 0 : micros,
                answered == 0 ? 0 : micros + 200,
                answered == 0 ? 0 : micros + 300,
                answered == 0 ? 0 : micros + 500);
    }

    private void readLoad(SimAgent agent, Plan.Service service) {
        var id = service.declared().service();
        var zone = agent.zone();
        int ready = world.fleet().ready(id, zone);
        if (!world.declaredSizes(service).containsKey(zone)) {
            return;
        }
        long total = world.balancer(id).pool(zone).requests;
        long before = served.getOrDefault(id + " " + zone, 0L);
        served.put(id + " " + zone, total);
        double perSecond = (total - before) * 1_000.0 / WINDOW;
        var load = new ServiceLoad(
                id,
                zone,
                agent.clock().instant(),
                ready,
                perSecond,
                ready * service.instanceCapacity(),
                perSecond * 0.1,
                total);
        agent.loaded(load);
        for (SimAgent peer : world.agents().values()) {
            if (peer != agent) {
                world.network().send(agent.node(), peer.node(), () -> peer.loaded(load));
            }
        }
    }

    private void readBalancer(SimAgent agent, Plan.Service service) {
        var id = service.declared().service();
        boolean open = world.network().bothWays(agent.node(), SimBalancer.node(id));
        var observed = world.balancer(id).observe();
        if (open && observed instanceof LoadBalancer.Observed.Seen(var view)) {
            agent.later(
                    dice.between(0L, world.staleMillis()),
                    () -> agent.tell(id, new Event.BalancerRead(agent.clock().instant(), view)));
        } else {
            agent.tell(id, new Event.BalancerLost(agent.clock().instant(), "the balancer does not answer"));
        }
    }
}
