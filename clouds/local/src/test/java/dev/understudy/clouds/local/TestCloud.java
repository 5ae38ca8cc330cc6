package dev.understudy.clouds.local;

import dev.understudy.clouds.local.fabric.Fabric;
import dev.understudy.clouds.local.fabric.Fabrics;
import dev.understudy.clouds.local.fabric.TestNetworks;
import dev.understudy.clouds.local.haproxy.HaproxyLoadBalancer;
import dev.understudy.clouds.local.postgres.Inside;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** A whole cloud inside the test's own process, on addresses of its own. */
final class TestCloud implements AutoCloseable {
    static final ServiceId WEB = new ServiceId("web");
    static final ZoneId A = new ZoneId("zone-a");
    static final ZoneId B = new ZoneId("zone-b");
    static final ZoneId C = new ZoneId("zone-c");

    final Machine machine;
    final LocalCloudDaemon daemon;
    private final Path directory;

    private TestCloud(Path directory, Machine machine) {
        this.directory = directory;
        this.machine = machine;
        this.daemon = new LocalCloudDaemon(machine, machine.fabric().sentence(), ListeningAgent.command(), () -> {});
    }

    static TestCloud of(Fabrics.Wish wish, Path directory) throws IOException {
        int network = TestNetworks.next();
        Fabrics.Choice choice = Fabrics.choose(wish, network, new SplittableRandom(1));
        Files.createDirectories(directory.resolve("logs"));
        return new TestCloud(directory, Machine.create(directory, choice.fabric(), LocalCloudHost.isRoot()));
    }

    /** Whether this machine and this user can have a kind of fabric. */
    static boolean works(Fabrics.Wish wish) {
        try (Fabric fabric = Fabrics.choose(wish, TestNetworks.next(), new SplittableRandom(1))
                .fabric()) {
            return fabric.sentence().length() > 1;
        } catch (IOException _) {
            return false;
        }
    }

    Fabric fabric() {
        return machine.fabric();
    }

    void zones(ZoneId... zones) {
        for (ZoneId zone : zones) {
            daemon.putZone(new ZoneSpec(new Zone(zone, 0, 0, 1)));
        }
    }

    /** Instances that serve more than any test asks for. */
    GroupInfo group(ZoneId zone, int instances) {
        return group(zone, instances, instances);
    }

    GroupInfo group(ZoneId zone, int instances, int slots) {
        return daemon.putGroup(new GroupSpec("web-" + zone, WEB, zone, instances, slots, 5_000, 1));
    }

    /** Ends one instance of a zone without a word. */
    void killAnInstance(ZoneId zone) {
        daemon.processes(zone).getFirst().destroyForcibly();
    }

    BalancerInfo balancer(Weights initial) {
        var endpoints = new TreeMap<ZoneId, List<String>>();
        for (GroupInfo group : daemon.status().groups()) {
            endpoints.put(group.spec().zone(), group.endpoints());
        }
        return daemon.putBalancer(new BalancerSpec("front", WEB, endpoints, initial));
    }

    Identity identity(String name) {
        return Identity.load(Path.of(daemon.identity(name, List.of()).directory()));
    }

    HaproxyLoadBalancer connect(String endpoint, Identity identity) {
        return HaproxyLoadBalancer.at(WEB, endpoint, identity, InstantSource.system());
    }

    static Weights weights(int a, int b) {
        return new Weights(new TreeMap<>(Map.of(A, a, B, b)));
    }

    static String testClasses() {
        try {
            return Path.of(TestCloud.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Speaks from inside a zone. */
    Inside inside(ZoneId zone) {
        return new Inside() {
            @Override
            public <T> T call(Callable<T> task) throws IOException {
                return fabric().inside(zone.value(), task);
            }
        };
    }

    /** Every process of every database in a zone. */
    List<ProcessHandle> databaseProcesses(ZoneId zone) {
        return daemon.databaseProcesses(zone);
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        daemon.close();
    }
}
