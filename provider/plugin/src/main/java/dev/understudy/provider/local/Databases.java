package dev.understudy.provider.local;

import dev.understudy.clouds.local.DatabaseInfo;
import dev.understudy.clouds.local.DatabaseSpec;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.resources.Call;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Urn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code understudy:local:Database}: a PostgreSQL with a server and a pooler in each of its zones. The resource never
 * moves the writer: the agents do, while clients are held, and the ledger says so afterwards; here the move is found done.
 */
final class Databases implements LocalKind<Databases.Inputs> {
    private static final List<String> USUAL = List.of("app");

    /** See the schema. */
    record Inputs(
            String name,
            String service,
            List<String> zones,
            List<String> dormant,
            ReplicationMode mode,
            List<String> databases,
            List<String> roles,
            List<String> criticalDatabases,
            List<String> criticalRoles,
            @Nullable Ownership ownership,
            @Nullable String desiredWriter) {}

    @Override
    public String token() {
        return "understudy:local:Database";
    }

    @Override
    public Class<Inputs> inputs() {
        return Inputs.class;
    }

    @Override
    public Obj complete(Urn urn, Obj news) {
        var inputs = news.has("name") ? news : news.with("name", PropertyValue.text(urn.name()));
        inputs = inputs.has("mode") ? inputs : inputs.with("mode", PropertyValue.text("async"));
        for (String field : List.of("databases", "roles")) {
            inputs = inputs.has(field) ? inputs : inputs.with(field, texts(USUAL));
        }
        for (String field : List.of("dormant", "criticalDatabases", "criticalRoles")) {
            inputs = inputs.has(field) ? inputs : inputs.with(field, texts(List.of()));
        }
        return inputs;
    }

    @Override
    public void validate(Inputs inputs) {
        try {
            var _ = spec(inputs);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInput("", String.valueOf(wrong.getMessage()));
        }
    }

    @Override
    public Set<String> replacing() {
        return Set.of("name", "service");
    }

    @Override
    public Set<String> overlaid() {
        return Set.of(DesiredWriter.FIELD);
    }

    @Override
    public Obj overlay(Call call, Urn urn, Inputs inputs, Obj last) {
        return DesiredWriter.overlay(call, urn, inputs.service(), inputs.ownership(), inputs.zones(), "server", last);
    }

    @Override
    public String id(Inputs inputs) {
        return inputs.name();
    }

    @Override
    public Obj put(Call call, Urn urn, Inputs inputs) {
        var info = call.cloud(cloud -> made(cloud, spec(inputs)));
        DesiredWriter.warn(
                call,
                urn,
                "database " + info.spec().name(),
                info.writer(),
                inputs.desiredWriter(),
                "its clients must be held meanwhile");
        return outputs(info);
    }

    /**
     * One that is as declared is left alone: all that can have changed is where its writer shall be. So an update after an
     * evacuation does not wait for the server of the zone that died.
     */
    private static DatabaseInfo made(LocalCloud cloud, DatabaseSpec wanted) {
        return cloud.status().databases().stream()
                .filter(there -> there.spec().equals(wanted))
                .findFirst()
                .orElseGet(() -> cloud.putDatabase(wanted));
    }

    @Override
    public Optional<Found<Inputs>> find(Call call, String id) {
        return call.cloud(LocalCloud::status).databases().stream()
                .filter(database -> database.spec().name().equals(id))
                .findFirst()
                .map(database -> new Found<>(
                        found(database.spec()),
                        outputs(database),
                        DesiredWriter.found(database.spec().zones(), database.writer())));
    }

    @Override
    public void remove(LocalCloud cloud, String id) {
        cloud.deleteDatabase(id);
    }

    private static DatabaseSpec spec(Inputs inputs) {
        var dormant = new TreeSet<ZoneId>();
        inputs.dormant().forEach(zone -> dormant.add(new ZoneId(zone)));
        return new DatabaseSpec(
                inputs.name(),
                new ServiceId(inputs.service()),
                inputs.zones().stream().map(ZoneId::new).toList(),
                dormant,
                inputs.mode(),
                inputs.databases(),
                inputs.roles(),
                new TreeSet<>(inputs.criticalDatabases()),
                new TreeSet<>(inputs.criticalRoles()));
    }

    /** Without the zones, whose order counts at creation only, so that the program's own stays. */
    private static Obj found(DatabaseSpec spec) {
        return Obj.EMPTY
                .with("name", PropertyValue.text(spec.name()))
                .with("service", PropertyValue.text(spec.service().value()))
                .with("dormant", DesiredWriter.zones(spec.dormant()))
                .with("mode", PropertyValue.text(spec.mode().name().toLowerCase(Locale.ROOT)))
                .with("databases", texts(spec.databases()))
                .with("roles", texts(spec.roles()))
                .with("criticalDatabases", texts(spec.criticalDatabases()))
                .with("criticalRoles", texts(spec.criticalRoles()));
    }

    private static Obj outputs(DatabaseInfo info) {
        var servers = new TreeMap<String, PropertyValue>();
        var poolers = new TreeMap<String, PropertyValue>();
        info.members().forEach((zone, member) -> {
            servers.put(zone.value(), PropertyValue.text(member.server()));
            poolers.put(zone.value(), PropertyValue.text(member.pooler()));
        });
        return Obj.EMPTY
                .with("writer", PropertyValue.text(info.writer().value()))
                .with("servers", new Obj(servers))
                .with("poolers", new Obj(poolers));
    }

    private static PropertyValue texts(Collection<String> texts) {
        return new PropertyValue.Items(
                new ArrayList<>(texts.stream().map(PropertyValue::text).toList()));
    }
}
