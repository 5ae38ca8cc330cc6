package dev.understudy.sim;

import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.util.Map;
import java.util.TreeMap;

/** Clients of a service: each request is answered, or counted by why it was not. */
final class Traffic {
    /** Why a request was not answered. */
    enum Loss {
        /** It was in flight to a zone that died, or no zone is left. */
        ZONE_DEAD,
        /** The zone lost it. */
        BROWN_OUT,
        /** The service answered it with an error. */
        FAULTY,
        /** All zones together could not have served so many. */
        TOO_MANY,
        /** Instances failed to start or were refused by their cloud. */
        NO_INSTANCES,
        /** It was sent where there was no room, although there was room elsewhere. */
        MISPLACED
    }

    private final World world;
    private final Plan.Service service;
    private final Map<Loss, Long> lost = new TreeMap<>();
    private long sent;
    private long answered;
    private final Map<ZoneId, Double> failing = new TreeMap<>();
    private double factor = 1;
    private double waiting;

    Traffic(World world, Plan.Service service) {
        this.world = world;
        this.service = service;
    }

    void factor(double next) {
        factor = next;
    }

    void failing(ZoneId zone, double ratio) {
        failing.put(zone, ratio);
    }

    double requestsPerSecond() {
        return service.requestsPerSecond() * factor;
    }

    /** One second of requests. */
    void second() {
        var id = service.declared().service();
        var balancer = world.balancer(id);
        double total = 0;
        for (var share : balancer.weights().entrySet()) {
            total += balancer.pool(share.getKey()).serversUp > 0 ? share.getValue() : 0;
        }
        long demand = Math.round(requestsPerSecond());
        double room = 0;
        long over = 0;
        var full = service.declared().primary();
        for (var share : balancer.weights().entrySet()) {
            var zone = share.getKey();
            var pool = balancer.pool(zone);
            double part = total == 0 || pool.serversUp == 0 ? 0 : demand * share.getValue() / total;
            double capacity = capacity(id, zone);
            room += capacity;
            long tooMany = serve(zone, pool, Math.round(part), capacity);
            over += tooMany;
            full = tooMany > 0 ? zone : full;
            pool.serversUp = world.weather().isDead(zone) ? 0 : world.fleet().ready(id, zone);
        }
        if (total == 0) {
            sent += demand;
            lose(Loss.ZONE_DEAD, demand);
        }
        misplaced(full, over, room, demand);
    }

    private double capacity(ServiceId id, ZoneId zone) {
        return world.weather().isDead(zone) ? 0 : world.fleet().ready(id, zone) * service.instanceCapacity();
    }

    /** Requests of one second that a zone gets; says how many were too many for it. */
    private long serve(ZoneId zone, SimBalancer.Pool pool, long requests, double capacity) {
        double millis = 3 + world.rttMillis(zone);
        double kept = Math.pow(1 - 1.0 / 512, (double) requests / Math.max(1, pool.serversUp));
        pool.responseMillis = pool.responseMillis * kept + millis * (1 - kept);
        pool.requests += requests;
        sent += requests;
        if (world.weather().isDead(zone)) {
            // taken to another zone, but for those in flight
            long gone = Math.round(requests * 0.1);
            pool.errors += gone;
            lose(Loss.ZONE_DEAD, gone);
            answered += requests - gone;
            return 0;
        }
        long lostOnTheWay = Math.round(requests * world.weather().loss(zone) * 0.5);
        lose(Loss.BROWN_OUT, lostOnTheWay);
        long faulty = Math.round((requests - lostOnTheWay) * failing.getOrDefault(zone, 0.0));
        lose(Loss.FAULTY, faulty);
        long failed = lostOnTheWay + faulty;
        long over = Math.max(0, requests - failed - Math.round(capacity));
        pool.errors += failed + over;
        answered += requests - failed - over;
        return over;
    }

    /** A queue holds a second of requests; what is beyond that was lost, and somebody is to blame. */
    private void misplaced(ZoneId zone, long over, double room, long demand) {
        var id = service.declared().service();
        waiting = over == 0 ? 0 : waiting + over;
        if (waiting <= requestsPerSecond()) {
            answered += over;
            return;
        }
        if (room < demand) {
            lose(world.isWhole(id) ? Loss.TOO_MANY : Loss.NO_INSTANCES, over);
        } else {
            lose(Loss.MISPLACED, over);
            world.invariants().misplaced(id, zone, over);
        }
    }

    private void lose(Loss why, long count) {
        if (count > 0) {
            lost.merge(why, count, Long::sum);
        }
    }

    Map<Loss, Long> lost() {
        return lost;
    }

    long sent() {
        return sent;
    }

    long answered() {
        return answered;
    }

    /** Requests neither answered nor counted as lost; none, if the world is right. */
    long unaccounted() {
        return sent
                - answered
                - lost.values().stream().mapToLong(Long::longValue).sum();
    }
}
