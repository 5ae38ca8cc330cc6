package dev.understudy.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The whole prober on real sockets of this machine's loopback. */
class ProberTest {
    private static final ZoneId HERE = new ZoneId("zone-a");
    private static final ZoneId THERE = new ZoneId("zone-b");
    private static final ZoneId SICK = new ZoneId("zone-c");
    private static final long PATIENCE_SECONDS = 20;
    private static final ProberSettings QUICK =
            new ProberSettings(Duration.ofMillis(20), Duration.ofSeconds(2), Duration.ofMillis(200));

    private final Seen seen = new Seen();

    @Test
    void tellsAZoneThatAnswersFromOneThatDoesNot() throws Exception {
        try (var well = Peer.withStatus("200 OK");
                var sick = Peer.withStatus("503 Service Unavailable");
                var prober = prober(Transport.best())) {
            prober.start(List.of(target(THERE, well), target(SICK, sick)), QUICK, seen::add);

            assertThat(seen.next(THERE, ProbeKind.TCP)).satisfies(ProberTest::isAllAnswered);
            assertThat(seen.next(THERE, ProbeKind.HTTP)).satisfies(ProberTest::isAllAnswered);
            assertThat(seen.next(SICK, ProbeKind.TCP)).satisfies(ProberTest::isAllAnswered);
            assertThat(seen.next(SICK, ProbeKind.HTTP)).satisfies(window -> {
                assertThat(window.due()).isEqualTo(10);
                assertThat(window.answered()).isZero();
                assertThat(window.maxMicros()).isZero();
            });
            assertThat(prober.isRunning()).isTrue();
        }
    }

    @Test
    void worksWithTheSocketsOfTheJdkToo() throws Exception {
        try (var well = Peer.withStatus("200 OK");
                var prober = prober(Transport.nio())) {
            prober.start(List.of(echoing(THERE, well)), QUICK, seen::add);

            assertThat(seen.next(THERE, ProbeKind.TCP)).satisfies(ProberTest::isAllAnswered);
            assertThat(seen.next(THERE, ProbeKind.HTTP)).satisfies(ProberTest::isAllAnswered);
            assertThat(prober.unavailable())
                    .singleElement()
                    .satisfies(missing ->
                            assertThat(missing.why()).startsWith("ICMP probes need Netty's epoll transport"));
            assertThat(prober.agentLags()).isEmpty();
        }
    }

    @Test
    void pingsLoopbackWithKernelTimestampsOrSaysWhyNot() throws Exception {
        try (var well = Peer.withStatus("200 OK");
                var prober = prober(Transport.best())) {
            prober.start(List.of(echoing(THERE, well)), QUICK, seen::add);

            if (prober.unavailable().isEmpty()) {
                assertThat(seen.next(THERE, ProbeKind.ICMP)).satisfies(ProberTest::isAllAnswered);
                var second = seen.next(THERE, ProbeKind.ICMP);
                assertThat(second.p50Micros()).isLessThan(1_000);
                assertThat(prober.agentLags()).anySatisfy(lag -> {
                    assertThat(lag.kind()).isEqualTo(ProbeKind.ICMP);
                    assertThat(lag.samples()).isPositive();
                    assertThat(lag.maxMicros()).isPositive();
                });
            } else {
                assertThat(prober.unavailable()).singleElement().satisfies(missing -> {
                    assertThat(missing.kind()).isEqualTo(ProbeKind.ICMP);
                    assertThat(missing.why()).contains("ping_group_range").contains("CAP_NET_RAW");
                });
                assertThat(seen.next(THERE, ProbeKind.TCP)).satisfies(ProberTest::isAllAnswered);
            }
        }
    }

    @Test
    void aStalledLoopShowsInTheLagAndInHttpAndNotInTheKernelsRoundTrip() throws Exception {
        var settings = new ProberSettings(Duration.ofMillis(20), Duration.ofSeconds(2), Duration.ofMillis(400));
        var stalls = new AtomicInteger();
        try (var well = Peer.withStatus("200 OK");
                var prober = prober(Transport.best())) {
            prober.start(List.of(target(THERE, well)), settings, window -> {
                if (stalls.getAndIncrement() == 2) { // the first spans hold the warming-up of this process
                    sleep(300);
                }
                seen.add(window);
            });
            var stalled = seen.next(THERE, ProbeKind.HTTP);
            while (stalled.maxMicros() < 250_000 || stalls.get() < 4) {
                assertThat(stalled.answered()).isEqualTo(stalled.due()).isEqualTo(20);
                stalled = seen.next(THERE, ProbeKind.HTTP);
            }

            assertThat(stalled.due()).isEqualTo(20);
            Await.until(
                    "the lag of the agent shows the stall",
                    () -> prober.agentLags().stream()
                            .anyMatch(lag -> lag.kind() == ProbeKind.TCP && lag.maxMicros() > 200_000));
        }
    }

    @Test
    void windowsComeAtTheirPaceAndInOrder() throws Exception {
        try (var well = Peer.withStatus("200 OK");
                var prober = prober(Transport.best())) {
            var before = Instant.now();
            prober.start(List.of(new ProbeTarget(THERE, well.address(), Optional.empty(), false)), QUICK, seen::add);

            var first = seen.next(THERE, ProbeKind.TCP);
            var second = seen.next(THERE, ProbeKind.TCP);

            assertThat(first.observer()).isEqualTo(HERE);
            assertThat(first.span()).isEqualTo(Duration.ofMillis(200));
            assertThat(first.at()).isAfterOrEqualTo(before.plusMillis(199));
            assertThat(Duration.between(first.at(), second.at()))
                    .isBetween(Duration.ofMillis(199), Duration.ofMillis(201));
        }
    }

