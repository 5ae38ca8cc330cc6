package dev.understudy.core.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RouteTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final ZoneId C = new ZoneId("zone-c");

    @Test
    void outInFourStepsAndHomeInFour() {
        var route = route(share(0), Bounds.OPEN);
        assertThat(out(route, share(0))).containsExactly(share(100), share(1_000), share(5_000), share(10_000));
        assertThat(home(route, share(10_000))).containsExactly(share(9_900), share(9_000), share(5_000), share(0));
    }

    @Test
    void rollingBackTakesTheStepsTheOtherWay() {
        var route = route(share(0), Bounds.OPEN);
        assertThat(route.backward(share(10_000), B, share(0))).isEqualTo(share(5_000));
        assertThat(route.backward(share(5_000), B, share(0))).isEqualTo(share(1_000));
        assertThat(route.backward(share(1_000), B, share(0))).isEqualTo(share(100));
        assertThat(route.backward(share(100), B, share(0))).isEqualTo(share(0));
        assertThat(route.backward(share(5_000), A, share(10_000))).isEqualTo(share(9_000));
    }

    @Test
    void aHomeInTwoZonesIsHome() {
        var route = route(share(1_000), Bounds.OPEN);
        assertThat(route.isHome(share(1_000))).isTrue();
        assertThat(route.isHome(share(0))).isFalse();
        assertThat(out(route, share(1_000))).containsExactly(share(5_000), share(10_000));
        assertThat(home(route, share(10_000))).containsExactly(share(9_900), share(9_000), share(5_000), share(1_000));
    }

    @Test
    void boundsEndTheWayEarly() {
        var route = route(share(0), new Bounds(0, 9_000, Weights.WHOLE));
        assertThat(route.away()).isEqualTo(share(9_000));
        assertThat(route.home()).as("the nearest to the program's weights").isEqualTo(share(1_000));
        assertThat(route.isHome(share(0))).as("the program's own weights").isTrue();
        assertThat(route.isAway(share(9_000))).isTrue();
    }

    @Test
    void aLargestStepMakesMoreSteps() {
        var route = route(share(0), new Bounds(0, Weights.WHOLE, 3_000));
        assertThat(out(route, share(0)))
                .containsExactly(share(100), share(1_000), share(4_000), share(5_000), share(8_000), share(10_000));
        assertThat(route.straight(share(0), B, route.away())).isEqualTo(share(3_000));
    }

    @Test
    void otherZonesKeepTheirShare() {
        var declared = Weights.proportionalTo(Map.of(A, 80, B, 0, C, 20));
        var route = route(declared, Bounds.OPEN);
        assertThat(route.away()).isEqualTo(Weights.proportionalTo(Map.of(A, 0, B, 80, C, 20)));
        assertThat(out(route, declared))
                .hasSize(4)
                .allMatch(weights -> weights.of(C) == 2_000)
                .first()
                .isEqualTo(Weights.proportionalTo(Map.of(A, 7_920, B, 80, C, 2_000)));
    }

    @Test
    void boundsThatLeaveNoRoomLeaveTheWeightsAlone() {
        var route = route(share(0), new Bounds(0, 4_000, Weights.WHOLE));
        assertThat(route.forward(share(0), B, route.away())).isEqualTo(share(0));
        assertThat(route.isAway(share(0))).isFalse();
    }

    @SeededTest(tries = 300)
    void everyWayEndsWithinTheBounds(Chance chance) {
        int least = chance.between(0, 2_000);
        int declared = chance.between(least, Weights.WHOLE - least);
        var bounds = new Bounds(least, Weights.WHOLE - least, chance.between(200, Weights.WHOLE));
        var route = route(share(declared), bounds);

        var out = out(route, share(declared));
        var weights = share(declared);
        for (Weights next : out) {
            assertThat(bounds.refuses(weights, next)).isEmpty();
            assertThat(next.of(B)).isGreaterThan(weights.of(B));
            weights = next;
        }
        assertThat(weights).isEqualTo(route.away());
        for (Weights next : home(route, weights)) {
            assertThat(bounds.refuses(weights, next)).isEmpty();
            assertThat(next.of(A)).isGreaterThan(weights.of(A));
            weights = next;
        }
        assertThat(weights).isEqualTo(share(declared));
    }

    private static List<Weights> out(Route route, Weights from) {
        return walk(route, from, B, route.away());
    }

    private static List<Weights> home(Route route, Weights from) {
        return walk(route, from, A, route.home());
    }

    private static List<Weights> walk(Route route, Weights from, ZoneId to, Weights goal) {
        var steps = new ArrayList<Weights>();
        var weights = from;
        for (int step = 0; step < 100; step++) {
            var next = route.forward(weights, to, goal);
            if (next.equals(weights)) {
                return steps;
            }
            steps.add(next);
            weights = next;
        }
        throw new AssertionError("no end after 100 steps: " + steps);
    }

    private static Weights share(int shadowBasisPoints) {
        return Weights.proportionalTo(Map.of(A, Weights.WHOLE - shadowBasisPoints, B, shadowBasisPoints));
    }

    private static Route route(Weights declared, Bounds bounds) {
        return new Route(new ShadowedService(
                new ServiceId("shop"),
                new AccountId("acme"),
                A,
                B,
                new ShadowMode.Full(),
                ReplicationMode.SYNC,
                declared,
                bounds,
                Ownership.AGENT,
                MigrationPolicy.DEFAULT,
                new ShadowedService.InstanceSize(100, 100, 100, 100),
                List.of(new Zone(A, 0, 0, 1), new Zone(B, 1, 1, 1), new Zone(C, 2, 2, 1))));
    }
}
