package dev.understudy.clouds.local.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ServerWeightsTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final ZoneId C = new ZoneId("zone-c");

    @SeededTest(tries = 30)
    void stayNearTheSharesAndNeverTurnMoreThanZeroIntoZero(Chance chance) {
        List<ServerName> servers = servers(chance.between(1, 3), chance.between(1, 3), chance.between(1, 3));
        var numbers = new TreeMap<ZoneId, Integer>();
        numbers.put(A, chance.between(1, 100));
        numbers.put(B, chance.between(0, 100));
        numbers.put(C, chance.between(0, 100));
        Weights shares = Weights.proportionalTo(numbers);

        SortedMap<ServerName, Integer> weights = ServerWeights.of(shares, servers);

        assertThat(weights.values()).allSatisfy(weight -> assertThat(weight).isBetween(0, 256));
        Weights effective = ServerWeights.toShares(weights, List.of());
        for (ZoneId zone : numbers.keySet()) {
            assertThat(effective.of(zone) > 0).isEqualTo(shares.of(zone) > 0);
            assertThat(Math.abs(effective.of(zone) - shares.of(zone))).isLessThanOrEqualTo(40);
        }
    }

    @Test
    void areExactForWholeAndHalfPercents() {
        for (int share = 50; share <= 10_000; share += 50) {
            var weights = ServerWeights.of(shares(share, 10_000 - share), servers(2, 2, 0));

            assertThat(ServerWeights.toShares(weights, List.of()).of(A)).isEqualTo(share);
        }
    }

    @Test
    void areOffByLessThanTwentyBasisPointsOutsideTheSmallestShares() {
        for (int share = 60; share <= 9_940; share += 7) {
            var weights = ServerWeights.of(shares(share, 10_000 - share), servers(1, 1, 0));

            assertThat(ServerWeights.toShares(weights, List.of()).of(A)).isBetween(share - 20, share + 20);
        }
    }

    @Test
    void refuseAShareWithoutServers() {
        assertThatThrownBy(() -> ServerWeights.of(shares(9_000, 1_000), servers(1, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zone-b has a share of 1000 basis points and no server");
    }

    @SeededTest(tries = 100)
    void changeInAnOrderThatAlwaysLeavesAServer(Chance chance) {
        List<ServerName> servers = servers(chance.between(1, 3), chance.between(1, 3), 0);
        SortedMap<ServerName, Integer> now = ServerWeights.of(anyShares(chance), servers);
        SortedMap<ServerName, Integer> target = ServerWeights.of(anyShares(chance), servers);
        var weights = new TreeMap<>(now);

        boolean lowered = false;
        for (String command : WeightsTurn.steps(now, target)) {
            String[] words = command.split(" ", -1);
            var name = ServerName.parse(words[2].substring("zones/".length()));
            int weight = Integer.parseInt(words[4]);
            boolean lowers = weight < weights.getOrDefault(name, 0);
            assertThat(lowered && !lowers)
                    .as("a raise after a lowering: %s", command)
                    .isFalse();
            lowered = lowers;
            weights.put(name, weight);
            assertThat(weights.values().stream().mapToInt(Integer::intValue).sum())
                    .isPositive();
        }
        assertThat(weights).isEqualTo(target);
    }

    private static Weights anyShares(Chance chance) {
        int share = chance.happens(0.3) ? 10_000 * chance.between(0, 1) : chance.between(0, 10_000);
        return shares(share, 10_000 - share);
    }

    private static Weights shares(int a, int b) {
        return new Weights(new TreeMap<>(Map.of(A, a, B, b)));
    }

    private static List<ServerName> servers(int a, int b, int c) {
        var servers = new ArrayList<ServerName>();
        add(servers, A, a);
        add(servers, B, b);
        add(servers, C, c);
        return servers;
    }

    private static void add(Collection<ServerName> servers, ZoneId zone, int count) {
        for (int i = 0; i < count; i++) {
            servers.add(new ServerName(zone, "10.77.1.1:" + (8080 + i)));
        }
    }
}
