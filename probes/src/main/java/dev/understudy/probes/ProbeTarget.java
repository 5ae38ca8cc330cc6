package dev.understudy.probes;

import dev.understudy.core.zone.ZoneId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where one zone is probed. Addresses are numbers, never names: a resolver that is slow or gone must not look like a
 * zone that is.
 *
 * @param zone the zone that an answer speaks for
 * @param tcp where to connect; its address is the one ICMP asks too
 * @param http what to GET, absolute, scheme {@code http}; none where HTTP is not probed
 * @param icmp whether to send ICMP echoes, IPv4 only
 */
public record ProbeTarget(ZoneId zone, InetSocketAddress tcp, Optional<URI> http, boolean icmp) {
    public ProbeTarget {
        InvalidSettings.throwIfAny(faults("probes.targets[" + zone + "]", tcp, http, icmp));
    }

    static List<Fault> faults(String path, InetSocketAddress tcp, Optional<URI> http, boolean icmp) {
        var faults = new ArrayList<Fault>();
        if (tcp.isUnresolved()) {
            faults.add(new Fault(path + ".address", tcp.getHostString(), "allowed: an IP address, not a name"));
        } else if (icmp && !(tcp.getAddress() instanceof Inet4Address)) {
            faults.add(new Fault(
                    path + ".icmp",
                    "true for " + tcp.getAddress().getHostAddress(),
                    "allowed: false, or an IPv4 address"));
        }
        if (tcp.getPort() == 0) {
            faults.add(new Fault(path + ".tcpPort", "0", "allowed: 1 to 65535"));
        }
        http.ifPresent(uri -> httpFault(path + ".http", uri).ifPresent(faults::add));
        return faults;
    }

    private static Optional<Fault> httpFault(String path, URI uri) {
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            return Optional.of(new Fault(path, uri.toString(), "allowed: an absolute http:// address"));
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            return Optional.of(new Fault(path, uri.toString(), "allowed: port 1 to 65535"));
        }
        try {
            var _ = httpAddress(uri);
            return Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.of(new Fault(path, uri.toString(), "allowed: an IP address as its host, not a name"));
        }
    }

    static InetSocketAddress httpAddress(URI uri) {
        var host = uri.getHost();
        var literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(InetAddress.ofLiteral(literal), uri.getPort() < 0 ? 80 : uri.getPort());
    }
}
