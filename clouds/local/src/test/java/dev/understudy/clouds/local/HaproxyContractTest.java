package dev.understudy.clouds.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.clouds.local.fabric.Fabrics;
import dev.understudy.clouds.spi.CloudError;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.clouds.spi.LoadBalancerContract;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.CertificateAuthority;
import dev.understudy.identity.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HAProxy under the law of every balancer, over mutual TLS. */
class HaproxyContractTest extends LoadBalancerContract {
    @TempDir
    static Path directory;

    private static TestCloud cloud;
    private static Identity provider;
    private BalancerInfo balancer;

    @BeforeAll
    static void start() throws IOException {
        cloud = TestCloud.of(Fabrics.Wish.LOOPBACK, directory);
        cloud.zones(A, B);
        cloud.group(A, 2);
        cloud.group(B, 1);
        provider = cloud.identity("provider");
    }

    @AfterAll
    static void end() {
        cloud.close();
    }

    @BeforeEach
    void balance() {
        balancer = cloud.balancer(weights(10_000, 0));
    }

    @AfterEach
    void remove() {
        cloud.daemon.deleteBalancer("front");
    }

    @Override
    protected LoadBalancer connect() {
        return cloud.connect(balancer.admin(), provider);
    }

    @Override
    protected void killBalancer() {
        cloud.daemon.deleteBalancer("front");
    }

    @Test
    void letsEveryoneOfTheHouseLookAndOnlyProviderAndAgentsApply() {
        Identity person = cloud.identity("anna");
        try (LoadBalancer stats = cloud.connect(balancer.stats(), person);
                LoadBalancer admin = cloud.connect(balancer.admin(), person)) {
            assertThat(stats.observe()).isInstanceOf(LoadBalancer.Observed.Seen.class);

            assertThat(stats.apply(revision(1, weights(5_000, 5_000)))).isInstanceOf(LoadBalancer.Applied.Failed.class);
            assertThat(admin.observe()).isInstanceOf(LoadBalancer.Observed.Failed.class);
            assertThat(admin.apply(revision(1, weights(5_000, 5_000)))).isInstanceOf(LoadBalancer.Applied.Failed.class);
        }
        try (LoadBalancer agent = cloud.connect(balancer.admin(), cloud.identity("agent-zone-b"))) {
            assertThat(done(agent.apply(revision(1, weights(5_000, 5_000)))).changed())
                    .isTrue();
        }
        try (LoadBalancer balancer = connect()) {
            assertThat(done(balancer.apply(revision(1, weights(5_000, 5_000)))).changed())
                    .isFalse();
        }
    }

    @Test
    void dividesAZonesShareOverThoseOfItsServersThatAreThere() throws Exception {
        cloud.daemon.deleteGroup("web-zone-a");
        cloud.group(A, 1, 2);
        balance();
        try (LoadBalancer balancer = connect()) {
            done(balancer.apply(revision(1, weights(8_000, 2_000))));
            assertThat(share(200)).isBetween(155, 165);
            assertThat(seen(balancer).effective().of(A)).isEqualTo(8_000);
            assertThat(zoneA(balancer).serversTotal()).isEqualTo(1);

            cloud.daemon.scale("web-zone-a", 2);

            assertThat(share(200)).isBetween(155, 165);
            assertThat(seen(balancer).effective().of(A)).isEqualTo(8_000);
            assertThat(zoneA(balancer).serversUp()).isEqualTo(2);

            cloud.killAnInstance(A);
            await(() -> zoneA(balancer).serversUp() == 1
                    && seen(balancer).effective().of(A) == 8_000);
            await(() -> share(100) >= 77);

            assertThat(done(balancer.apply(revision(1, weights(8_000, 2_000)))).changed())
                    .isFalse();
            cloud.daemon.scale("web-zone-a", 0);
            assertThat(zoneA(balancer).serversTotal()).isZero();
            assertThat(share(20)).isZero();
        } finally {
            cloud.daemon.deleteGroup("web-zone-a");
            cloud.group(A, 2);
        }
    }

    private static BalancerView.ZoneHealth zoneA(LoadBalancer balancer) {
        return Objects.requireNonNull(seen(balancer).zones().get(A));
    }

    private static BalancerView seen(LoadBalancer balancer) {
        return ((LoadBalancer.Observed.Seen) balancer.observe()).view();
    }

