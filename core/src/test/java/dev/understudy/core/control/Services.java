package dev.understudy.core.control;

import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Services for tests: a primary in zone-a, a shadow in zone-b, and zone-c looking on. */
final class Services {
    static final ZoneId A = new ZoneId("zone-a");
    static final ZoneId B = new ZoneId("zone-b");
    static final ZoneId C = new ZoneId("zone-c");

    private Services() {}

    static ShadowedService quick() {
        return with(Weights.allTo(A, List.of(B)), Bounds.OPEN, Ownership.SHARED, policy(3, 10));
    }

    static ShadowedService with(Weights declared, Bounds bounds, Ownership ownership, MigrationPolicy policy) {
        return new ShadowedService(
                new ServiceId("shop"),
                new AccountId("acme"),
                A,
                B,
                new ShadowMode.Reduced(0.5),
                ReplicationMode.ASYNC,
                declared,
                bounds,
                ownership,
                policy,
                new ShadowedService.InstanceSize(500, 256, 1_024, 100),
                List.of(new Zone(A, 50.1, 8.7, 0.10), new Zone(B, 52.4, 4.9, 0.09), new Zone(C, 48.9, 2.4, 0.11)));
    }

    static MigrationPolicy policy(int dwellSeconds, int coolDownSeconds) {
        var base = MigrationPolicy.DEFAULT;
        return new MigrationPolicy(
                base.threshold(),
                base.returnBelow(),
                base.stepsBasisPoints(),
                Duration.ofSeconds(dwellSeconds),
                Duration.ofSeconds(coolDownSeconds),
                base.horizon(),
                base.minSamples(),
                base.quorum(),
                base.weights(),
                base.gate(),
                saga(Duration.ofSeconds(1)));
    }

    static SagaPolicy saga(Duration soak) {
        var base = SagaPolicy.DEFAULT;
        return new SagaPolicy(
                base.patience(),
                soak,
                base.pauseMax(),
                base.retireNeedsApproval(),
                base.limits(),
                base.drillEvery(),
                base.readinessFloor(),
                base.readinessHalfLife(),
                base.refreshEvery());
    }

    static Weights share(int shadowBasisPoints) {
        return Weights.proportionalTo(Map.of(A, Weights.WHOLE - shadowBasisPoints, B, shadowBasisPoints));
    }
}
