package dev.understudy.core.measure;

import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the load balancer itself says, read back from it.
 *
 * @param service the service it fronts
 * @param at when it was read
 * @param effective the weights in force, as shares
 * @param zones its own view of each zone
 */
public record BalancerView(ServiceId service, Instant at, Weights effective, SortedMap<ZoneId, ZoneHealth> zones) {
    public BalancerView {
        zones = Collections.unmodifiableSortedMap(new TreeMap<>(zones));
    }

    /**
     * The balancer's view of one zone. Counters only grow, except when the balancer restarts.
     *
     * @param serversUp servers of the zone that pass the balancer's checks
     * @param serversTotal servers of the zone
     * @param requestsTotal requests sent to the zone
     * @param errorsTotal requests the zone failed: connect errors, aborted responses and 5xx
     * @param retriesTotal requests taken away from the zone and sent to another
     * @param responseMillis mean response time of the last 1024 requests, milliseconds
     */
    public record ZoneHealth(
            int serversUp,
            int serversTotal,
            long requestsTotal,
            long errorsTotal,
            long retriesTotal,
            double responseMillis) {}
}
