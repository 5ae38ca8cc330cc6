package dev.understudy.clouds.local;

import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.clouds.local.haproxy.HaproxyProcess;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The load balancers at the edge. */
final class Balancers {
    private final Machine machine;
    private final Path identity;
    private final SortedMap<String, Balancer> balancers = new ConcurrentSkipListMap<>();
    private Set<String> empty = Set.of();

    private record Balancer(BalancerInfo info, int number, HaproxyProcess process) {}

    /** @param identity directory of the certificate that every balancer shows */
    Balancers(Machine machine, Path identity) {
        this.machine = machine;
        this.identity = identity;
    }

    /** Makes the balancer as wanted: starts it where it is missing or dead, else replaces its servers. */
    BalancerInfo put(BalancerSpec wanted) throws IOException {
        for (ZoneId zone : wanted.endpoints().keySet()) {
            var _ = machine.place(zone.value());
        }
        @Nullable Balancer found = balancers.get(wanted.name());
        if (found != null
                && found.process().isAlive()
                && found.info().spec().service().equals(wanted.service())) {
            return replaceServers(found, wanted);
        }
        if (found != null) {
            delete(wanted.name());
        }
        return start(wanted);
    }

    /** Endpoints behind which nothing is meant to be: they are left out until they are not named any more. */
    void empty(Set<String> endpoints) throws IOException {
        empty = Set.copyOf(endpoints);
        for (Balancer balancer : balancers.values()) {
            if (balancer.process().isAlive()) {
                balancer.process().empty(empty);
            }
        }
    }

    /** Takes the instances of a service that are up for up, whatever they answer, or checks them again. */
    void lookAway(ServiceId service, boolean away) throws IOException {
        for (Balancer balancer : balancers.values()) {
            if (balancer.info().spec().service().equals(service)
                    && balancer.process().isAlive()) {
                if (away) {
                    balancer.process().lookAway();
                } else {
                    balancer.process().lookAgain();
                }
            }
        }
    }

    void delete(String name) {
        @Nullable Balancer balancer = balancers.remove(name);
        if (balancer != null) {
            balancer.process().close();
        }
    }

    List<BalancerInfo> all() {
        return balancers.values().stream().map(Balancer::info).toList();
    }

    void endAll() {
        balancers.values().forEach(balancer -> balancer.process().close());
        balancers.clear();
    }

    private BalancerInfo replaceServers(Balancer found, BalancerSpec wanted) throws IOException {
        if (!found.info().spec().endpoints().equals(wanted.endpoints())) {
            try {
                found.process().replaceServers(wanted.endpoints(), empty);
            } catch (IllegalArgumentException e) {
                throw new LocalCloudException(
                        Kind.CONFLICT, "balancer " + wanted.name() + " cannot change: " + e.getMessage(), e);
            }
        }
        var info = new BalancerInfo(
                wanted,
                found.info().frontend(),
                found.info().admin(),
                found.info().stats());
        balancers.put(wanted.name(), new Balancer(info, found.number(), found.process()));
        return info;
    }

    private BalancerInfo start(BalancerSpec wanted) throws IOException {
        int number = 0;
        while (taken(number)) {
            number++;
        }
        LocalCloudStatus.Place edge = machine.place(Places.EDGE);
        var info = new BalancerInfo(
                wanted,
                edge.address() + ":" + (Places.FRONTEND_PORT + number),
                edge.address() + ":" + (Places.ADMIN_PORT + 2 * number),
                edge.address() + ":" + (Places.STATS_PORT + 2 * number));
        var process = new HaproxyProcess(
                machine.directory().resolve("lb" + number),
                info.frontend(),
                info.admin(),
                info.stats(),
                identity,
                machine.root(),
                machine.launcher(),
                edge.enter(),
                machine.log("balancer-" + wanted.name()));
        try {
            process.start(wanted.endpoints(), wanted.initial(), empty);
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
        balancers.put(wanted.name(), new Balancer(info, number, process));
        return info;
    }

    private boolean taken(int number) {
        return balancers.values().stream().anyMatch(balancer -> balancer.number() == number);
    }
}
