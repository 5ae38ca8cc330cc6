package dev.understudy.agent.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.BalancerDouble;
import dev.understudy.agent.DataDouble;
import dev.understudy.agent.Samples;
import dev.understudy.agent.ZoneDouble;
import dev.understudy.agent.config.HostPort;
import dev.understudy.agent.loop.LedgerDouble;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ServiceTasksTest {
    private static final String HOST = "127.77.7.1";
    private static final Fence FENCE = new Fence(5);
    private static final TaskId ID = new TaskId("shop-1", "some-work", 1);

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<ZoneDouble> instances = new ArrayList<>();
    private final TreeMap<ZoneId, List<HostPort>> endpoints = new TreeMap<>();
    private final BalancerDouble balancer = new BalancerDouble(
            Weights.allTo(Samples.A, List.of(Samples.B)), _ -> 1.0, _ -> 1, InstantSource.fixed(Samples.START));
    private final DataDouble data = new DataDouble(Samples.A, List.of(Samples.B, Samples.C));
    private final List<CopyProgress> heard = new ArrayList<>();
    private boolean leads = true;
    private int wanted;

    @AfterEach
    void close() {
        instances.forEach(ZoneDouble::close);
        client.shutdownNow();
    }

    @Test
    void connectingWarmsEveryInstanceOverTheNetwork() throws Exception {
        var first = instance(Samples.B);
        var second = instance(Samples.B);
        emptySlot(Samples.B);
        wanted = 2;

        var end = perform(new Task.Connect(ID, FENCE, Samples.B));

        assertThat(end).isInstanceOf(TaskEnd.Done.class);
        assertThat(end.because().sentence())
                .isEqualTo("2 instances are ready in zone-b and answered 80 warm-up requests, 0 of them not");
        assertThat(first.asked("/warm")).isEqualTo(Warmth.REQUESTS);
        assertThat(second.asked("/warm")).isEqualTo(Warmth.REQUESTS);
        assertThat(data.calls()).containsExactly("connect zone-b under 5");
    }

    @Test
    void connectingWaitsForInstancesThatAreNotReadyYet() throws Exception {
        var late = instance(Samples.B);
        late.ready(false);
        wanted = 1;
        var waiting = Thread.ofVirtual().start(() -> {
            while (late.asked("/healthz") < 3) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000); // a spinning thread would keep a carrier
            }
            late.ready(true);
        });

        assertThat(perform(new Task.Connect(ID, FENCE, Samples.B))).isInstanceOf(TaskEnd.Done.class);
        waiting.join();
    }

    @Test
    void connectingSaysHowManyAreMissing() throws Exception {
        var unused = instance(Samples.B);
        assertThat(unused.port()).isPositive();
        wanted = 2;

        var end = perform(new Task.Connect(ID, FENCE, Samples.B));

        assertThat(end).isInstanceOf(TaskEnd.Failed.class);
        assertThat(end.because().sentence()).startsWith("of 2 instances wanted in zone-b, 1 were ready within");
    }

    @Test
    void whatThePoolsRefuseIsNotWarmed() throws Exception {
        data.refuse("the pools of zone-b do not open");

        assertThat(perform(new Task.Connect(ID, FENCE, Samples.B)))
                .isEqualTo(new TaskEnd.Refused(Because.of("the pools of zone-b do not open")));
    }

    @Test
    void drainingEndsOnceTheZoneHasNoShareAndNothingUnderWay() throws Exception {
        var busy = instance(Samples.A);
        busy.inFlight(3);
        var _ = balancer.apply(revision(1, Weights.allTo(Samples.B, List.of(Samples.A))));
        var ending = Thread.ofVirtual().start(() -> {
            while (busy.asked("/load") < 2) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000); // a spinning thread would keep a carrier
            }
            busy.inFlight(0);
        });

        var end = perform(new Task.Drain(ID, FENCE, Samples.A));

        ending.join();
        assertThat(end).isInstanceOf(TaskEnd.Done.class);
        assertThat(end.because().sentence()).startsWith("nothing is in flight to zone-a after");
    }

    @Test
    void aZoneWithAShareIsNotDrained() throws Exception {
        var end = perform(new Task.Drain(ID, FENCE, Samples.A));

        assertThat(end).isInstanceOf(TaskEnd.Failed.class);
        assertThat(end.because().sentence()).contains("it still has 100.0 % of the traffic");
    }

    @Test
    void theFastLanePutsARevisionInForceOnce() throws Exception {
        var revision = revision(4, Weights.allTo(Samples.B, List.of(Samples.A)));

        assertThat(perform(new Task.FastLane(ID, FENCE, revision)).because().sentence())
                .isEqualTo("revision 4 is in force at the balancer");
        assertThat(balancer.weights()).isEqualTo(revision.change().weights());
        assertThat(perform(new Task.FastLane(
                        ID, FENCE, revision(3, revision.change().weights()))))
                .isInstanceOf(TaskEnd.Refused.class);
    }

    @Test
    void whoDoesNotLeadChangesNothing() throws Exception {
        leads = false;
        var revision = revision(4, Weights.allTo(Samples.B, List.of(Samples.A)));

        assertThat(perform(new Task.FastLane(ID, FENCE, revision))).isInstanceOf(TaskEnd.Refused.class);
        assertThat(perform(new Task.CutOver(ID, FENCE, Samples.A, Samples.B, false, Duration.ofSeconds(2))))
                .isInstanceOf(TaskEnd.Refused.class);

        assertThat(balancer.weights().of(Samples.A)).isEqualTo(Weights.WHOLE);
        assertThat(data.calls()).isEmpty();
    }

    @Test
    void theDatabaseIsAskedUnderTheFenceOfTheLeader() throws Exception {
        assertThat(perform(new Task.PreCopy(ID, FENCE, Samples.A, Samples.B))).isInstanceOf(TaskEnd.Done.class);
        assertThat(heard).isNotEmpty();
        assertThat(perform(new Task.CutOver(ID, FENCE, Samples.A, Samples.B, true, Duration.ofSeconds(2))))
                .isInstanceOf(TaskEnd.Done.class);
        assertThat(perform(new Task.Rejoin(ID, FENCE, Samples.A, Samples.B))).isInstanceOf(TaskEnd.Done.class);
        assertThat(perform(new Task.Replicate(ID, FENCE, ReplicationSetting.LOCAL)))
                .isInstanceOf(TaskEnd.Done.class);

        assertThat(data.calls())
                .containsExactly(
                        "pre-copy to zone-b under 5",
                        "cut over from zone-a to zone-b, forced, within 2000 ms, under 5",
                        "rejoin zone-a under 5",
                        "acknowledge LOCAL under 5");
    }

    private TaskEnd perform(Task task) throws InterruptedException {
        var work = new ServiceTasks(
                new Instances(endpoints, client),
                Optional.of(data),
                balancer,
                Optional.<LoadBalancer>of(balancer),
                _ -> wanted,
                new Refresh(Samples.SHOP, new LedgerDouble(), List::of, Optional.of(data)),
                Duration.ofSeconds(3));
        return work.perform(task, () -> leads, heard::add);
    }

    private ZoneDouble instance(ZoneId zone) throws IOException {
        var instance = new ZoneDouble(HOST);
        instances.add(instance);
        slot(zone, instance.port());
        return instance;
    }

    private void emptySlot(ZoneId zone) {
        slot(zone, 1);
    }

    private void slot(ZoneId zone, int port) {
        endpoints.computeIfAbsent(zone, _ -> new ArrayList<>()).add(new HostPort(HOST, port));
    }

    private static WeightsRevision revision(long number, Weights weights) {
        return new WeightsRevision(
                number,
                "00",
                new WeightsChange(
                        Samples.SHOP,
                        weights,
                        FENCE,
                        new Author(Author.Kind.AGENT, "zone-c"),
                        Because.of("a test said so"),
                        new TreeMap<>()),
                Samples.START);
    }
}