    /** How many of so many requests zone A answers; all must be answered. */
    private int share(int requests) throws Exception {
        int here = 0;
        try (var client = HttpClient.newHttpClient()) {
            for (int request = 0; request < requests; request++) {
                var answer = client.send(
                        HttpRequest.newBuilder(URI.create("http://" + balancer.frontend() + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                here += answer.body().contains(A.value()) ? 1 : 0;
            }
        }
        return here;
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("10 s have passed").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void letsNobodyInWhomAnotherAuthorityVouchesFor(@TempDir Path elsewhere) {
        var stranger = CertificateAuthority.create(elsewhere.resolve("authority"))
                .issue("provider", List.of(), elsewhere.resolve("provider"));

        try (LoadBalancer admin = cloud.connect(balancer.admin(), stranger)) {
            assertThat(admin.observe())
                    .isInstanceOfSatisfying(
                            LoadBalancer.Observed.Failed.class,
                            failed -> assertThat(failed.error()).isInstanceOf(CloudError.Denied.class));
        }
    }

    @Test
    void keepsWeightsRevisionAndEpochOverAChangeOfServers() {
        try (LoadBalancer kept = connect()) {
            done(kept.apply(revision(5, weights(3_700, 6_300))));
            cloud.group(B, 3);

            cloud.balancer(weights(10_000, 0));

            var view = ((LoadBalancer.Observed.Seen) kept.observe()).view();
            assertThat(view.effective().of(A)).isBetween(3_660, 3_740);
            assertThat(view.zones())
                    .hasEntrySatisfying(
                            B, zone -> assertThat(zone.serversTotal()).isEqualTo(3));
            assertThat(kept.apply(revision(4, weights(10_000, 0)))).isEqualTo(new LoadBalancer.Applied.Stale(5, 1));
            assertThat(done(kept.apply(revision(5, weights(3_700, 6_300)))).changed())
                    .isFalse();
        } finally {
            cloud.group(B, 1);
        }
    }

    @Test
    void refusesToTakeTheLastServerFromAZoneThatHasAShare() {
        try (LoadBalancer balancer = connect()) {
            done(balancer.apply(revision(1, weights(9_000, 1_000))));
            var without = new TreeMap<>(this.balancer.spec().endpoints());
            without.put(B, List.of());

            assertThatThrownBy(() ->
                            cloud.daemon.putBalancer(new BalancerSpec("front", SERVICE, without, weights(10_000, 0))))
                    .isInstanceOf(LocalCloudException.class)
                    .hasMessageContaining("zone-b has a share of 1000 basis points");
            assertThat(done(balancer.apply(revision(1, weights(9_000, 1_000)))).changed())
                    .isFalse();
        }
    }

    @Test
    void losesNoRevisionThatIsAppliedWhileServersAreReplaced() throws Exception {
        try (var pool = Executors.newSingleThreadExecutor();
                LoadBalancer kept = connect()) {
            SortedMap<ZoneId, List<String>> both = balancer.spec().endpoints();
            var one = new TreeMap<>(both);
            one.put(A, both.getOrDefault(A, List.of()).subList(0, 1));
            var applied = new Semaphore(0);
            Future<?> reloads = pool.submit(() -> {
                for (int round = 0; round < 6; round++) {
                    applied.acquire(3);
                    cloud.daemon.putBalancer(
                            new BalancerSpec("front", SERVICE, round % 2 == 0 ? one : both, weights(10_000, 0)));
                }
                return true;
            });

            int number = 0;
            while (!reloads.isDone()) {
                number++;
                int share = 100 * (number % 90) + 500;
                var view = done(kept.apply(revision(number, weights(share, 10_000 - share))))
                        .view();
                assertThat(view.effective().of(A)).isBetween(share - 40, share + 40);
                applied.release();
            }
            reloads.get();

            int share = 100 * (number % 90) + 500;
            var seen = ((LoadBalancer.Observed.Seen) kept.observe()).view();
            assertThat(seen.effective().of(A)).isBetween(share - 40, share + 40);
            assertThat(kept.apply(revision(number - 1, weights(0, 10_000))))
                    .isEqualTo(new LoadBalancer.Applied.Stale(number, 1));
        }
    }

    @Test
    void takesTheTurnOfAHolderThatDied() throws IOException {
        try (SocketChannel dying =
                SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("lb0/jail/admin")))) {
            String lock = "experimental-mode on; set var proc.understudy_lock int(4711)\n";
            dying.write(ByteBuffer.wrap(lock.getBytes(StandardCharsets.US_ASCII)));
            assertThat(dying.read(ByteBuffer.allocate(16))).isNotZero();
        }

        try (LoadBalancer balancer = connect()) {
            assertThat(done(balancer.apply(revision(1, weights(5_000, 5_000)))).changed())
                    .isTrue();
        }
    }
}
