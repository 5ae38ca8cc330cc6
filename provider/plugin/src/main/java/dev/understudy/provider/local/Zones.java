package dev.understudy.provider.local;

import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.ZoneInfo;
import dev.understudy.clouds.local.ZoneSpec;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.resources.Call;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Urn;
import java.util.Optional;
import java.util.Set;

/** {@code understudy:local:Zone}. */
final class Zones implements LocalKind<Zones.Inputs> {
    /** See the schema. */
    record Inputs(String zone, double latitudeDegrees, double longitudeDegrees, double pricePerInstanceHour) {}

    @Override
    public String token() {
        return "understudy:local:Zone";
    }

    @Override
    public Class<Inputs> inputs() {
        return Inputs.class;
    }

    @Override
    public Obj complete(Urn urn, Obj news) {
        var inputs = news.has("zone") ? news : news.with("zone", PropertyValue.text(urn.name()));
        for (String number : Set.of("latitudeDegrees", "longitudeDegrees", "pricePerInstanceHour")) {
            inputs = inputs.has(number) ? inputs : inputs.with(number, PropertyValue.number(0));
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
        return Set.of("zone");
    }

    @Override
    public String id(Inputs inputs) {
        return inputs.zone();
    }

    @Override
    public Obj planned(Inputs inputs) {
        return outputs(inputs, new PropertyValue.Unknown());
    }

    @Override
    public Obj put(Call call, Urn urn, Inputs inputs) {
        var zone = call.cloud(cloud -> cloud.putZone(spec(inputs)));
        return outputs(inputs, PropertyValue.text(zone.address()));
    }

    @Override
    public Optional<Found<Inputs>> find(Call call, String id) {
        return call.cloud(LocalCloud::status).zones().stream()
                .filter(zone -> zone.spec().zone().id().value().equals(id))
                .findFirst()
                .map(zone -> new Found<>(
                        PropertyCodec.write(inputs(zone)), outputs(inputs(zone), PropertyValue.text(zone.address()))));
    }

    @Override
    public void remove(LocalCloud cloud, String id) {
        cloud.deleteZone(new ZoneId(id));
    }

    private static ZoneSpec spec(Inputs inputs) {
        return new ZoneSpec(new Zone(
                new ZoneId(inputs.zone()),
                inputs.latitudeDegrees(),
                inputs.longitudeDegrees(),
                inputs.pricePerInstanceHour()));
    }

    private static Inputs inputs(ZoneInfo info) {
        var zone = info.spec().zone();
        return new Inputs(
                zone.id().value(), zone.latitudeDegrees(), zone.longitudeDegrees(), zone.pricePerInstanceHour());
    }

    private static Obj outputs(Inputs inputs, PropertyValue address) {
        return Obj.EMPTY.with("address", address).with("entry", PropertyCodec.write(inputs));
    }
}
