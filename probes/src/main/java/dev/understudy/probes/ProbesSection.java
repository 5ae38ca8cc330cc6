package dev.understudy.probes;

import dev.understudy.core.zone.ZoneId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code probes} of an agent's configuration as it is written: plain values, so that everything wrong with
 * it can be told at once.
 *
 * @param intervalMillis time between two probes of one kind at one target, milliseconds
 * @param timeoutMillis how long after it was due a probe may be answered, milliseconds
 * @param windowMillis length of the spans that are reported, milliseconds
 * @param targets what to probe, each zone at most once
 */
public record ProbesSection(long intervalMillis, long timeoutMillis, long windowMillis, List<Target> targets) {
    public ProbesSection {
        targets = List.copyOf(targets);
    }

    /**
     * One zone to probe.
     *
     * @param zone its id
     * @param address an IP address
     * @param tcpPort where to connect, 1 to 65535
     * @param http what to GET; {@code null} where HTTP is not probed
     * @param icmp whether to send ICMP echoes
     */
    public record Target(
            String zone,
            String address,
            int tcpPort,
            @Nullable String http,
            boolean icmp) {}

    /** Everything that is wrong; empty when {@link #settings} and {@link #probeTargets} will work. */
    public List<Fault> faults() {
        var faults = new ArrayList<>(ProberSettings.faults(
                "probes", millis(intervalMillis), millis(timeoutMillis), millis(windowMillis), 1, 1));
        var zones = new HashSet<String>();
        for (int i = 0; i < targets.size(); i++) {
            var target = targets.get(i);
            var path = "probes.targets[" + i + "]";
            faults.addAll(targetFaults(path, target));
            if (!zones.add(target.zone())) {
                faults.add(new Fault(path + ".zone", target.zone(), "allowed: each zone once"));
            }
        }
        return List.copyOf(faults);
    }

    /** @throws InvalidSettings with every fault of the section */
    public ProberSettings settings() {
        InvalidSettings.throwIfAny(faults());
        return new ProberSettings(millis(intervalMillis), millis(timeoutMillis), millis(windowMillis));
    }

    /** @throws InvalidSettings with every fault of the section */
    public List<ProbeTarget> probeTargets() {
        InvalidSettings.throwIfAny(faults());
        return targets.stream()
                .map(target -> new ProbeTarget(
                        new ZoneId(target.zone()),
                        new InetSocketAddress(InetAddress.ofLiteral(target.address()), target.tcpPort()),
                        Optional.ofNullable(target.http()).map(URI::create),
                        target.icmp()))
                .toList();
    }

    private static List<Fault> targetFaults(String path, Target target) {
        var faults = new ArrayList<Fault>();
        try {
            var _ = new ZoneId(target.zone());
        } catch (IllegalArgumentException _) {
            faults.add(new Fault(
                    path + ".zone", target.zone(), "allowed: 1 to 63 lower-case letters, digits and inner hyphens"));
        }
        int port = target.tcpPort();
        if (port < 0 || port > 65_535) {
            faults.add(new Fault(path + ".tcpPort", Integer.toString(port), "allowed: 1 to 65535"));
            port = 1;
        }
        faults.addAll(ProbeTarget.faults(path, address(target, port), http(path, target, faults), target.icmp()));
        return faults;
    }

    private static InetSocketAddress address(Target target, int port) {
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(target.address()), port);
        } catch (IllegalArgumentException _) {
            return InetSocketAddress.createUnresolved(target.address(), port);
        }
    }

    private static Optional<URI> http(String path, Target target, List<Fault> faults) {
        if (target.http() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(target.http()));
        } catch (IllegalArgumentException _) {
            faults.add(new Fault(path + ".http", target.http(), "allowed: an absolute http:// address"));
            return Optional.empty();
        }
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
