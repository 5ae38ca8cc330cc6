package dev.understudy.provider.local;

import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.VolumeInfo;
import dev.understudy.clouds.local.VolumeSpec;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.resources.Call;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Urn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code understudy:local:Volume}: a directory tree with a copy in each of its other zones. As with a database, the
 * resource never moves the writer: the agents do, and here the move is found done.
 */
final class Volumes implements LocalKind<Volumes.Inputs> {
    /** See the schema. */
    record Inputs(
            String name,
            String service,
            List<String> zones,
            int syncSeconds,
            @Nullable Ownership ownership,
            @Nullable String desiredWriter) {}

    @Override
    public String token() {
        return "understudy:local:Volume";
    }

    @Override
    public Class<Inputs> inputs() {
        return Inputs.class;
    }

    @Override
    public Obj complete(Urn urn, Obj news) {
        var inputs = news.has("name") ? news : news.with("name", PropertyValue.text(urn.name()));
        return inputs.has("syncSeconds")
                ? inputs
                : inputs.with("syncSeconds", PropertyValue.number(VolumeSpec.SYNC_SECONDS));
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
        return DesiredWriter.overlay(call, urn, inputs.service(), inputs.ownership(), inputs.zones(), "tree", last);
    }

    @Override
    public String id(Inputs inputs) {
        return inputs.name();
    }

    @Override
    public Obj put(Call call, Urn urn, Inputs inputs) {
        var wanted = spec(inputs);
        var info = call.cloud(cloud -> cloud.status().volumes().stream()
                .filter(there -> there.spec().equals(wanted))
                .findFirst()
                .orElseGet(() -> cloud.putVolume(wanted)));
        DesiredWriter.warn(
                call,
                urn,
                "volume " + info.spec().name(),
                info.writer(),
                inputs.desiredWriter(),
                "its users must be stopped meanwhile");
        return outputs(info);
    }

    @Override
    public Optional<Found<Inputs>> find(Call call, String id) {
        return call.cloud(LocalCloud::status).volumes().stream()
                .filter(volume -> volume.spec().name().equals(id))
                .findFirst()
                .map(volume -> new Found<>(
                        found(volume.spec()),
                        outputs(volume),
                        DesiredWriter.found(volume.spec().zones(), volume.writer())));
    }

    @Override
    public void remove(LocalCloud cloud, String id) {
        cloud.deleteVolume(id);
    }

    private static VolumeSpec spec(Inputs inputs) {
        return new VolumeSpec(
                inputs.name(),
                new ServiceId(inputs.service()),
                inputs.zones().stream().map(ZoneId::new).toList(),
                inputs.syncSeconds());
    }

    /** Without the zones, whose order counts at creation only, so that the program's own stays. */
    private static Obj found(VolumeSpec spec) {
        return Obj.EMPTY
                .with("name", PropertyValue.text(spec.name()))
                .with("service", PropertyValue.text(spec.service().value()))
                .with("syncSeconds", PropertyValue.number(spec.syncSeconds()));
    }

    private static Obj outputs(VolumeInfo info) {
        var paths = new TreeMap<String, PropertyValue>();
        info.members().forEach((zone, member) -> paths.put(zone.value(), PropertyValue.text(member.path())));
        return Obj.EMPTY
                .with("writer", PropertyValue.text(info.writer().value()))
                .with("paths", new Obj(paths));
    }
}
