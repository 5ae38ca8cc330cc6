package dev.understudy.programs;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.core.Output;
import dev.understudy.ShadowedService;
import dev.understudy.ShadowedServiceArgs;
import dev.understudy.ZoneAgent;
import dev.understudy.ZoneAgentArgs;
import dev.understudy.enums.Ownership;
import dev.understudy.enums.ReplicationMode;
import dev.understudy.enums.ShadowMode;
import dev.understudy.inputs.CatalogueEntryArgs;
import dev.understudy.inputs.DatabaseArgs;
import dev.understudy.inputs.MigrationPolicyArgs;
import dev.understudy.inputs.PrimaryArgs;
import dev.understudy.inputs.ShadowArgs;
import dev.understudy.inputs.VolumeArgs;
import dev.understudy.inputs.WatchArgs;
import dev.understudy.local.Zone;
import dev.understudy.local.ZoneArgs;
import dev.understudy.outputs.CatalogueEntry;
import dev.understudy.outputs.Watch;
import java.util.List;
import java.util.Map;

/** A service with a primary zone, a shadow in another, and an agent in each of three zones. */
public final class LocalPair {
    private LocalPair() {}

    public static void main(String[] arguments) {
        Pulumi.run(LocalPair::stack);
    }

    private static void stack(Context context) {
        var frankfurt = zone("zone-a", 50.11, 8.68, 0.11);
        var amsterdam = zone("zone-b", 52.37, 4.9, 0.1);
        var stockholm = zone("zone-c", 59.33, 18.07, 0.12);

        var config = context.config();
        boolean withDatabase = config.getBoolean("database").orElse(false);
        boolean withVolume = config.getBoolean("volume").orElse(false);
        var shop = new ShadowedService("shop", ShadowedServiceArgs.builder()
                .primary(PrimaryArgs.builder()
                        .zone(frankfurt.zone())
                        .instances(2)
                        .capacityPerSecond(800.0)
                        .cpuMillis(500)
                        .memoryMiB(128)
                        .storageMiB(1024)
                        .networkMbps(100)
                        .build())
                .shadow(shadow(config.get("shadow").orElse("reduced")))
                .replication(replication(config.get("replication").orElse("async")))
                .database(DatabaseArgs.builder().enabled(withDatabase).build())
                .volume(VolumeArgs.builder().enabled(withVolume).build())
                .ownership(Ownership.Agent)
                .policy(MigrationPolicyArgs.builder()
                        .dwellSeconds(3.0)
                        .coolDownSeconds(10.0)
                        .build())
                .catalogue(Output.all(List.of(entry(frankfurt), entry(amsterdam), entry(stockholm))))
                .build());

        agent("agent-a", frankfurt, shop);
        agent("agent-b", amsterdam, shop);
        agent("agent-c", stockholm, shop);
        context.export("url", shop.url());
        context.export("shadowZone", shop.shadowZone());
        context.export("shadowCostPerHour", shop.shadowCostPerHour());
        context.export("writerZone", shop.writerZone());
        context.export(
                "weights",
                shop.weights()
                        .applyValue(weights -> Map.of(
                                "declared", weights.declared(),
                                "desired", weights.desired(),
                                "effective", weights.effective())));
        context.export("revision", shop.revision());
    }

    /** How much of the shadow waits: nothing but its profile, half of the primary, or all of it. */
    private static ShadowArgs shadow(String mode) {
        var shadow = ShadowArgs.builder().placement("auto");
        return switch (mode) {
            case "metadata" -> shadow.mode(ShadowMode.Metadata).build();
            case "reduced" -> shadow.mode(ShadowMode.Reduced).capacity(0.5).build();
            case "full" -> shadow.mode(ShadowMode.Full).build();
            default ->
                throw new IllegalArgumentException("shadow is \"" + mode + "\"; allowed: metadata, reduced, full");
        };
    }

    private static ReplicationMode replication(String mode) {
        return switch (mode) {
            case "sync" -> ReplicationMode.Sync;
            case "async" -> ReplicationMode.Async;
            case "hybrid" -> ReplicationMode.Hybrid;
            default ->
                throw new IllegalArgumentException("replication is \"" + mode + "\"; allowed: sync, async, hybrid");
        };
    }

    private static Zone zone(String name, double latitude, double longitude, double price) {
        return new Zone(name, ZoneArgs.builder()
                .latitudeDegrees(latitude)
                .longitudeDegrees(longitude)
                .pricePerInstanceHour(price)
                .build());
    }

    private static void agent(String name, Zone zone, ShadowedService service) {
        new ZoneAgent(name, ZoneAgentArgs.builder()
                .zone(zone.zone())
                .services(service.watch().applyValue(watch -> List.of(watch(watch))))
                .build());
    }

    private static Output<CatalogueEntryArgs> entry(Zone zone) {
        return zone.entry().applyValue(LocalPair::entry);
    }

    private static CatalogueEntryArgs entry(CatalogueEntry entry) {
        return CatalogueEntryArgs.builder()
                .zone(entry.zone())
                .latitudeDegrees(entry.latitudeDegrees().orElse(0.0))
                .longitudeDegrees(entry.longitudeDegrees().orElse(0.0))
                .pricePerInstanceHour(entry.pricePerInstanceHour().orElse(0.0))
                .build();
    }

    private static WatchArgs watch(Watch watch) {
        var told = WatchArgs.builder()
                .service(watch.service())
                .endpoints(watch.endpoints())
                .balancer(watch.balancer())
                .calendars(watch.calendars())
                .zones(watch.zones());
        watch.admin().ifPresent(told::admin);
        watch.database().ifPresent(told::database);
        watch.volume().ifPresent(told::volume);
        return told.build();
    }
}
