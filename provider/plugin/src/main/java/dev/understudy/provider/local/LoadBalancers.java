package dev.understudy.provider.local;

import dev.understudy.clouds.local.BalancerInfo;
import dev.understudy.clouds.local.BalancerSpec;
import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.resources.Call;
import dev.understudy.provider.resources.Shares;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Urn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code understudy:local:LoadBalancer}. */
final class LoadBalancers implements LocalKind<LoadBalancers.Inputs> {
    /** See the schema. */
    record Inputs(String name, String service, Map<String, List<String>> endpoints, Map<String, Double> initial) {}

    @Override
    public String token() {
        return "understudy:local:LoadBalancer";
    }

    @Override
    public Class<Inputs> inputs() {
        return Inputs.class;
    }

    @Override
    public Obj complete(Urn urn, Obj news) {
        return news.has("name") ? news : news.with("name", PropertyValue.text(urn.name()));
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
    public Set<String> atCreationOnly() {
        return Set.of("initial");
    }

    @Override
    public String id(Inputs inputs) {
        return inputs.name();
    }

    @Override
    public Obj put(Call call, Urn urn, Inputs inputs) {
        return outputs(call.cloud(cloud -> cloud.putBalancer(spec(inputs))));
    }

    @Override
    public Optional<Found<Inputs>> find(Call call, String id) {
        return call.cloud(LocalCloud::status).balancers().stream()
                .filter(balancer -> balancer.spec().name().equals(id))
                .findFirst()
                .map(balancer -> new Found<>(found(balancer.spec()), outputs(balancer)));
    }

    @Override
    public void remove(LocalCloud cloud, String id) {
        cloud.deleteBalancer(id);
    }

    private static BalancerSpec spec(Inputs inputs) {
        var endpoints = new TreeMap<ZoneId, List<String>>();
        inputs.endpoints().forEach((zone, addresses) -> endpoints.put(new ZoneId(zone), addresses));
        Weights initial = Shares.of("initial", inputs.initial());
        return new BalancerSpec(inputs.name(), new ServiceId(inputs.service()), endpoints, initial);
    }

    /** Without {@code initial}: what counted at creation says nothing of now. */
    private static Obj found(BalancerSpec spec) {
        var endpoints = new TreeMap<String, PropertyValue>();
        spec.endpoints()
                .forEach((zone, addresses) -> endpoints.put(
                        zone.value(),
                        new PropertyValue.Items(addresses.stream()
                                .<PropertyValue>map(PropertyValue::text)
                                .toList())));
        return Obj.EMPTY
                .with("name", PropertyValue.text(spec.name()))
                .with("service", PropertyValue.text(spec.service().value()))
                .with("endpoints", new Obj(endpoints));
    }

    private static Obj outputs(BalancerInfo info) {
        return PropertyCodec.write(
                new Outputs(info.frontend(), "http://" + info.frontend() + "/", info.admin(), info.stats()));
    }

    private record Outputs(String frontend, String url, String admin, String stats) {}
}
