package dev.understudy.provider.local;

import dev.understudy.clouds.local.Places;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.json.CoreJson;
import dev.understudy.provider.resources.Json;
import dev.understudy.provider.wire.PropertyValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The one JSON file that an agent is started with. */
final class AgentConfiguration {
    private AgentConfiguration() {}

    /**
     * Composes it.
     *
     * @param addresses of every zone, the agent's own among them
     * @param identity directory it is known by
     * @param ledger where it reaches the ledger, https
     * @param localCloud socket of the control plane, which runs databases and volumes
     */
    static String compose(
            ZoneAgents.Inputs inputs,
            SortedMap<String, String> addresses,
            String identity,
            String ledger,
            StackId stack,
            Path localCloud) {
        var others = new TreeMap<>(addresses);
        var own = others.remove(inputs.zone());
        var config = new TreeMap<String, Object>();
        config.put("zone", inputs.zone());
        config.put("listen", own + ":" + Places.AGENT_PORT);
        config.put("identity", identity);
        config.put("ledger", ledger);
        config.put("project", stack.project());
        config.put("stack", stack.stack());
        config.put("localCloud", localCloud.toString());
        config.put(
                "stateDir",
                localCloud.resolveSibling("kept").resolve(inputs.zone()).toString());
        var peers = new TreeMap<String, String>();
        others.forEach((zone, at) -> peers.put(zone, at + ":" + Places.AGENT_PORT));
        config.put("peers", peers);
        config.put("probes", probes(inputs, others));
        config.put(
                "services",
                inputs.services().stream().map(AgentConfiguration::service).toList());
        return CoreJson.write(config);
    }

    private static Map<String, Object> service(ZoneAgents.Watch watch) {
        var service = new TreeMap<String, Object>();
        service.put("service", Json.tree(watch.service()));
        service.put("endpoints", watch.endpoints());
        service.put("balancer", watch.balancer());
        putUnlessNull(service, "admin", watch.admin());
        putUnlessNull(service, "database", watch.database());
        putUnlessNull(service, "volume", watch.volume());
        putUnlessNull(service, "calendars", watch.calendars());
        return service;
    }

    private static void putUnlessNull(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static Map<String, Object> probes(ZoneAgents.Inputs inputs, Map<String, String> addresses) {
        var targets = addresses.entrySet().stream()
                .map(zone -> target(zone.getKey(), zone.getValue(), inputs.services()))
                .toList();
        return Map.of(
                "intervalMillis", inputs.probes().intervalMillis(),
                "timeoutMillis", inputs.probes().timeoutMillis(),
                "windowMillis", inputs.probes().windowMillis(),
                "targets", targets);
    }

    /** A zone in which instances run from the beginning is probed where they serve, another at its agent. */
    private static Map<String, Object> target(String zone, String address, List<ZoneAgents.Watch> services) {
        var target = new TreeMap<String, Object>();
        target.put("zone", zone);
        target.put("address", address);
        target.put("icmp", true);
        target.put("tcpPort", Places.AGENT_PORT);
        for (var watch : services) {
            if (isEmpty(watch, zone)) {
                continue;
            }
            for (String endpoint : watch.endpoints().getOrDefault(zone, List.of())) {
                target.put("tcpPort", Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1)));
                target.put("http", "http://" + endpoint + "/healthz");
                return target;
            }
        }
        return target;
    }

    /** Whether it is the zone of a shadow of which nothing runs while it waits. */
    private static boolean isEmpty(ZoneAgents.Watch watch, String zone) {
        return watch.service().get("shadow").equals(PropertyValue.text(zone))
                && watch.service().get("sizing").plainTop() instanceof PropertyValue.Obj sizing
                && sizing.get("shadowInstances").equals(PropertyValue.number(0));
    }
}
