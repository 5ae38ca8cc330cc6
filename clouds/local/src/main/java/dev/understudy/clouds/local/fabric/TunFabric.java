package dev.understudy.clouds.local.fabric;

import dev.understudy.clouds.local.LinkSpec;
import dev.understudy.clouds.local.LocalCloudStatus;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Namespaces whose only way out is a TUN device that this process reads: the {@link Switchboard} decides every packet. */
public final class TunFabric implements Fabric {
    private static final int FIRST_OCTET = 10;
    private static final long TUNSETIFF = 0x400454ca;
    private static final short TUN_WITHOUT_HEADER = 0x1001;

    private final int secondOctet;
    private final Switchboard switchboard;
    private final Map<String, Site> sites = new ConcurrentHashMap<>();

    private record Site(int number, Namespace namespace) {}

    /**
     * @param secondOctet of every address, {@code 10.secondOctet.N.1}
     * @param random decides jitter and loss
     */
    public TunFabric(int secondOctet, RandomGenerator random) {
        this.secondOctet = secondOctet;
        switchboard = new Switchboard(FIRST_OCTET, secondOctet, random);
    }

    @Override
    public LocalCloudStatus.Fabric kind() {
        return LocalCloudStatus.Fabric.TUN;
    }

    @Override
    public String sentence() {
        return "zones are network namespaces; every packet between them passes the daemon, which can delay, lose or cut it";
    }

    @Override
    public LocalCloudStatus.Place open(String name, int number) throws IOException {
        Namespace namespace = Namespace.create();
        String prefix = FIRST_OCTET + "." + secondOctet + ".";
        String address = prefix + number + ".1";
        try {
            int descriptor = namespace.call(TunFabric::openTun);
            switchboard.plug(number, descriptor);
            Ip.batch(
                    namespace,
                    List.of(
                            "link set lo up",
                            "addr add " + address + "/24 dev eth0",
                            "link set eth0 up mtu 1500 txqueuelen 5000",
                            "route add " + prefix + "0.0/16 dev eth0"));
        } catch (IOException e) {
            switchboard.unplug(number);
            namespace.close();
            throw e;
        }
        sites.put(name, new Site(number, namespace));
        return new LocalCloudStatus.Place(address, namespace.path());
    }

    @Override
    public void close(String name) {
        Site site = sites.remove(name);
        if (site != null) {
            switchboard.unplug(site.number());
            site.namespace().close();
        }
    }

    @Override
    public void link(LinkSpec spec) {
        switchboard.link(site(spec.from()).number(), site(spec.to()).number(), spec);
    }

    @Override
    public <T> T inside(String name, Callable<T> task) throws IOException {
        return site(name).namespace().call(task);
    }

    @Override
    public void close() {
        switchboard.close();
        sites.values().forEach(site -> site.namespace().close());
        sites.clear();
    }

    private Site site(String name) {
        @Nullable Site site = sites.get(name);
        if (site == null) {
            throw new IllegalArgumentException("place " + name + " does not exist; there are "
                    + sites.keySet().stream().sorted().toList());
        }
        return site;
    }

    /** A device belongs to the namespace of the thread that opens it, wherever it is read later. */
    private static int openTun() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            var os = new Native(arena);
            int flags = Native.O_RDWR | Native.O_NONBLOCK | Native.O_CLOEXEC;
            int descriptor = Namespace.check("open /dev/net/tun", os.open("/dev/net/tun", flags));
            var request = arena.allocate(40, 8);
            request.asSlice(0, 16).copyFrom(arena.allocateFrom("eth0", StandardCharsets.US_ASCII));
            request.set(ValueLayout.JAVA_SHORT, 16, TUN_WITHOUT_HEADER);
            int answer = os.ioctl(descriptor, TUNSETIFF, request);
            if (answer < 0) {
                var _ = os.close(descriptor);
            }
            Namespace.check("make a TUN device", answer);
            return descriptor;
        }
    }
}
