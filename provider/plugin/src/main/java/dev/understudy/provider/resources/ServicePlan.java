package dev.understudy.provider.resources;

import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code ShadowedService} comes down to.
 *
 * @param inputs as the program gave them
 * @param core the same as the agents know it
 * @param numbers declared weights as the program wrote them, the usual ones filled in
 * @param groups instances by zone
 */
record ServicePlan(
        ServiceInputs inputs, ShadowedService core, Map<String, Double> numbers, SortedMap<ZoneId, Group> groups) {
    /** Instances to run in one zone. */
    record Group(int instances, double capacityPerSecond, double serviceMillis) {}

    private static final double SERVICE_MILLIS_DEFAULT = 5;

    /** @throws InvalidInput naming the path of what is wrong */
    static ServicePlan of(ServiceInputs inputs, String name) {
        var service = named("service", () -> new ServiceId(inputs.service() == null ? name : inputs.service()));
        var account =
                named("account", () -> new AccountId(inputs.account() == null ? service.value() : inputs.account()));
        var catalogue =
                inputs.catalogue().stream().map(ServiceInputs.Entry::core).toList();
        var primary = zone("primary.zone", inputs.primary().zone(), catalogue);
        var shadow = shadow(inputs.shadow().placement(), primary, catalogue);
        var numbers = numbers(inputs, primary.id(), shadow);
        var declared = Shares.of("weights", numbers);
        var mode = inputs.shadow().core();
        if (mode instanceof ShadowMode.MetadataOnly && declared.of(shadow) > 0) {
            throw new InvalidInput(
                    Path.field("weights", shadow.value()),
                    "weights of zone " + shadow
                            + " are above 0, but a shadow of mode metadata serves nothing; allowed: 0");
        }
        var core = named(
                "shadow",
                () -> new ShadowedService(
                        service,
                        account,
                        primary.id(),
                        shadow,
                        mode,
                        inputs.replication(),
                        declared,
                        inputs.bounds() == null ? Bounds.OPEN : inputs.bounds().bounds(),
                        inputs.ownership() == null ? Ownership.AGENT : inputs.ownership(),
                        inputs.policy() == null
                                ? MigrationPolicy.DEFAULT
                                : inputs.policy().core(),
                        size(inputs.primary()),
                        catalogue));
        return new ServicePlan(inputs, core, numbers, groups(inputs.primary(), primary.id(), shadow, mode));
    }

    private static Zone zone(String field, String id, List<Zone> catalogue) {
        return catalogue.stream()
                .filter(zone -> zone.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        field,
                        field + " is \"" + id + "\"; allowed: a zone of the catalogue, "
                                + catalogue.stream().map(Zone::id).sorted().toList()));
    }

    private static ZoneId shadow(@Nullable String placement, Zone primary, List<Zone> catalogue) {
        if (placement == null || placement.equals(ServiceInputs.Shadow.AUTO)) {
            return Placements.choose(primary, catalogue, Map.of()).zone();
        }
        var zone = zone("shadow.placement", placement, catalogue).id();
        if (zone.equals(primary.id())) {
            throw new InvalidInput(
                    "shadow.placement",
                    "shadow.placement is \"" + zone + "\", which is the primary's; allowed: auto or another zone");
        }
        return zone;
    }

    private static Map<String, Double> numbers(ServiceInputs inputs, ZoneId primary, ZoneId shadow) {
        var numbers = new TreeMap<String, Double>();
        numbers.put(primary.value(), inputs.weights() == null ? 100.0 : 0.0);
        numbers.put(shadow.value(), 0.0);
        if (inputs.weights() != null) {
            for (var weight : inputs.weights().entrySet()) {
                if (!numbers.containsKey(weight.getKey())) {
                    throw new InvalidInput(
                            Path.field("weights", weight.getKey()),
                            "weights name zone \"" + weight.getKey() + "\"; allowed: " + primary + " and " + shadow
                                    + ", where the service runs");
                }
                numbers.put(weight.getKey(), weight.getValue());
            }
        }
        return numbers;
    }

    private static ShadowedService.InstanceSize size(ServiceInputs.Primary primary) {
        return new ShadowedService.InstanceSize(
                orZero(primary.cpuMillis()),
                orZero(primary.memoryMiB()),
                orZero(primary.storageMiB()),
                orZero(primary.networkMbps()));
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    /** A reduced shadow has as few instances as hold its share, and together exactly its share of the capacity. */
    private static SortedMap<ZoneId, Group> groups(
            ServiceInputs.Primary primary, ZoneId primaryZone, ZoneId shadow, ShadowMode mode) {
        double millis = primary.serviceMillis() == null ? SERVICE_MILLIS_DEFAULT : primary.serviceMillis();
        var groups = new TreeMap<ZoneId, Group>();
        groups.put(primaryZone, new Group(primary.instances(), primary.capacityPerSecond(), millis));
        if (mode.capacityRatio() > 0) {
            double instances = primary.instances() * mode.capacityRatio();
            int whole = (int) Math.ceil(instances - 1e-9);
            groups.put(shadow, new Group(whole, primary.capacityPerSecond() * instances / whole, millis));
        }
        return groups;
    }

    private static <T> T named(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInput(field, String.valueOf(wrong.getMessage()));
        }
    }
}
