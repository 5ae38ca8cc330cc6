package dev.understudy.provider.resources;

import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.shadow.Placement;
import dev.understudy.core.shadow.RoundTrips;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.shadow.Site;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
    /** Instances to run in one zone while it waits or serves, and room for as many as may have to. */
    record Group(
            int instances, int slots, double capacityPerSecond, double fullCapacityPerSecond, double serviceMillis) {}

    private static final double SERVICE_MILLIS_DEFAULT = 5;

    /** @throws InvalidInput naming the path of what is wrong */
    static ServicePlan of(ServiceInputs inputs, String name) {
        var service = named("service", () -> new ServiceId(inputs.service() == null ? name : inputs.service()));
        var account =
                named("account", () -> new AccountId(inputs.account() == null ? service.value() : inputs.account()));
        var catalogue = inputs.catalogue().stream().map(CatalogueEntry::core).toList();
        var primary = zone("primary.zone", inputs.primary().zone(), catalogue);
        var sites = sites(inputs);
        var residency = residency(inputs);
        resident("primary.zone", primary.id(), sites, residency);
        var shadow = shadow(inputs, primary, catalogue, sites, residency);
        var numbers = numbers(inputs, primary.id(), shadow);
        var declared = Shares.of("weights", numbers);
        var mode = inputs.shadow().core();
        if (mode instanceof ShadowMode.MetadataOnly && declared.of(shadow) > 0) {
            throw new InvalidInput(
                    Path.field("weights", shadow.value()),
                    "weights of zone " + shadow
                            + " are above 0, but a shadow of mode metadata serves nothing; allowed: 0");
        }
        var groups = groups(inputs.primary(), primary.id(), shadow, mode);
        var policy = named(
                "policy",
                () -> inputs.policy() == null
                        ? MigrationPolicy.DEFAULT
                        : inputs.policy().core());
        var sizing = new ShadowedService.Sizing(inputs.primary().instances(), waiting(groups, shadow));
        var data = data(inputs, primary, shadow, catalogue);
        if (data instanceof DataPolicy.Replicated replicated) {
            replicated
                    .zones()
                    .forEach(zone -> resident(
                            inputs.tree().isPresent() ? "volume.standbys" : "database.standbys",
                            zone,
                            sites,
                            residency));
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
                        policy,
                        size(inputs.primary()),
                        catalogue,
                        sizing,
                        data));
        return new ServicePlan(inputs, core, numbers, groups);
    }

    private static int waiting(SortedMap<ZoneId, Group> groups, ZoneId shadow) {
        @Nullable Group group = groups.get(shadow);
        return group == null ? 0 : group.instances();
    }

    private static DataPolicy data(ServiceInputs inputs, Zone primary, ZoneId shadow, List<Zone> catalogue) {
        var volume = inputs.tree();
        if (volume.isPresent()) {
            var zones = zones(
                    "volume.standbys", volume.get().standbys(), List.of(primary.id(), shadow), "a tree", catalogue);
            var lagMax = volume.get().lagMax();
            return new DataPolicy.Replicated(zones, false, lagMax, lagMax.dividedBy(2), lagMax);
        }
        if (inputs.data().isEmpty()) {
            return new DataPolicy.None();
        }
        var database = inputs.data().get();
        var zones =
                zones("database.standbys", database.standbys(), List.of(primary.id(), shadow), "a server", catalogue);
        var adaptive = database.adaptive() == null ? ServiceInputs.Adaptive.OFF : database.adaptive();
        return new DataPolicy.Replicated(
                zones, adaptive.isOn(), adaptive.stepDown(), adaptive.stepUp(), database.lossMax());
    }

    /** @param what each zone has anyway */
    private static List<ZoneId> zones(
            String field, @Nullable List<String> more, List<ZoneId> first, String what, List<Zone> catalogue) {
        var zones = new ArrayList<>(first);
        var standbys = more == null ? List.<String>of() : more;
        for (int i = 0; i < standbys.size(); i++) {
            var at = Path.item(field, i);
            var zone = zone(at, standbys.get(i), catalogue).id();
            if (zones.contains(zone)) {
                throw new InvalidInput(
                        at,
                        at + " is \"" + zone + "\"; allowed: a zone that is not " + zones + ", which have " + what
                                + " anyway");
            }
            zones.add(zone);
        }
        return zones;
    }

    /** What the waiting shadow costs in an hour: its capacity in instances of the primary's size, at its zone's price. */
    double shadowCostPerHour() {
        double price = core.zone(core.shadow()).map(Zone::pricePerInstanceHour).orElse(0.0);
        return inputs.primary().instances() * core.mode().capacityRatio() * price;
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

    private static ZoneId shadow(
            ServiceInputs inputs,
            Zone primary,
            List<Zone> catalogue,
            Map<ZoneId, Site> sites,
            SortedSet<String> residency) {
        var placement = inputs.shadow().placement();
        if (placement == null || placement.equals(ServiceInputs.Shadow.AUTO)) {
            var constraints = new Placement.Constraints(0, inputs.primary().instances(), residency);
            return Placements.choose(primary, catalogue, sites, RoundTrips.unknown(), constraints)
                    .zone();
        }
        var zone = zone("shadow.placement", placement, catalogue).id();
        if (zone.equals(primary.id())) {
            throw new InvalidInput(
                    "shadow.placement",
                    "shadow.placement is \"" + zone + "\", which is the primary's; allowed: auto or another zone");
        }
        resident("shadow.placement", zone, sites, residency);
        return zone;
    }

    private static Map<ZoneId, Site> sites(ServiceInputs inputs) {
        var sites = new TreeMap<ZoneId, Site>();
        inputs.catalogue().stream().map(CatalogueEntry::site).forEach(site -> sites.put(site.zone(), site));
        return sites;
    }

    private static SortedSet<String> residency(ServiceInputs inputs) {
        return inputs.residency() == null ? new TreeSet<>() : new TreeSet<>(inputs.residency());
    }

    /** Refuses a zone where the data may not be. */
    private static void resident(String field, ZoneId zone, Map<ZoneId, Site> sites, SortedSet<String> residency) {
        var law = sites.getOrDefault(zone, Site.unknown(zone)).jurisdiction();
        if (!residency.isEmpty() && law.filter(residency::contains).isEmpty()) {
            throw new InvalidInput(
                    field,
                    field + " is \"" + zone + "\", "
                            + law.map(one -> "which is in " + one).orElse("which says no jurisdiction")
                            + "; allowed by residency: a zone in " + String.join(", ", residency));
        }
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

    /**
     * A reduced shadow has as few instances as hold its share, and together exactly its share of the capacity. Each zone
     * has room for as many instances as the primary, so that either can take all of the traffic.
     */
    private static SortedMap<ZoneId, Group> groups(
            ServiceInputs.Primary primary, ZoneId primaryZone, ZoneId shadow, ShadowMode mode) {
        double millis = primary.serviceMillis() == null ? SERVICE_MILLIS_DEFAULT : primary.serviceMillis();
        int slots = primary.instances();
        double full = primary.capacityPerSecond();
        var groups = new TreeMap<ZoneId, Group>();
        groups.put(primaryZone, new Group(primary.instances(), slots, full, full, millis));
        double instances = primary.instances() * mode.capacityRatio();
        int whole = (int) Math.ceil(instances - 1e-9);
        groups.put(shadow, new Group(whole, slots, whole == 0 ? full : full * instances / whole, full, millis));
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
