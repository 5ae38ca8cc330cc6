package dev.understudy.provider.local;

import dev.understudy.clouds.local.GroupInfo;
import dev.understudy.clouds.local.GroupSpec;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.resources.Call;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Urn;
import java.util.Optional;
import java.util.Set;

/** {@code understudy:local:InstanceGroup}. */
final class InstanceGroups implements LocalKind<InstanceGroups.Inputs> {
    private static final double SERVICE_MILLIS_DEFAULT = 5;

    /** See the schema. */
    record Inputs(
            String name, String service, String zone, int instances, double capacityPerSecond, double serviceMillis) {}

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
        return inputs.has("serviceMillis")
                ? inputs
                : inputs.with("serviceMillis", PropertyValue.number(SERVICE_MILLIS_DEFAULT));
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
        return Set.of("name", "service", "zone");
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
                .map(group -> new Found<>(PropertyCodec.write(inputs(group.spec())), outputs(group)));
    }

    @Override
    public void remove(LocalCloud cloud, String id) {
        cloud.deleteGroup(id);
    }

    private static GroupSpec spec(Inputs inputs) {
        return new GroupSpec(
                inputs.name(),
                new ServiceId(inputs.service()),
                new ZoneId(inputs.zone()),
                inputs.instances(),
                inputs.capacityPerSecond(),
                inputs.serviceMillis());
    }

    private static Inputs inputs(GroupSpec spec) {
        return new Inputs(
                spec.name(),
                spec.service().value(),
                spec.zone().value(),
                spec.instances(),
                spec.capacityPerSecond(),
                spec.serviceMillis());
    }

    private static Obj outputs(GroupInfo group) {
        return Obj.EMPTY.with(
                "endpoints",
                new PropertyValue.Items(group.endpoints().stream()
                        .<PropertyValue>map(PropertyValue::text)
                        .toList()));
    }
}
