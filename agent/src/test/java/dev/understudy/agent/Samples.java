package dev.understudy.agent;

import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.migrate.Limits;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.saga.History;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Values that several tests begin with. */
public final class Samples {
    public static final ZoneId A = new ZoneId("zone-a");
    public static final ZoneId B = new ZoneId("zone-b");
    public static final ZoneId C = new ZoneId("zone-c");
    public static final ServiceId SHOP = new ServiceId("shop");
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Samples() {}

    /** A service in zone a with its shadow in zone b and a third zone that only watches. */
    public static ShadowedService shop(MigrationPolicy policy) {
        return new ShadowedService(
                SHOP,
                new AccountId("acme"),
                A,
                B,
                new ShadowMode.Reduced(0.5),
                ReplicationMode.ASYNC,
                Weights.allTo(A, List.of(B)),
                Bounds.OPEN,
                Ownership.AGENT,
                policy,
                new ShadowedService.InstanceSize(500, 256, 0, 10),
                List.of(new Zone(A, 50, 8, 1), new Zone(B, 52, 5, 1), new Zone(C, 53, -6, 1)));
    }

    /** The same with a database that has a server in each of the three zones. */
    public static ShadowedService shopWithData(MigrationPolicy policy) {
        var plain = shop(policy);
        return new ShadowedService(
                plain.service(),
                plain.account(),
                plain.primary(),
                plain.shadow(),
                plain.mode(),
                ReplicationMode.SYNC,
                plain.declared(),
                plain.bounds(),
                plain.ownership(),
                plain.policy(),
                plain.size(),
                plain.catalogue(),
                new ShadowedService.Sizing(2, 1),
                new DataPolicy.Replicated(
                        List.of(A, B, C), false, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(5)));
    }

    /** A journal entry of a service at rest. */
    public static JournalEntry entry(long epoch) {
        return new JournalEntry(
                SHOP,
                new Fence(epoch),
                new Author(Author.Kind.AGENT, "zone-c"),
                new MigrationState.Watching(START, History.NONE),
                Because.of("a test said so"),
                Optional.empty(),
                Limits.DEFAULT);
    }

    public static LatencyWindow window(ZoneId observer, ZoneId target, Instant at) {
        return new LatencyWindow(
                observer, target, ProbeKind.TCP, at, Duration.ofSeconds(1), 10, 10, 1_000, 2_000, 3_000, 4_000);
    }
}
