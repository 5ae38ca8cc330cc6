package dev.understudy.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.understudy.agent.Samples;
import dev.understudy.agent.config.HostPort;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.CertificateAuthority;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OutboxTest {
    private static final String HOST = "127.77.5.1";

    private final BlockingQueue<Observations> quickHeard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Observations> slowHeard = new LinkedBlockingQueue<>();
    private final CountDownLatch slowMayAnswer = new CountDownLatch(1);
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private PeerLink quick;
    private PeerLink slow;
    private Outbox outbox;

    OutboxTest(@TempDir Path directory) throws IOException {
        var authority = CertificateAuthority.create(directory.resolve("ca"));
        var server = authority.issue("agent-zone-b", List.of(HOST), directory.resolve("server"));
        var own = authority.issue("agent-zone-a", List.of(HOST), directory.resolve("own"));
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(own.sslContext())
                .build();
        open.add(client::shutdownNow);
        quick = new PeerLink(Samples.B, peer(server, quickHeard, new CountDownLatch(0)), client, faults::add);
        slow = new PeerLink(Samples.C, peer(server, slowHeard, slowMayAnswer), client, faults::add);
        var dead = new PeerLink(new ZoneId("zone-d"), new HostPort(HOST, 1), client, faults::add);
        outbox = new Outbox(
                Samples.A, List.of(slow, dead, quick), Duration.ofMillis(200), System::nanoTime, faults::add);
    }

    private HostPort peer(Identity identity, BlockingQueue<Observations> heard, CountDownLatch mayAnswer)
            throws IOException {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral(HOST), 0), 16);
        server.setHttpsConfigurator(new HttpsConfigurator(identity.sslContext()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/observations", exchange -> {
            heard.add(CoreJson.read(exchange.getRequestBody().readAllBytes(), Observations.class));
            try {
                mayAnswer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("closed while an answer waited", e);
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        open.add(() -> server.stop(0));
        return new HostPort(HOST, server.getAddress().getPort());
    }

    @BeforeEach
    void reachable() {
        assertThat(quick.reachable()).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        slowMayAnswer.countDown();
        outbox.close();
        for (AutoCloseable each : open) {
            each.close();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void windowsThatCloseTogetherTravelTogether() throws InterruptedException {
        var ofB = Samples.window(Samples.A, Samples.B, Samples.START);
        var ofC = Samples.window(Samples.A, Samples.C, Samples.START);
        outbox.add(load(1));
        outbox.add(ofB);
        outbox.add(ofC);

        assertThat(heard()).isEqualTo(new Observations(Samples.A, List.of(ofB, ofC), List.of(load(1))));
    }

    @Test
    void loadsTravelAloneWhenNoWindowCloses() throws InterruptedException {
        outbox.add(load(1));

        assertThat(heard()).isEqualTo(new Observations(Samples.A, List.of(), List.of(load(1))));
    }

    @Test
    void aSlowOrDeadPeerDelaysNobodyAndNothingQueuesUpForIt() throws InterruptedException {
        for (int second = 0; second < 10; second++) {
            var window = Samples.window(Samples.A, Samples.B, Samples.START.plusSeconds(second));
            outbox.add(window);
            assertThat(heard().windows()).containsExactly(window);
        }
        while (quick.sent() < 10) {
            Thread.onSpinWait();
        }

        assertThat(slowHeard).hasSizeLessThanOrEqualTo(2);
        assertThat(slow.dropped()).isGreaterThanOrEqualTo(8 - slowHeard.size());
        assertThat(quick.dropped()).isZero();
    }

    private Observations heard() throws InterruptedException {
        return java.util.Objects.requireNonNull(quickHeard.poll(5, TimeUnit.SECONDS), "the quick peer heard nothing");
    }

    private static ServiceLoad load(double requestsPerSecond) {
        return new ServiceLoad(Samples.SHOP, Samples.A, Samples.START, 1, requestsPerSecond, 100, 0, 7);
    }
}
