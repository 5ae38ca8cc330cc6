package dev.understudy.provider.local;

import dev.understudy.clouds.local.AgentSpec;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudStatus;
import dev.understudy.clouds.local.Places;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.resources.Call;
import dev.understudy.provider.resources.Settings;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Refusal;
import dev.understudy.provider.wire.Urn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code understudy:index:ZoneAgent}: an agent process in a zone of the local cloud. */
final class ZoneAgents implements LocalKind<ZoneAgents.Inputs> {
    /** See the schema. */
    record Inputs(
            String zone,
            List<Watch> services,
            @Nullable String identity,
            @Nullable String ledger,
            Probes probes) {}

    /** What a {@code ShadowedService} gives to be watched. */
    record Watch(
            Obj service,
            Map<String, List<String>> endpoints,
            String balancer,
            @Nullable String admin,
            @Nullable String database,
            @Nullable String volume,
            @Nullable List<String> calendars,
            List<String> zones) {}

    /** How often zones are probed, and for how long an answer is waited for. */
    record Probes(int intervalMillis, int timeoutMillis, int windowMillis) {
        static final Probes DEFAULT = new Probes(100, 1_000, 1_000);

        Probes {
            range("intervalMillis", intervalMillis, 10, 60_000);
            range("timeoutMillis", timeoutMillis, 10, 60_000);
            range("windowMillis", windowMillis, intervalMillis, 600_000);
        }

        private static void range(String field, int value, int low, int high) {
            if (value < low || value > high) {
                throw new InvalidInput(field, "probes." + field + " is " + value + "; allowed: " + low + " to " + high);
            }
        }
    }

    @Override
    public String token() {
        return "understudy:index:ZoneAgent";
    }

    @Override
    public Class<Inputs> inputs() {
        return Inputs.class;
    }

    @Override
    public Obj complete(Urn urn, Obj news) {
        var given = news.get("probes").plainTop() instanceof Obj probes ? probes : Obj.EMPTY;
        if (news.has("probes") && !(news.get("probes").plainTop() instanceof Obj)) {
            return news;
        }
        return news.with("probes", PropertyCodec.write(Probes.DEFAULT).with(given));
    }

    @Override
    public void validate(Inputs inputs) {
        if (inputs.services().isEmpty()) {
            throw new InvalidInput("services", "services is []; allowed: at least one ShadowedService's watch");
        }
        for (int i = 0; i < inputs.services().size(); i++) {
            var zones = inputs.services().get(i).zones();
            if (!zones.contains(inputs.zone())) {
                throw new InvalidInput(
                        "zone",
                        "zone is \"" + inputs.zone() + "\"; allowed: a zone of the service's catalogue, " + zones);
            }
        }
    }

    @Override
    public Set<String> replacing() {
        return Set.of("zone");
    }

    @Override
    public String id(Inputs inputs) {
        return inputs.zone();
    }

    @Override
    public Obj put(Call call, Urn urn, Inputs inputs) {
        var zone = new ZoneId(inputs.zone());
        var addresses = addresses(call.cloud(LocalCloud::status), inputs.services());
        var address = addresses.get(inputs.zone());
        if (address == null) {
            throw new InvalidInput(
                    "zone", "zone \"" + zone + "\" is in no catalogue of the services; it has " + addresses.keySet());
        }
        String identity = inputs.identity() != null
                ? inputs.identity()
                : call.cloud(cloud -> cloud.identity("agent-" + zone, List.of(address)))
                        .directory();
        var config = AgentConfiguration.compose(
                inputs,
                addresses,
                identity,
                ledger(call, inputs),
                Settings.stackOf(urn),
                call.world().localCloudSocket(call.settings()));
        var agent = call.cloud(cloud -> cloud.placeAgent(new AgentSpec(zone, config)));
        return Obj.EMPTY.with("address", PropertyValue.text(agent.address()));
    }

    /** Where the zones of all services are. */
    private static SortedMap<String, String> addresses(LocalCloudStatus status, List<Watch> services) {
        var known = new TreeMap<String, String>();
        status.zones().forEach(zone -> known.put(zone.spec().zone().id().value(), zone.address()));
        var addresses = new TreeMap<String, String>();
        for (int i = 0; i < services.size(); i++) {
            for (String zone : services.get(i).zones()) {
                var address = known.get(zone);
                if (address == null) {
                    throw new InvalidInput(
                            "services[" + i + "].zones",
                            "zone \"" + zone + "\" does not exist in the local cloud; it has " + known.keySet());
                }
                addresses.put(zone, address);
            }
        }
        return addresses;
    }

    /** Agents reach the ledger over the network: a file's endpoint is the one in the cloud's control place. */
    private static String ledger(Call call, Inputs inputs) {
        if (inputs.ledger() != null) {
            return inputs.ledger();
        }
        var own = call.settings().ledger();
        if (own.getScheme().equals("https")) {
            return own.toString();
        }
        var control = call.cloud(LocalCloud::status).places().get(Places.CONTROL);
        if (control == null) {
            throw new Refusal(
                    Refusal.Kind.PRECONDITION,
                    "the local cloud has no place \"" + Places.CONTROL + "\"; set ledger to https://HOST:PORT");
        }
        return "https://" + control.address() + ":" + Places.LEDGER_PORT;
    }

    @Override
    public Optional<Found<Inputs>> find(Call call, String id) {
        LocalCloudStatus status = call.cloud(LocalCloud::status);
        return status.agents().stream()
                .filter(agent -> agent.zone().value().equals(id))
                .findFirst()
                .map(agent -> new Found<>(
                        Obj.EMPTY.with("zone", PropertyValue.text(id)),
                        Obj.EMPTY.with("address", PropertyValue.text(agent.address()))));
    }

    @Override
    public void remove(LocalCloud cloud, String id) {
        cloud.removeAgent(new ZoneId(id));
    }
}
