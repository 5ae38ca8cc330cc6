package dev.understudy.core.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.HealthRules;
import dev.understudy.core.measure.Observer;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.measure.Sighting;
import dev.understudy.core.measure.Verdict;
import dev.understudy.core.measure.ZoneHealth;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is known of a zone whose agent has fallen silent: neither that it is idle, nor that it serves. */
final class SituationTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final ServiceId SHOP = new ServiceId("shop");

    private FleetView fleet = FleetView.empty(new HealthRules(2, 5, 3, Duration.ofSeconds(30)));

    private void load(ZoneId zone, Duration ago, double requestsPerSecond) {
        fleet = fleet.with(new ServiceLoad(SHOP, zone, NOW.minus(ago), 2, requestsPerSecond, 200, 0, 0));
    }

    private void balancer(Duration ago, int upInB, long requestsInA, long requestsInB) {
        var at = NOW.minus(ago);
        fleet = fleet.with(
                at,
                new BalancerView(
                        SHOP,
                        at,
                        Weights.allTo(A, List.of(B)),
                        new TreeMap<>(Map.of(
                                A, new BalancerView.ZoneHealth(2, 2, requestsInA, 0, 0, 3),
                                B, new BalancerView.ZoneHealth(upInB, 2, requestsInB, 0, 0, 3)))));
    }

    private Situation situation() {
        return new Situation(
                NOW,
                service(),
                fleet,
                well(A),
                well(B),
                ZoneOutlook.unseen(A),
                ZoneOutlook.unseen(B),
                0,
                0,
                Weighing.start(MigrationPolicy.DEFAULT),
                Latch.OFF,
                Latch.OFF,
                Weights.proportionalTo(Map.of(A, 8_000, B, 2_000)),
                Provision.AS_DECLARED,
                Optional.empty(),
                Optional.empty());
    }

    private static ShadowedService service() {
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
                MigrationPolicy.DEFAULT,
                new ShadowedService.InstanceSize(500, 256, 1_024, 100),
                List.of(new Zone(A, 50.1, 8.7, 0.10), new Zone(B, 52.4, 4.9, 0.09)));
    }

    private static ZoneHealth well(ZoneId zone) {
        var seen = List.<Observer>of(new Observer.Agent(new ZoneId("zone-c")), new Observer.Balancer()).stream()
                .map(observer ->
                        new Sighting(observer, Verdict.WELL, false, true, "http", 0, 2, 2, 2, new Forecast(2, 2, 2)))
                .toList();
        return new ZoneHealth(zone, ZoneHealth.Condition.WELL, seen.size(), seen);
    }

    private double utilisationOfBWithAll() {
        return situation().utilisationWith(Weights.allTo(B, List.of(A)), B).orElseThrow();
    }

    @Test
    void requestsAreThoseThatTheZonesCount() {
        load(A, Duration.ofSeconds(1), 80);
        load(B, Duration.ofSeconds(1), 20);
        assertThat(utilisationOfBWithAll()).isEqualTo(0.5, Offset.offset(1e-9));
    }

    @Test
    void aZoneThatIsSilentHasTheRequestsThatTheBalancerCounts() {
        load(B, Duration.ofSeconds(1), 20);
        balancer(Duration.ofSeconds(2), 2, 1_000, 100);
        balancer(Duration.ofSeconds(0), 2, 1_360, 140);
        assertThat(utilisationOfBWithAll()).isEqualTo(1.0, Offset.offset(1e-9));
    }

    @Test
    void aZoneThatIsSilentHasTheRequestsThatItCountedLastWhereTheBalancerIsSilentToo() {
        load(A, Duration.ofMinutes(3), 180);
        load(B, Duration.ofSeconds(1), 20);
        assertThat(utilisationOfBWithAll()).isEqualTo(1.0, Offset.offset(1e-9));
    }

    @Test
    void aZoneThatIsSilentHasRoomForAsMuchAsItsServersThatTheBalancerHasUp() {
        load(A, Duration.ofSeconds(1), 100);
        load(B, Duration.ofMinutes(3), 0);
        assertThat(situation().utilisationWith(Weights.allTo(B, List.of(A)), B)).isEmpty();
        balancer(Duration.ofSeconds(2), 1, 1_000, 0);
        balancer(Duration.ZERO, 1, 1_200, 0);
        assertThat(utilisationOfBWithAll()).isEqualTo(1.0, Offset.offset(1e-9));
    }

    @Test
    void aZoneWithoutAServerAtTheBalancerIsNoRefugeThoughItsAgentIsSilent() {
        balancer(Duration.ZERO, 0, 1_000, 100);
        assertThat(situation().isFit(B)).isFalse();
        assertThat(Reasons.noRefuge(situation(), A, B).sentence())
                .isEqualTo("leaving zone-a would be right, but the balancer has none of 2 servers in zone-b up,"
                        + " and the last zone that may be healthy is never drained");
    }

    @Test
    void aZoneInWhichNothingRanWhenItFellSilentIsNoRefuge() {
        fleet = fleet.with(new ServiceLoad(SHOP, B, NOW.minusSeconds(60), 0, 0, 0, 0, 0));
        assertThat(situation().isFit(B)).isFalse();
        balancer(Duration.ZERO, 2, 1_000, 0);
        assertThat(situation().isFit(B)).isTrue();
    }

    @Test
    void aStepToAZoneWhereNothingServesFailsThoughNothingElseSpeaksAgainstIt() {
        balancer(Duration.ZERO, 0, 1_000, 0);
        var before = new TreeMap<>(Map.of(B, new BalancerView.ZoneHealth(2, 2, 0, 0, 0, 3)));
        var at = NOW.minus(MigrationPolicy.DEFAULT.dwell().multipliedBy(4));
        var step = new Leg.InForce(situation().weights(), 7, at, at, before);

        var judged = GateKeeper.judge(new Trip(A, B, 3, false, step), situation());

        assertThat(judged)
                .isInstanceOfSatisfying(
                        GateResult.Failed.class,
                        failed -> assertThat(failed.because().sentence())
                                .isEqualTo("the balancer has none of 2 servers in zone-b up"));
    }
}
