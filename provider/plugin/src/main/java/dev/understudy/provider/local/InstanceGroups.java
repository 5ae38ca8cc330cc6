package dev.understudy.provider.local;

import dev.understudy.clouds.local.GroupInfo;
import dev.understudy.clouds.local.GroupSpec;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.resources.Call;
import dev.understudy.provider.resources.Provisions;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Urn;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code understudy:local:InstanceGroup}. How many instances run, and how large they are, is the program's word until the
 * ledger's head says another number for the zone: then so many run, each of the full size.
 */
final class InstanceGroups implements LocalKind<InstanceGroups.Inputs> {
    private static final double SERVICE_MILLIS_DEFAULT = 5;
    private static final String INSTANCES = "desiredInstances";
    private static final String CAPACITY = "desiredCapacityPerSecond";

    /** See the schema. */
    record Inputs(
            String name,
            String service,
            String zone,
            int instances,
            int slots,
            double capacityPerSecond,
            double fullCapacityPerSecond,
            double serviceMillis,
            @Nullable String database,
            @Nullable String volume,
            @Nullable Ownership ownership,
            @Nullable Integer desiredInstances,
            @Nullable Double desiredCapacityPerSecond) {}

    @Override
    public String token() {
        return "understudy:local:InstanceGroup";
    }

    @Override
    public Class<Inputs> inputs() {
        return Inputs.class;
    }

    @Override
    public Obj complete(Urn urn, Obj news) {
        var inputs = news.has("name") ? news : news.with("name", PropertyValue.text(urn.name()));
        if (!inputs.has("serviceMillis")) {
            inputs = inputs.with("serviceMillis", PropertyValue.number(SERVICE_MILLIS_DEFAULT));
        }
        if (!inputs.has("slots") && inputs.has("instances")) {
            var instances = inputs.get("instances").plainTop();
            inputs = inputs.with(
                    "slots",
                    instances instanceof PropertyValue.Num(var number)
                            ? PropertyValue.number(Math.max(1, number))
                            : instances);
        }
        return inputs.has("fullCapacityPerSecond") || !inputs.has("capacityPerSecond")
                ? inputs
                : inputs.with("fullCapacityPerSecond", inputs.get("capacityPerSecond"));
    }

    @Override
    public void validate(Inputs inputs) {
        try {
            var _ = spec(inputs);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInput("", String.valueOf(wrong.getMessage()));
        }
        if (!(inputs.fullCapacityPerSecond() > 0 && inputs.fullCapacityPerSecond() <= 100_000)) {
            throw new InvalidInput(
                    "fullCapacityPerSecond",
                    "fullCapacityPerSecond is " + inputs.fullCapacityPerSecond()
                            + "; allowed: above 0, at most 100000");
        }
    }

    @Override
    public Set<String> replacing() {
        return Set.of("name", "service", "zone");
    }

    @Override
    public Set<String> overlaid() {
        return Set.of(INSTANCES, CAPACITY);
    }

    @Override
    public Obj overlay(Call call, Urn urn, Inputs inputs, Obj last) {
        var declared = size(inputs.instances(), inputs.capacityPerSecond());
        var provision = Provisions.of(call, urn, inputs.service(), inputs.ownership());
        if (provision.isEmpty()) {
            return last.has(INSTANCES) && last.has(CAPACITY)
                    ? Obj.EMPTY.with(INSTANCES, last.get(INSTANCES)).with(CAPACITY, last.get(CAPACITY))
                    : declared;
        }
        @Nullable Integer wanted = provision.get().instances().get(new ZoneId(inputs.zone()));
        if (wanted == null) {
            return declared;
        }
        if (wanted > inputs.slots()) {
            call.engine()
                    .warn(
                            urn,
                            "the ledger wants " + wanted + " instances in " + inputs.zone() + "; there is room for "
                                    + inputs.slots() + ", so as many run");
        }
        return size(Math.min(wanted, inputs.slots()), inputs.fullCapacityPerSecond());
    }

    private static Obj size(int instances, double capacityPerSecond) {
        return Obj.EMPTY
                .with(INSTANCES, PropertyValue.number(instances))
                .with(CAPACITY, PropertyValue.number(capacityPerSecond));
    }

    @Override
    public String id(Inputs inputs) {
        return inputs.name();
    }

    @Override
    public Obj put(Call call, Urn urn, Inputs inputs) {
        return outputs(call.cloud(cloud -> cloud.putGroup(spec(inputs))));
    }

    @Override
    public Optional<Found<Inputs>> find(Call call, String id) {
        return call.cloud(LocalCloud::status).groups().stream()
                .filter(group -> group.spec().name().equals(id))
                .findFirst()
                .map(group -> new Found<>(running(group.spec()), outputs(group), declared(group.spec())));
    }

    @Override
    public void remove(LocalCloud cloud, String id) {
        cloud.deleteGroup(id);
    }

    /** What shall run: as the ledger wants it, else as declared. */
    private static GroupSpec spec(Inputs inputs) {
        var instances = inputs.desiredInstances();
        var capacity = inputs.desiredCapacityPerSecond();
        return new GroupSpec(
                inputs.name(),
                new ServiceId(inputs.service()),
                new ZoneId(inputs.zone()),
                instances == null ? inputs.instances() : instances,
                inputs.slots(),
                capacity == null ? inputs.capacityPerSecond() : capacity,
                inputs.serviceMillis(),
                Optional.ofNullable(inputs.database()),
                Optional.ofNullable(inputs.volume()));
    }

    private static Obj running(GroupSpec spec) {
        return size(spec.instances(), spec.capacityPerSecond())
                .with(named("database", spec.database()))
                .with(named("volume", spec.volume()))
                .with("name", PropertyValue.text(spec.name()))
                .with("service", PropertyValue.text(spec.service().value()))
                .with("zone", PropertyValue.text(spec.zone().value()))
                .with("slots", PropertyValue.number(spec.slots()))
                .with("serviceMillis", PropertyValue.number(spec.serviceMillis()));
    }

    private static Obj named(String field, Optional<String> name) {
        return name.map(text -> Obj.EMPTY.with(field, PropertyValue.text(text))).orElse(Obj.EMPTY);
    }

    /** What a program would have declared to have what runs. */
    private static Obj declared(GroupSpec spec) {
        return Obj.EMPTY
                .with("instances", PropertyValue.number(spec.instances()))
                .with("capacityPerSecond", PropertyValue.number(spec.capacityPerSecond()))
                .with("fullCapacityPerSecond", PropertyValue.number(spec.capacityPerSecond()));
    }

    private static Obj outputs(GroupInfo group) {
        return Obj.EMPTY.with(
                "endpoints",
                new PropertyValue.Items(group.endpoints().stream()
                        .<PropertyValue>map(PropertyValue::text)
                        .toList()));
    }
}