    @Test
    void aTakerThatThrowsDoesNotEndTheProbing() throws Exception {
        try (var well = Peer.withStatus("200 OK");
                var prober = prober(Transport.best())) {
            prober.start(List.of(target(THERE, well)), QUICK, window -> {
                seen.add(window);
                throw new IllegalStateException("no room");
            });

            seen.next(THERE, ProbeKind.TCP);
            seen.next(THERE, ProbeKind.TCP);
            assertThat(prober.isRunning()).isTrue();
        }
    }

    @Test
    void refusesAZoneNamedTwiceAndASecondStart() throws Exception {
        try (var well = Peer.withStatus("200 OK");
                var prober = prober(Transport.best())) {
            var twice = List.of(target(THERE, well), target(THERE, well));
            assertThatThrownBy(() -> prober.start(twice, QUICK, seen::add))
                    .isInstanceOf(InvalidSettings.class)
                    .hasMessage("probes.targets[1].zone is zone-b; allowed: each zone once");

            prober.start(List.of(), QUICK, seen::add);
            assertThatThrownBy(() -> prober.start(List.of(), QUICK, seen::add))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void leavesNoThreadAndNoDescriptorBehind() throws Exception {
        try (var well = Peer.withStatus("200 OK");
                var full = Peer.full()) {
            var targets = List.of(echoing(THERE, well), target(SICK, full));
            probeOnce(targets); // loads what is loaded once
            Await.until("all connections are closed", () -> well.connections() == 0);
            var before = descriptors();

            probeOnce(targets);

            Await.until("all connections are closed", () -> well.connections() == 0);
            assertThat(descriptors()).as("open before: %s", before).hasSizeLessThanOrEqualTo(before.size());
            Await.until(
                    "its threads have ended",
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("understudy-probes")));
        }
    }

    @Test
    void closesTwiceAndWithoutAStartAndFromItsOwnThread() throws Exception {
        var idle = prober(Transport.best());
        idle.close();
        idle.close();
        assertThatThrownBy(() -> idle.start(List.of(), QUICK, seen::add)).isInstanceOf(IllegalStateException.class);

        try (var well = Peer.withStatus("200 OK")) {
            var prober = prober(Transport.best());
            prober.start(List.of(target(THERE, well)), QUICK, window -> {
                seen.add(window);
                prober.close();
            });
            seen.next(THERE, ProbeKind.TCP);
            prober.close();
            assertThat(prober.isRunning()).isFalse();
        }
    }

    private void probeOnce(List<ProbeTarget> targets) throws Exception {
        try (var prober = prober(Transport.best())) {
            prober.start(targets, QUICK, seen::add);
            seen.next(SICK, ProbeKind.TCP);
        }
    }

    /** The sockets, event queues and timers that this process has open. */
    private static List<String> descriptors() throws IOException {
        var found = new ArrayList<String>();
        try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var descriptor : open) {
                try {
                    var opened = Files.readSymbolicLink(descriptor).toString();
                    if (opened.startsWith("socket:") || opened.startsWith("anon_inode:")) {
                        found.add(opened);
                    }
                } catch (NoSuchFileException _) {
                    // closed meanwhile, or the listing's own
                }
            }
        }
        return found;
    }

    private Prober prober(Transport transport) {
        return new Prober(HERE, NanoClock.system(), InstantSource.system(), new Random(7), transport);
    }

    private static ProbeTarget target(ZoneId zone, Peer peer) {
        var address = peer.address();
        var uri = URI.create("http://127.0.0.1:" + address.getPort() + "/healthz");
        return new ProbeTarget(zone, address, Optional.of(uri), false);
    }

    private static ProbeTarget echoing(ZoneId zone, Peer peer) {
        var plain = target(zone, peer);
        return new ProbeTarget(zone, plain.tcp(), plain.http(), true);
    }

    private static void isAllAnswered(LatencyWindow window) {
        assertThat(window.due()).isEqualTo(10);
        assertThat(window.answered()).isEqualTo(10);
        assertThat(window.p50Micros()).isPositive().isLessThanOrEqualTo(window.p95Micros());
        assertThat(window.maxMicros())
                .isGreaterThanOrEqualTo(window.p99Micros())
                .isLessThanOrEqualTo(2_000_000);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The windows that came, by zone and kind. */
    private static final class Seen {
        private final Map<String, BlockingQueue<LatencyWindow>> byStream = new ConcurrentHashMap<>();

        void add(LatencyWindow window) {
            stream(window.target(), window.kind()).add(window);
        }

        LatencyWindow next(ZoneId zone, ProbeKind kind) throws InterruptedException {
            var window = stream(zone, kind).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (window == null) {
                throw new AssertionError("no " + kind + " window of " + zone + " within " + PATIENCE_SECONDS + " s");
            }
            return window;
        }

        private BlockingQueue<LatencyWindow> stream(ZoneId zone, ProbeKind kind) {
            return byStream.computeIfAbsent(zone + " " + kind, _ -> new LinkedBlockingQueue<>());
        }
    }
}
