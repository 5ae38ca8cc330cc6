package dev.understudy.clouds.local;

import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A load balancer at the edge, in front of one service.
 *
 * @param name unique in the cloud, 1 to 63 lower-case letters, digits and inner hyphens
 * @param service what it fronts
 * @param endpoints {@code host:port} of the servers, by zone; a zone may have none while its share is 0
 * @param initial weights at creation
 */
public record BalancerSpec(String name, ServiceId service, SortedMap<ZoneId, List<String>> endpoints, Weights initial) {
    private static final Pattern ENDPOINT = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}:\\d{1,5}");

    public BalancerSpec {
        Check.label("balancer name", name);
        var copy = new TreeMap<ZoneId, List<String>>();
        for (var entry : endpoints.entrySet()) {
            for (String endpoint : entry.getValue()) {
                if (!ENDPOINT.matcher(endpoint).matches()) {
                    throw new IllegalArgumentException("endpoint of zone " + entry.getKey() + " of balancer " + name
                            + " is \"" + endpoint + "\"; allowed: IPv4 address:port");
                }
            }
            copy.put(entry.getKey(), List.copyOf(entry.getValue()));
        }
        endpoints = Collections.unmodifiableSortedMap(copy);
        for (var share : initial.shares().entrySet()) {
            if (share.getValue() > 0
                    && endpoints.getOrDefault(share.getKey(), List.of()).isEmpty()) {
                throw new IllegalArgumentException(
                        "zone " + share.getKey() + " of balancer " + name + " has a share of " + share.getValue()
                                + " basis points and no endpoint; allowed: a share only where servers are");
            }
        }
    }
}
