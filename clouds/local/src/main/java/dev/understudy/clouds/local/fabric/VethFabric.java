package dev.understudy.clouds.local.fabric;

import dev.understudy.clouds.local.LinkSpec;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.clouds.local.LocalCloudStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Namespaces joined by the kernel: each has one veth pair to a router namespace, which forwards or, by rule, swallows
 * what goes from one place to another. The kernel adds no delay and loses nothing.
 */
public final class VethFabric implements Fabric {
    private final String prefix;
    private final Namespace router;
    private final Map<String, Site> sites = new ConcurrentHashMap<>();
    private final Set<String> rules = new HashSet<>();

    private record Site(int number, Namespace namespace) {}

    /** @param secondOctet of every address, {@code 10.secondOctet.N.1} */
    public VethFabric(int secondOctet) throws IOException {
        prefix = "10." + secondOctet + ".";
        router = Namespace.create();
        router.call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1"));
        Ip.batch(router, List.of("link set lo up"));
    }

    @Override
    public LocalCloudStatus.Fabric kind() {
        return LocalCloudStatus.Fabric.VETH;
    }

    @Override
    public String sentence() {
        return "zones are network namespaces joined by the kernel; links can be cut one way, slowness is injected in the"
                + " service";
    }

    @Override
    public LocalCloudStatus.Place open(String name, int number) throws IOException {
        Namespace namespace = Namespace.create();
        String address = prefix + number + ".1";
        try {
            Ip.batch(
                    router,
                    List.of(
                            "link add " + port(number) + " type veth peer name eth0 netns " + namespace.path(),
                            "addr add " + gateway(number) + "/24 dev " + port(number),
                            "link set " + port(number) + " up"));
            Ip.batch(
                    namespace,
                    List.of(
                            "link set lo up",
                            "addr add " + address + "/24 dev eth0",
                            "link set eth0 up",
                            "route add " + prefix + "0.0/16 via " + gateway(number)));
        } catch (IOException e) {
            namespace.close();
            throw e;
        }
        sites.put(name, new Site(number, namespace));
        return new LocalCloudStatus.Place(address, namespace.path());
    }

    @Override
    public void close(String name) throws IOException {
        @Nullable Site site = sites.remove(name);
        if (site == null) {
            return;
        }
        for (Site other : sites.values()) {
            forward(site, other, true);
            forward(other, site, true);
        }
        Ip.batch(router, List.of("link del " + port(site.number())));
        site.namespace().close();
    }

    @Override
    public void link(LinkSpec spec) throws IOException {
        if (spec.delayMillis() > 0 || spec.lossRatio() > 0) {
            throw new LocalCloudException(
                    Kind.UNSUPPORTED,
                    "link " + spec.from() + " to " + spec.to() + " cannot be delayed or lossy: its fabric is veth;"
                            + " slowness is injected in the service (slow)");
        }
        forward(site(spec.from()), site(spec.to()), !spec.cut());
    }

    @Override
    public <T> T inside(String name, Callable<T> task) throws IOException {
        return site(name).namespace().call(task);
    }

    @Override
    public void close() {
        sites.values().forEach(site -> site.namespace().close());
        sites.clear();
        router.close();
    }

    private void forward(Site from, Site to, boolean open) throws IOException {
        String rule = "iif " + port(from.number()) + " to " + prefix + to.number() + ".0/24 blackhole";
        if (open && rules.contains(rule)) {
            Ip.batch(router, List.of("rule del " + rule));
            rules.remove(rule);
        } else if (!open && !rules.contains(rule)) {
            Ip.batch(router, List.of("rule add pref 100 " + rule));
            rules.add(rule);
        }
    }

    private Site site(String name) {
        @Nullable Site site = sites.get(name);
        if (site == null) {
            throw new IllegalArgumentException("place " + name + " does not exist; there are "
                    + sites.keySet().stream().sorted().toList());
        }
        return site;
    }

    private String gateway(int number) {
        return prefix + number + ".254";
    }

    private static String port(int number) {
        return "zone" + number;
    }
}
