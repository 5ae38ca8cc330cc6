package dev.understudy.clouds.local;

import static dev.understudy.clouds.local.TestCloud.A;
import static dev.understudy.clouds.local.TestCloud.B;
import static dev.understudy.clouds.local.TestCloud.WEB;
import static dev.understudy.clouds.local.TestCloud.weights;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.clouds.local.fabric.Fabrics;
import dev.understudy.clouds.local.haproxy.HaproxyLoadBalancer;
import dev.understudy.clouds.spi.LoadBalancer.Applied;
import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see while weights move, servers come and go, and a zone dies: nothing. In the best fabric there is. */
class LiveTrafficTest {
    private static final int CLIENTS = 8;

    @TempDir
    Path directory;

    private TestCloud cloud;
    private BalancerInfo balancer;
    private long revision;

    @BeforeEach
    void start() throws IOException {
        cloud = TestCloud.of(Fabrics.Wish.AUTO, directory);
        cloud.zones(A, B);
        cloud.group(A, 2);
        cloud.group(B, 2);
        balancer = cloud.balancer(weights(10_000, 0));
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    @Test
    void noRequestFailsWhileWeightsJumpAbout() throws Exception {
        var random = new SplittableRandom(4_711);
        LoadGenerator load = atTheEdge(() -> LoadGenerator.start(balancer.frontend(), CLIENTS));
        try (load) {
            atTheEdge(() -> {
                try (HaproxyLoadBalancer provider = provider()) {
                    for (int change = 0; change < 300; change++) {
                        int share = random.nextInt(3) == 0 ? 10_000 * random.nextInt(2) : random.nextInt(10_001);
                        apply(provider, share);
                    }
                }
                return true;
            });
            load.await(1_000);
        }
        assertThat(load.failures()).isEmpty();
        assertThat(load.answered()).isGreaterThan(1_000);
    }

    @Test
    void servedSharesFollowTheWeights() throws Exception {
        LoadGenerator load = atTheEdge(() -> LoadGenerator.start(balancer.frontend(), CLIENTS));
        try (load) {
            for (int share : new int[] {9_900, 9_000, 5_000, 0}) {
                atTheEdge(() -> {
                    try (HaproxyLoadBalancer provider = provider()) {
                        apply(provider, share);
                    }
                    return true;
                });
                load.await(CLIENTS);
                SortedMap<ZoneId, Long> before = cloud.daemon.served(WEB);
                load.await(2_000);
                SortedMap<ZoneId, Long> after = cloud.daemon.served(WEB);

                double a = count(after, A) - count(before, A);
                double b = count(after, B) - count(before, B);
                assertThat(a / (a + b) * 10_000).as("share of %s", share).isBetween(share - 100.0, share + 100.0);
            }
        }
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void noRequestFailsWhileServersComeAndGo() throws Exception {
        LoadGenerator load = atTheEdge(() -> LoadGenerator.start(balancer.frontend(), CLIENTS));
        try (load;
                HaproxyLoadBalancer provider = provider()) {
            for (int round = 0; round < 3; round++) {
                int share = 9_000 - 1_000 * round;
                atTheEdge(() -> apply(provider, share));
                cloud.group(B, 3);
                cloud.balancer(weights(10_000, 0));
                atTheEdge(() -> apply(provider, share - 500));
                cloud.daemon.putBalancer(
                        new BalancerSpec("front", WEB, balancer.spec().endpoints(), weights(10_000, 0)));
                cloud.group(B, 2);
                load.await(200);
            }
        }
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void noRequestFailsWhenAZoneFallsSilent() throws Exception {
        LoadGenerator load = atTheEdge(() -> LoadGenerator.start(balancer.frontend(), CLIENTS));
        try (load) {
            load.await(500);
            cloud.daemon.kill(A);
            load.await(500);
            cloud.daemon.heal(A);
            load.await(500);
            atTheEdge(() -> {
                try (HaproxyLoadBalancer provider = provider()) {
                    return apply(provider, 5_000);
                }
            });
            cloud.daemon.kill(B);
            load.await(500);
        }
        assertThat(load.failures()).isEmpty();
        assertThat(load.slowestMillis()).isLessThan(2_000);
    }

    private static long count(SortedMap<ZoneId, Long> served, ZoneId zone) {
        return served.getOrDefault(zone, 0L);
    }

    private HaproxyLoadBalancer provider() {
        return cloud.connect(balancer.admin(), cloud.identity("provider"));
    }

    private boolean apply(HaproxyLoadBalancer provider, int share) {
        Weights wanted = weights(share, 10_000 - share);
        var author = new Author(Author.Kind.AGENT, "zone-b");
        var change =
                new WeightsChange(WEB, wanted, new Fence(1), author, new Because("a trial", Map.of()), new TreeMap<>());
        Applied applied = provider.apply(new WeightsRevision(++revision, "0".repeat(64), change, Instant.EPOCH));
        assertThat(applied).isInstanceOf(Applied.Done.class);
        assertThat(((Applied.Done) applied).view().effective().of(A)).isBetween(share - 40, share + 40);
        return true;
    }

    private <T> T atTheEdge(Callable<T> task) throws IOException {
        return cloud.fabric().inside(Places.EDGE, task);
    }
}
