package dev.understudy.bench.product;

import dev.understudy.bench.world.World;
import dev.understudy.clouds.local.LocalCloudException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts again what has died, soon, as the supervisor of a machine does: our own services, and the balancer. The cloud does
 * so for agents and databases.
 */
public final class Supervisor implements AutoCloseable {
    private static final int LOOK_MILLIS = 200;

    /** How long a service is left dead, as {@code RestartSec} of a systemd unit. */
    private static final int RESTART_MILLIS = 500;

    private final World world;
    private final Map<String, Service> services = new ConcurrentHashMap<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("supervisor").unstarted(this::watch);
    private volatile boolean balancerToo;

    private record Service(String place, List<String> command, Process process) {}

    Supervisor(World world) {
        this.world = world;
        thread.start();
    }

    /** Starts a service and keeps it running. */
    void keep(String name, String place, List<String> command) {
        services.put(name, new Service(place, command, start(name, place, command)));
    }

    /** From now on keeps the balancer running, too. */
    void keepBalancer() {
        balancerToo = true;
    }

    /** The process of a service, as it runs now. */
    public Process process(String name) {
        return Optional.ofNullable(services.get(name))
                .map(Service::process)
                .orElseThrow(() -> new IllegalArgumentException("no service is named " + name));
    }

    private Process start(String name, String place, List<String> command) {
        return world.processes().start(name, world.enterCommand(place), command);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                try {
                    restartServices();
                    if (balancerToo) {
                        restartBalancers();
                    }
                } catch (LocalCloudException e) {
                    continue; // the cloud is busy, or ends before us; the next look tries again
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void restartServices() throws InterruptedException {
        for (var entry : services.entrySet()) {
            Service service = entry.getValue();
            if (!service.process().isAlive()) {
                Thread.sleep(RESTART_MILLIS);
                entry.setValue(new Service(
                        service.place(), service.command(), start(entry.getKey(), service.place(), service.command())));
            }
        }
    }

    private void restartBalancers() {
        var status = world.cloud().status();
        boolean runs = ProcessHandle.of(status.daemonPid()).stream()
                .flatMap(ProcessHandle::descendants)
                .anyMatch(process -> process.info()
                        .command()
                        .filter(path -> path.endsWith("/haproxy"))
                        .isPresent());
        if (!runs && !status.balancers().isEmpty()) {
            world.cloud().putBalancer(status.balancers().getFirst().spec());
        }
    }

    /** Lets die what dies from here on. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
