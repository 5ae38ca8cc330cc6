package dev.understudy.sim;

import dev.understudy.core.migrate.Limits;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.shadow.PoolPolicy;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Draws a world from a seed: its size, its services, and which kinds of faults exist in it. */
final class Swarm {
    static final long SAFETY = 240_000;
    static final long HEAL = 600_000;
    private static final List<String> NAMES = List.of("shop", "search", "cart");

    private final Dice dice;
    private final Dice pools;
    private final long seed;
    private final List<Zone> zones = new ArrayList<>();
    private final List<Plan.Service> services = new ArrayList<>();

    private Swarm(long seed) {
        this.seed = seed;
        this.dice = new Dice(seed).of("swarm");
        this.pools = new Dice(seed).of("pools");
    }

    static Plan plan(long seed) {
        return new Swarm(seed).draw();
    }

    private Plan draw() {
        int zoneCount = dice.between(2, 4);
        for (int zone = 0; zone < zoneCount; zone++) {
            zones.add(new Zone(new ZoneId("zone-" + (char) ('a' + zone)), 50 + zone, 8 + zone, 0.1));
        }
        int serviceCount = dice.between(1, 3) == 3 ? 2 : 1;
        var limits = limits();
        for (int service = 0; service < serviceCount; service++) {
            services.add(service(NAMES.get(service), limits));
        }
        var room = new TreeMap<ZoneId, Integer>();
        zones.forEach(zone ->
                room.put(zone.id(), Math.max(declared(zone.id()), dice.happens(0.2) ? dice.between(6, 9) : 20)));
        var happenings =
                new FaultDraw(dice.of("faults"), zones.stream().map(Zone::id).toList(), services).draw(SAFETY);
        happenings.sort(Comparator.comparingLong(Happening.Timed::at));
        return new Plan(
                seed,
                List.copyOf(zones),
                room,
                List.copyOf(services),
                List.copyOf(happenings),
                SAFETY,
                HEAL,
                dice.happens(0.3) ? dice.between(0.0, 0.002) : 0);
    }

    /** Instances that all services declare in a zone: for those there always is room. */
    private int declared(ZoneId zone) {
        return services.stream()
                .map(Plan.Service::declared)
                .mapToInt(service -> zone.equals(service.primary())
                        ? service.sizing().primaryInstances()
                        : zone.equals(service.shadow()) ? service.sizing().shadowInstances() : 0)
                .sum();
    }

    private Limits limits() {
        var most = new TreeMap<ZoneId, Integer>();
        if (dice.happens(0.3)) {
            zones.forEach(zone -> most.put(zone.id(), dice.between(4, 8)));
        }
        return new Limits(dice.between(1, 2), dice.happens(0.3) ? 900 : Double.MAX_VALUE, most);
    }

    private Plan.Service service(String name, Limits limits) {
        var primary = dice.oneOf(zones).id();
        var shadow = dice.oneOf(zones.stream()
                        .filter(zone -> !zone.id().equals(primary))
                        .toList())
                .id();
        var mode = dice.oneOf(
                List.<ShadowMode>of(new ShadowMode.MetadataOnly(), new ShadowMode.Reduced(0.5), new ShadowMode.Full()));
        int instances = dice.between(2, 4);
        int waiting = (int) Math.round(instances * mode.capacityRatio());
        double load = 100 * instances * dice.between(0.3, 0.75);
        var replication = dice.oneOf(List.of(ReplicationMode.SYNC, ReplicationMode.ASYNC, ReplicationMode.HYBRID));
        var declared = new ShadowedService(
                new ServiceId(name),
                new AccountId("acme"),
                primary,
                shadow,
                mode,
                replication,
                Weights.allTo(primary, List.of(shadow)),
                dice.happens(0.1) ? new Bounds(0, Weights.WHOLE, 5_000) : Bounds.OPEN,
                dice.happens(0.8) ? Ownership.AGENT : Ownership.SHARED,
                policy(limits),
                new ShadowedService.InstanceSize(500, 256, 1_024, 100),
                List.copyOf(zones),
                new ShadowedService.Sizing(instances, waiting),
                data(primary, shadow));
        return new Plan.Service(declared, load, 100, 40);
    }

    private DataPolicy data(ZoneId primary, ZoneId shadow) {
        if (dice.happens(0.35)) {
            return new DataPolicy.None();
        }
        var members = new ArrayList<>(List.of(primary, shadow));
        zones.stream()
                .map(Zone::id)
                .filter(zone -> !members.contains(zone))
                .findFirst()
                .filter(_ -> dice.happens(0.7))
                .ifPresent(members::add);
        return new DataPolicy.Replicated(
                members, dice.happens(0.3), Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(10));
    }

    /** At most one service is drilled on schedule: two that take turns for ever would never both be at rest. */
    private boolean drills() {
        return dice.happens(0.15) && services.isEmpty();
    }

    private MigrationPolicy policy(Limits limits) {
        var base = MigrationPolicy.DEFAULT;
        var saga = new SagaPolicy(
                Duration.ofSeconds(dice.between(30, 90)),
                Duration.ofSeconds(dice.between(5, 20)),
                Duration.ofSeconds(dice.between(1, 4)),
                dice.happens(0.15),
                limits,
                drills() ? Duration.ofMinutes(2) : Duration.ZERO,
                dice.happens(0.1) ? 0.2 : 0,
                Duration.ofDays(14),
                dice.happens(0.2) ? Duration.ofMinutes(1) : Duration.ZERO,
                pool());
        return new MigrationPolicy(
                base.threshold(),
                base.returnBelow(),
                dice.happens(0.5) ? base.stepsBasisPoints() : List.of(2_000, 10_000),
                Duration.ofSeconds(dice.between(3, 9)),
                Duration.ofSeconds(dice.between(5, 20)),
                base.horizon(),
                base.minSamples(),
                base.quorum(),
                base.weights(),
                base.gate(),
                saga);
    }

    private Optional<PoolPolicy> pool() {
        if (!pools.happens(0.3)) {
            return Optional.empty();
        }
        return Optional.of(new PoolPolicy(
                pools.between(0.4, 0.9),
                Duration.ofSeconds(pools.between(2, 30)),
                pools.between(0.02, 0.5),
                Duration.ofSeconds(pools.between(5, 60))));
    }
}
