package dev.understudy.signals;

import static dev.understudy.signals.Recorded.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.understudy.core.signal.Places;
import dev.understudy.core.signal.Signal;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SignalSourceTest {
    /** Longer than a busy machine needs. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int BYTES_MAX = 64 * 1024;
    private static final Zone IOWA = new Zone(new ZoneId("zone-a"), 41.26, -95.86, 1);

    /** Answers one request. */
    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private HttpServer server;
    private ExecutorService threads;
    private HttpClient client;
    private volatile Behaviour behaviour = exchange -> exchange.sendResponseHeaders(404, -1);

    @BeforeEach
    void start() throws IOException {
        threads = Executors.newVirtualThreadPerTaskExecutor();
        client = HttpClient.newHttpClient();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                behaviour.answer(exchange);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.stop(0);
        threads.shutdownNow();
    }

    private SignalSource source() {
        return source(PATIENCE);
    }

    private SignalSource source(Duration patience) {
        var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/incidents.json");
        var spec = new SourceSpec(
                "status",
                Format.GCP_INCIDENTS,
                new Location.Http(address),
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                Set.of(),
                Optional.empty());
        return new SignalSource(spec, new HttpFeed(address, client, patience, BYTES_MAX), places(), List.of(IOWA));
    }

    private static Places places() {
        var names = new TreeMap<ZoneId, Set<String>>();
        names.put(IOWA.id(), Set.of("us-central1"));
        return new Places(names);
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void good(HttpExchange exchange) throws IOException {
        send(exchange, Recorded.bytes("gcp-incidents.json"));
    }

    @Test
    void whatIsFetchedIsReadAndOnlyWhatConcernsTheZonesIsKept() throws Exception {
        behaviour = SignalSourceTest::good;
        var reading = source().read(NOW);
        assertThat(reading.problem()).isEmpty();
        assertThat(reading.readAt()).contains(NOW);
        assertThat(reading.signals()).extracting(Signal::id).containsExactly("ow5i3PPK96RduMcb1SsW", "GlobalOne");
    }

    @Test
    void whatDidNotChangeIsNotSentAgain() throws Exception {
        var sent = new AtomicInteger();
        behaviour = exchange -> {
            if ("\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))
                    && exchange.getRequestHeaders().containsKey("If-Modified-Since")) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            sent.incrementAndGet();
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.getResponseHeaders().set("Last-Modified", "Mon, 05 Jan 2026 11:00:00 GMT");
            good(exchange);
        };
        var source = source();
        source.read(NOW);
        var again = source.read(NOW.plusSeconds(60));
        assertThat(sent).hasValue(1);
        assertThat(again.readAt()).contains(NOW.plusSeconds(60));
        assertThat(again.signals()).hasSize(2);
    }

    @Test
    void whatCouldNotBeUnderstoodIsAskedForAgain() throws Exception {
        behaviour = exchange -> {
            assertThat(exchange.getRequestHeaders().containsKey("If-None-Match"))
                    .isFalse();
            exchange.getResponseHeaders().set("ETag", "\"broken\"");
            send(exchange, "{\"torn\": [".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        };
        var source = source();
        assertThat(source.read(NOW).problem().orElseThrow()).contains("is no JSON");
        assertThat(source.read(NOW).problem().orElseThrow()).contains("is no JSON");
    }

    @Test
    void afterAFailureTheReadingBeforeCountsUntilItIsTooOld() throws Exception {
        behaviour = SignalSourceTest::good;
        var source = source();
        source.read(NOW);
        behaviour = exchange -> exchange.sendResponseHeaders(500, -1);
        var failed = source.read(NOW.plusSeconds(300));
        assertThat(failed.problem().orElseThrow()).contains("answers 500");
        assertThat(failed.signals()).hasSize(2);
        assertThat(failed.isFresh(NOW.plusSeconds(599))).isTrue();
        assertThat(failed.isFresh(NOW.plusSeconds(600))).isFalse();
    }

    @Test
    void aRedirectIsToldAndNotFollowed() throws Exception {
        var asked = new AtomicInteger();
        behaviour = exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data/");
            exchange.sendResponseHeaders(302, -1);
        };
        var reading = source().read(NOW);
        assertThat(asked).hasValue(1);
        assertThat(reading.readAt()).isEmpty();
        assertThat(reading.problem().orElseThrow())
                .contains("answers 302")
                .contains("169.254.169.254")
                .contains("not followed");
    }

    @Test
    void aHugeAnswerIsCutOff() throws Exception {
        behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            var block = new byte[8192];
            for (int i = 0; i < 10_000; i++) {
                exchange.getResponseBody().write(block);
            }
        };
        assertThat(source().read(NOW).problem().orElseThrow())
                .contains("cannot be fetched")
                .contains("" + BYTES_MAX);
    }

    @Test
    void anAnswerThatDripsIsCutOff() throws Exception {
        behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                Thread.sleep(100);
            }
        };
        long begun = System.nanoTime();
        assertThat(source(Duration.ofMillis(700)).read(NOW).problem().orElseThrow())
                .contains("did not answer in full within 700 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void anAnswerThatBreaksOffIsNoAnswer() throws Exception {
        behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 1_000_000);
            exchange.getResponseBody().write("[{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            throw new IOException("the server stumbles");
        };
        assertThat(source().read(NOW).problem()).isPresent();
    }

    @Test
    void nobodyThereIsAProblemToo() throws Exception {
        server.stop(0);
        assertThat(source().read(NOW).problem().orElseThrow()).contains("cannot be fetched");
    }

    @Test
    void aFileIsAsNewAsItsLastChange(@TempDir Path directory) throws Exception {
        var file = Files.write(directory.resolve("incidents.json"), Recorded.bytes("gcp-incidents.json"));
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(3600)));
        var spec = new SourceSpec(
                "status",
                Format.GCP_INCIDENTS,
                new Location.File(file),
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                Set.of(),
                Optional.empty());
        var source = SignalSource.of(spec, client, places(), List.of(IOWA));
        assertThat(source.read(NOW).isFresh(NOW)).isFalse();
        Files.setLastModifiedTime(file, FileTime.from(NOW));
        assertThat(source.read(NOW).isFresh(NOW)).isTrue();
        Files.delete(file);
        assertThat(source.read(NOW).problem().orElseThrow()).contains("does not exist");
    }

    @Test
    void anAddressMustBeSafe() {
        assertThatThrownBy(() -> new Location.Http(URI.create("http://feeds.example/x")))
                .hasMessageContaining("https://");
        assertThatThrownBy(() -> new Location.Http(URI.create("https://me:pw@feeds.example/x")))
                .hasMessageContaining("without a name or password");
        assertThat(new Location.Http(URI.create("https://feeds.example/x"))).hasToString("https://feeds.example/x");
    }
}
