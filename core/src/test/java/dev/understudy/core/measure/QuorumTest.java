package dev.understudy.core.measure;

import static dev.understudy.core.measure.Seen.A;
import static dev.understudy.core.measure.Seen.B;
import static dev.understudy.core.measure.Seen.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.measure.ZoneHealth.Condition;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class QuorumTest {
    private static final Map<String, Double> ALL_WELL =
            Map.of("a>b", 2.0, "a>c", 2.0, "b>a", 2.0, "b>c", 2.0, "c>a", 2.0, "c>b", 2.0);

    @Test
    void nobodyLookingIsNoVerdict() {
        var health = new Seen().health(A);
        assertThat(health.condition()).isEqualTo(Condition.UNKNOWN);
        assertThat(health.observers()).isZero();
        assertThat(health.sick()).isFalse();
        assertThat(health.fit()).isFalse();
    }

    @Test
    void twoAgentsInOtherZonesMakeAQuorum() {
        var seen = new Seen().seconds(10, ALL_WELL);
        assertThat(seen.health(A).condition()).isEqualTo(Condition.WELL);
        seen.seconds(3, Map.of("a>b", 2.0, "a>c", 2.0, "b>a", -1.0, "c>a", -1.0, "b>c", 2.0, "c>b", 2.0));
        assertThat(seen.health(A).condition()).isEqualTo(Condition.DEAD);
        assertThat(seen.health(A).badSeenBy()).isEqualTo("zone-b, zone-c");
        assertThat(seen.health(B).condition()).isEqualTo(Condition.WELL);
    }

    @Test
    void oneObserverAloneCondemnsNobody() {
        var seen = new Seen().seconds(10, ALL_WELL);
        seen.seconds(20, Map.of("b>a", -1.0, "c>a", 2.0, "b>c", 2.0, "c>b", 2.0, "a>b", 2.0, "a>c", 2.0));
        assertThat(seen.verdict(A, "zone-b")).isEqualTo(Verdict.DEAD);
        assertThat(seen.health(A).sick()).isFalse();
    }

    @Test
    void whatAnAgentSaysOfItsOwnZoneIsNotCounted() {
        var seen = new Seen().seconds(10, Map.of("a>a", 2.0, "b>a", 2.0));
        seen.seconds(3, Map.of("a>a", -1.0, "b>a", -1.0));
        assertThat(seen.health(A).observers()).isEqualTo(1);
        assertThat(seen.health(A).condition()).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void theBalancerIsOneObserver() {
        var seen = new Seen().seconds(10, Map.of("b>a", 2.0));
        seen.balancer(Map.of(A, Seen.zone(2, 100, 0, 5)));
        assertThat(seen.health(A).condition()).isEqualTo(Condition.WELL);
        seen.seconds(3, Map.of("b>a", -1.0)).balancer(Map.of(A, Seen.zone(0, 100, 0, 5)));
        assertThat(seen.health(A).condition()).isEqualTo(Condition.DEAD);
    }

    @Test
    void aBalancerThatCannotBeReadSaysNothing() {
        var seen = new Seen().seconds(10, Map.of("b>a", 2.0));
        seen.balancer(Map.of(A, Seen.zone(0, 100, 0, 5)));
        seen.fleet = seen.fleet.withoutBalancer();
        assertThat(seen.verdict(A, "balancer")).isEqualTo(Verdict.NOT_ENOUGH_DATA);
        seen.balancer(Map.of(A, Seen.zone(0, 100, 0, 5)));
        seen.now = seen.now.plusSeconds(6);
        assertThat(seen.verdict(A, "balancer")).isEqualTo(Verdict.NOT_ENOUGH_DATA);
    }

    @Test
    void windowsExpire() {
        var seen = new Seen().seconds(10, ALL_WELL);
        assertThat(seen.health(A).observers()).isEqualTo(2);
        seen.now = seen.now.plusSeconds(6);
        assertThat(seen.health(A).observers()).isZero();
        assertThat(seen.health(A).condition()).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void windowsThatComeLateAllAtOnceAreOldNews() {
        var seen = new Seen().seconds(10, ALL_WELL);
        var then = seen.now;
        seen.now = seen.now.plusSeconds(60);
        for (int second = 1; second <= 20; second++) {
            seen.window(B, A, ProbeKind.TCP, then.plusSeconds(second), 10, 0, -1);
        }
        assertThat(seen.verdict(A, "zone-b")).isEqualTo(Verdict.NOT_ENOUGH_DATA);
    }

    @Test
    void theSameWindowTwiceCountsOnce() {
        var seen = new Seen().seconds(10, ALL_WELL);
        var before = seen.fleet;
        seen.window(B, A, ProbeKind.TCP, 2.0);
        assertThat(seen.fleet).isSameAs(before);
    }

    @Test
    void tooFewProbesAreNotBadNews() {
        var seen = new Seen();
        for (int second = 0; second < 10; second++) {
            seen.now = seen.now.plusSeconds(1);
            seen.window(B, A, ProbeKind.TCP, seen.now, 4, 0, -1);
        }
        assertThat(seen.verdict(A, "zone-b")).isEqualTo(Verdict.NOT_ENOUGH_DATA);
    }

    @Test
    void anObserverThatSeesEverythingBadIsItselfTheSuspect() {
        var fourth = new TreeMap<>(ALL_WELL);
        fourth.putAll(Map.of("d>a", 2.0, "d>b", 2.0, "d>c", 2.0));
        var seen = new Seen().seconds(10, fourth);
        fourth.putAll(Map.of("a>b", -1.0, "a>c", -1.0, "b>a", -1.0, "c>a", -1.0, "d>a", -1.0));
        seen.seconds(3, fourth);
        assertThat(seen.sighting(B, "zone-a").suspect()).isTrue();
        assertThat(seen.health(B).condition()).isEqualTo(Condition.WELL);
        assertThat(seen.health(C).condition()).isEqualTo(Condition.WELL);
        assertThat(seen.health(A).condition()).isEqualTo(Condition.DEAD);
    }

    @Test
    void whenAllAgreeThatEverythingIsBadNobodyIsSuspect() {
        var seen = new Seen().seconds(10, ALL_WELL);
        seen.seconds(12, Map.of("a>b", 90.0, "a>c", 90.0, "b>a", 90.0, "b>c", 90.0, "c>a", 90.0, "c>b", 90.0));
        assertThat(seen.sighting(A, "zone-b").suspect()).isFalse();
        assertThat(seen.health(A).condition()).isEqualTo(Condition.SICK);
        assertThat(seen.health(B).condition()).isEqualTo(Condition.SICK);
    }

    @Test
    void aKindOfProbeThatTheNetworkSwallowsSaysNothing() {
        var seen = new Seen();
        for (int second = 0; second < 10; second++) {
            seen.seconds(1, Map.of("b>a", 2.0)).window(B, A, ProbeKind.ICMP, -1);
        }
        assertThat(seen.verdict(A, "zone-b")).isEqualTo(Verdict.WELL);
    }

    @Test
    void theServiceSpeaksForTheZoneNotThePathAlone() {
        var seen = new Seen();
        for (int second = 0; second < 20; second++) {
            seen.seconds(1, Map.of("b>a", 2.0)).window(B, A, ProbeKind.HTTP, second < 10 ? 4 : -1);
        }
        assertThat(seen.verdict(A, "zone-b")).isEqualTo(Verdict.DEAD);
        assertThat(seen.sighting(A, "zone-b").source()).isEqualTo("http");
    }

    @Test
    void slowIsFarAboveTheZonesOwnCalm() {
        var seen = new Seen().seconds(10, Map.of("b>a", 2.0, "c>a", 60.0));
        seen.seconds(10, Map.of("b>a", 11.0, "c>a", 150.0));
        assertThat(seen.verdict(A, "zone-b")).as("nobody suffers from 9 ms").isEqualTo(Verdict.WELL);
        assertThat(seen.verdict(A, "zone-c"))
                .as("150 ms is not three times 60 ms")
                .isEqualTo(Verdict.WELL);
        seen.seconds(10, Map.of("b>a", 40.0, "c>a", 250.0));
        assertThat(seen.health(A).condition()).isEqualTo(Condition.SICK);
    }

    @Test
    void oneLostProbeIsChanceAndManyAreLoss() {
        var seen = new Seen().seconds(10, Map.of("b>a", 2.0));
        seen.now = seen.now.plusSeconds(1);
        seen.window(B, A, ProbeKind.TCP, seen.now, 10, 9, 2);
        assertThat(seen.sighting(A, "zone-b").lossRatio()).isZero();
        seen.now = seen.now.plusSeconds(1);
        seen.window(B, A, ProbeKind.TCP, seen.now, 10, 5, 2);
        assertThat(seen.verdict(A, "zone-b")).isEqualTo(Verdict.LOSSY);
    }

    @Test
    void aBalancersErrorsAndResponseTimesCount() {
        var seen = new Seen();
        for (int second = 0; second < 10; second++) {
            seen.now = seen.now.plusSeconds(1);
            seen.balancer(Map.of(A, Seen.zone(2, second * 1_000L, 0, 5)));
        }
        assertThat(seen.verdict(A, "balancer")).isEqualTo(Verdict.WELL);
        for (int second = 10; second < 20; second++) {
            seen.now = seen.now.plusSeconds(1);
            seen.balancer(Map.of(A, Seen.zone(2, second * 1_000L, 0, 60)));
        }
        assertThat(seen.verdict(A, "balancer")).isEqualTo(Verdict.SLOW);
        for (int second = 20; second < 30; second++) {
            seen.now = seen.now.plusSeconds(1);
            seen.balancer(Map.of(A, Seen.zone(2, second * 1_000L, (second - 20) * 300L, 5)));
        }
        assertThat(seen.verdict(A, "balancer")).isEqualTo(Verdict.LOSSY);
    }

    @Test
    void whatABalancerRemembersOfAnIdleZoneIsNotNews() {
        var seen = new Seen();
        for (int second = 0; second < 30; second++) {
            seen.now = seen.now.plusSeconds(1);
            long requests = Math.min(second, 10) * 1_000L;
            seen.balancer(Map.of(A, Seen.zone(2, requests, 0, second < 8 ? 5 : 60)));
        }
        assertThat(seen.sighting(A, "balancer").timed()).isFalse();
        assertThat(seen.verdict(A, "balancer")).isEqualTo(Verdict.WELL);
    }

    @Test
    void oneObserverIsNoQuorum() {
        assertThatThrownBy(() -> new HealthRules(1, 5, 3, Duration.ofSeconds(30)))
                .hasMessageContaining("quorum 1")
                .hasMessageContaining("allowed: 2 or more");
    }
}
