package dev.understudy.clouds.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.clouds.spi.LoadBalancer.Applied;
import dev.understudy.clouds.spi.LoadBalancer.Observed;
import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * The law of every {@link LoadBalancer}. An implementation extends this with a balancer that fronts {@link #SERVICE},
 * has servers in {@link #A} and {@link #B} and none in {@link #C}, sends everything to A, and carries no revision.
 */
public abstract class LoadBalancerContract {
    protected static final ServiceId SERVICE = new ServiceId("web");
    protected static final ZoneId A = new ZoneId("zone-a");
    protected static final ZoneId B = new ZoneId("zone-b");
    protected static final ZoneId C = new ZoneId("zone-c");

    /** How far an effective share may be from the one asked for, basis points. */
    protected int toleranceBasisPoints() {
        return 40;
    }

    /** A new connection to the one balancer of this test, as another process would have; the caller closes it. */
    protected abstract LoadBalancer connect();

    /** The balancer dies. */
    protected abstract void killBalancer();

    @Test
    void saysDoneWithWhatWasReadBack() {
        try (LoadBalancer balancer = connect()) {
            Applied applied = balancer.apply(revision(1, weights(9_000, 1_000)));

            var done = done(applied);
            assertThat(done.changed()).isTrue();
            assertShares(done.view(), 9_000, 1_000);
            assertThat(done.view().service()).isEqualTo(SERVICE);
            assertShares(seen(balancer), 9_000, 1_000);
        }
    }

    @Test
    void walksTheUsualSteps() {
        try (LoadBalancer balancer = connect()) {
            int number = 0;
            for (int share : new int[] {10_000, 9_900, 9_000, 5_000, 0, 5_000, 10_000}) {
                assertShares(
                        done(balancer.apply(revision(++number, weights(share, 10_000 - share))))
                                .view(),
                        share,
                        10_000 - share);
            }
        }
    }

    @Test
    void changesNothingForTheSameRevisionTwice() {
        try (LoadBalancer balancer = connect();
                LoadBalancer other = connect()) {
            var revision = revision(7, weights(9_900, 100));
            assertThat(done(balancer.apply(revision)).changed()).isTrue();

            assertThat(done(balancer.apply(revision)).changed()).isFalse();
            assertThat(done(other.apply(revision)).changed()).isFalse();
        }
    }

    @Test
    void refusesAnOlderRevisionWhoeverAppliedTheNewer() {
        try (LoadBalancer balancer = connect();
                LoadBalancer other = connect()) {
            done(balancer.apply(revision(9, weights(5_000, 5_000))));

            assertThat(other.apply(revision(8, weights(10_000, 0)))).isEqualTo(new Applied.Stale(9, 1));
            assertShares(seen(other), 5_000, 5_000);
        }
    }

    @Test
    void refusesAnOlderFenceOfAnAgentEvenUnderANewerNumber() {
        try (LoadBalancer balancer = connect()) {
            done(balancer.apply(agents(3, 5, weights(5_000, 5_000))));

            assertThat(balancer.apply(agents(4, 4, weights(10_000, 0)))).isEqualTo(new Applied.Stale(3, 5));
            assertShares(seen(balancer), 5_000, 5_000);
        }
    }

    @Test
    void asksNoFenceOfAPersonAndKeepsTheHighestSeen() {
        try (LoadBalancer balancer = connect()) {
            done(balancer.apply(agents(3, 5, weights(5_000, 5_000))));
            var person = new Author(Author.Kind.PERSON, "ada");

            done(balancer.apply(revision(4, Fence.NONE, person, SERVICE, weights(9_000, 1_000))));

            assertThat(balancer.apply(agents(5, 4, weights(10_000, 0)))).isEqualTo(new Applied.Stale(4, 5));
        }
    }

    @Test
    void rejectsAShareForAZoneWithoutServers() {
        try (LoadBalancer balancer = connect()) {
            var shares = new TreeMap<>(Map.of(A, 5_000, C, 5_000));

            var failed = (Applied.Failed) balancer.apply(revision(1, new Weights(shares)));

            assertThat(failed.error()).isInstanceOf(CloudError.Rejected.class);
            assertThat(failed.error().message()).contains("zone-c", "5000");
            assertShares(seen(balancer), 10_000, 0);
        }
    }

    @Test
    void acceptsAZoneWithoutServersAndWithoutAShare() {
        try (LoadBalancer balancer = connect()) {
            var shares = new TreeMap<>(Map.of(A, 5_000, B, 5_000, C, 0));

            assertShares(done(balancer.apply(revision(1, new Weights(shares)))).view(), 5_000, 5_000);
        }
    }

    @Test
    void rejectsTheRevisionOfAnotherService() {
        try (LoadBalancer balancer = connect()) {
            var person = new Author(Author.Kind.PERSON, "ada");
            var other = new ServiceId("shop");

            var failed = (Applied.Failed) balancer.apply(revision(1, Fence.NONE, person, other, weights(5_000, 5_000)));

            assertThat(failed.error()).isInstanceOf(CloudError.Rejected.class);
            assertThat(failed.error().message()).contains("shop", "web");
        }
    }

    @Test
    void endsWithTheNewestWhenManyApplyAtOnce() throws Exception {
        int writers = 6;
        try (var pool = Executors.newFixedThreadPool(writers)) {
            var tasks = new ArrayList<Callable<Applied>>();
            for (int writer = 1; writer <= writers; writer++) {
                var revision = revision(writer, weights(10_000 - 1_000 * writer, 1_000 * writer));
                tasks.add(() -> {
                    try (LoadBalancer balancer = connect()) {
                        return balancer.apply(revision);
                    }
                });
            }

            for (Future<Applied> end : pool.invokeAll(tasks)) {
                assertThat(end.get()).isNotInstanceOf(Applied.Failed.class);
            }
        }
        try (LoadBalancer balancer = connect()) {
            assertShares(seen(balancer), 4_000, 6_000);
            assertThat(balancer.apply(revision(5, weights(10_000, 0)))).isEqualTo(new Applied.Stale(6, 1));
        }
    }

    @Test
    void countsServersOfEveryZone() {
        try (LoadBalancer balancer = connect()) {
            BalancerView view = seen(balancer);

            assertThat(view.zones()).containsOnlyKeys(A, B);
            view.zones()
                    .values()
                    .forEach(zone -> assertThat(zone.serversTotal()).isPositive());
        }
    }

    @Test
    void saysInOneSentenceThatItIsDead() {
        try (LoadBalancer balancer = connect()) {
            done(balancer.apply(revision(1, weights(9_000, 1_000))));

            killBalancer();

            var failed = (Applied.Failed) balancer.apply(revision(2, weights(5_000, 5_000)));
            assertThat(failed.error()).isInstanceOf(CloudError.Unavailable.class);
            assertThat(failed.error().message()).contains("web").doesNotContain("\n");
            assertThat(balancer.observe())
                    .isInstanceOfSatisfying(
                            Observed.Failed.class,
                            observed -> assertThat(observed.error()).isInstanceOf(CloudError.Unavailable.class));
        }
    }

    /** A revision by an agent under fence 1. */
    protected static WeightsRevision revision(long number, Weights weights) {
        return agents(number, 1, weights);
    }

    protected static Weights weights(int a, int b) {
        return new Weights(new TreeMap<>(Map.of(A, a, B, b)));
    }

    private static WeightsRevision agents(long number, long epoch, Weights weights) {
        return revision(number, new Fence(epoch), new Author(Author.Kind.AGENT, "zone-b"), SERVICE, weights);
    }

    private static WeightsRevision revision(
            long number, Fence fence, Author author, ServiceId service, Weights weights) {
        var change =
                new WeightsChange(service, weights, fence, author, new Because("a trial", Map.of()), new TreeMap<>());
        return new WeightsRevision(number, "0".repeat(64), change, Instant.EPOCH);
    }

    protected static Applied.Done done(Applied applied) {
        assertThat(applied).isInstanceOf(Applied.Done.class);
        return (Applied.Done) applied;
    }

    private static BalancerView seen(LoadBalancer balancer) {
        Observed observed = balancer.observe();
        assertThat(observed).isInstanceOf(Observed.Seen.class);
        return ((Observed.Seen) observed).view();
    }

    private void assertShares(BalancerView view, int a, int b) {
        assertThat(view.effective().of(A)).isCloseTo(a, within(toleranceBasisPoints()));
        assertThat(view.effective().of(B)).isCloseTo(b, within(toleranceBasisPoints()));
    }
}
