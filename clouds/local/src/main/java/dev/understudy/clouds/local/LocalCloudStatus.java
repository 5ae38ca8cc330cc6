package dev.understudy.clouds.local;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything the cloud has.
 *
 * @param fabric how places are joined
 * @param sentence the same for a person, with the reason
 * @param daemonPid process that owns it all
 * @param places zones and the cloud's own places, by name
 */
public record LocalCloudStatus(
        Fabric fabric,
        String sentence,
        long daemonPid,
        SortedMap<String, Place> places,
        List<ZoneInfo> zones,
        List<GroupInfo> groups,
        List<BalancerInfo> balancers,
        List<AgentInfo> agents,
        List<DatabaseInfo> databases,
        List<VolumeInfo> volumes,
        List<LinkSpec> links) {
    public LocalCloudStatus {
        places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
        zones = List.copyOf(zones);
        groups = List.copyOf(groups);
        balancers = List.copyOf(balancers);
        agents = List.copyOf(agents);
        databases = List.copyOf(databases);
        volumes = List.copyOf(volumes);
        links = List.copyOf(links);
    }

    /** The ways to join places. */
    public enum Fabric {
        /** Network namespaces; every packet passes the daemon, which delays, loses or cuts by ordered pair. */
        TUN,
        /** Network namespaces joined by the kernel: cuts by ordered pair; slowness only in the service. */
        VETH,
        /** Loopback addresses: a cut stops the zone's processes; slowness only in the service. */
        LOOPBACK
    }

    /**
     * A place.
     *
     * @param address its IPv4 address
     * @param namespace path of its network namespace; empty for {@link Fabric#LOOPBACK}
     */
    public record Place(String address, String namespace) {
        /** What to put before a command so that it runs in this place; may be empty. */
        public List<String> enter() {
            return namespace.isEmpty() ? List.of() : List.of("nsenter", "--net=" + namespace, "--");
        }
    }
}
