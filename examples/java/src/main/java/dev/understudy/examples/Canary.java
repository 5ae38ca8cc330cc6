package dev.understudy.examples;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import dev.understudy.ShadowedService;
import dev.understudy.ShadowedServiceArgs;
import dev.understudy.enums.Ownership;
import dev.understudy.enums.ReplicationMode;
import dev.understudy.enums.ShadowMode;
import dev.understudy.inputs.CatalogueEntryArgs;
import dev.understudy.inputs.PrimaryArgs;
import dev.understudy.inputs.ShadowArgs;
import dev.understudy.local.Zone;
import java.util.Map;

/** A service between two zones whose weights a person moves; no agent takes part. */
public final class Canary {
    private Canary() {}

    public static void main(String[] arguments) {
        Pulumi.run(Canary::stack);
    }

    private static void stack(Context context) {
        var settings = context.config();
        double stable = settings.getDouble("stable").orElse(90.0);
        double canary = settings.getDouble("canary").orElse(10.0);
        var frankfurt = new Zone("frankfurt");
        var paris = new Zone("paris");

        var checkout = new ShadowedService("checkout", ShadowedServiceArgs.builder()
                .primary(PrimaryArgs.builder()
                        .zone(frankfurt.zone())
                        .instances(1)
                        .capacityPerSecond(200.0)
                        .build())
                .shadow(ShadowArgs.builder()
                        .mode(ShadowMode.Full)
                        .placement(paris.zone())
                        .build())
                .replication(ReplicationMode.Sync)
                // Whoever spoke last: a number changed here and put up, or one recorded by `understudy weights set`.
                .ownership(Ownership.Shared)
                .weights(Map.of("frankfurt", stable, "paris", canary))
                .catalogue(place(frankfurt), place(paris))
                .build());
        context.export("url", checkout.url());
        context.export("desired", checkout.weights().applyValue(weights -> weights.desired()));
    }

    private static CatalogueEntryArgs place(Zone zone) {
        return CatalogueEntryArgs.builder().zone(zone.zone()).build();
    }
}
