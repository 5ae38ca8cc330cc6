package dev.understudy.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.agent.Ports;
import dev.understudy.agent.Samples;
import dev.understudy.agent.config.HostPort;
import dev.understudy.agent.grade.ScorecardReport;
import dev.understudy.agent.peer.Observations;
import dev.understudy.agent.store.DecisionRing;
import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.CertificateAuthority;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentServerTest {
    private static final String HOST = "127.77.1.1";
    private static final InstantSource NOW = InstantSource.fixed(Samples.START);

    private final List<Observations> taken = new CopyOnWriteArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final DecisionRing ring = new DecisionRing(Samples.A, 10, InstantSource.fixed(Samples.START));
    private HostPort listen = new HostPort(HOST, 1);
    private AgentServer server;
    private CertificateAuthority authority;

    @TempDir
    Path directory;

    AgentServerTest(@TempDir Path made) throws IOException {
        authority = CertificateAuthority.create(made.resolve("ca"));
        listen = new HostPort(HOST, Ports.free(HOST));
        var api = new Api(
                Set.of(Samples.B, Samples.C),
                taken::add,
                AgentServerTest::report,
                () -> "# EOF\n",
                AgentServerTest::scorecard,
                ring,
                NOW);
        server = AgentServer.start(
                listen, authority.issue("agent-zone-a", List.of(HOST), made.resolve("a")), api, faults::add);
    }

    private static StateReport report() {
        return new StateReport(Samples.A, "test", Samples.START, List.of(), List.of(), List.of());
    }

    private static ScorecardReport scorecard() {
        return new ScorecardReport(Samples.A, Samples.START, new TreeMap<>(), List.of("feed was never read"));
    }

    @BeforeAll
    void decide() {
        ring.add(Samples.SHOP, new Decision.Hold(Because.of("all is well")));
    }

    @BeforeEach
    void forget() {
        taken.clear();
    }

    @AfterAll
    void stop() {
        server.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void agentsPersonsAndTheReconcilerMayRead() throws Exception {
        for (String name : List.of("agent-zone-b", "person-ada", "reconciler")) {
            assertThat(get(name, "/metrics").body()).isEqualTo("# EOF\n");
            assertThat(get(name, "/v1/state").body()).contains("\"zone\":\"zone-a\"");
            assertThat(get(name, "/v1/decisions?after=0").body()).contains("all is well");
            assertThat(get(name, "/v1/scorecard").body()).contains("feed was never read");
            assertThat(get(name, "/v1/decisions?after=1").body()).isEqualTo("[]");
        }
        assertThat(get("person-ada", "/metrics")
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .startsWith("application/openmetrics-text");
    }

    @Test
    void aStrangerOfOurAuthorityMayAskForHealthAlone() throws Exception {
        assertThat(get("provider", "/healthz").statusCode()).isEqualTo(200);
        assertThat(get("provider", "/v1/state").statusCode()).isEqualTo(403);
        assertThat(get("provider", "/metrics").body()).contains("provider may not read here");
    }

    @Test
    void aPeerIsHeardInItsOwnName() throws Exception {
        var told = new Observations(Samples.B, List.of(Samples.window(Samples.B, Samples.A, Samples.START)), List.of());

        assertThat(tell("agent-zone-b", CoreJson.write(told)).statusCode()).isEqualTo(204);
        assertThat(taken).containsExactly(told);
    }

    @Test
    void nobodySpeaksForAnotherZone() throws Exception {
        var asC = new Observations(Samples.C, List.of(), List.of());
        var windowOfC =
                new Observations(Samples.B, List.of(Samples.window(Samples.C, Samples.A, Samples.START)), List.of());

        assertThat(tell("agent-zone-b", CoreJson.write(asC)).body()).contains("may not speak for zone zone-c");
        assertThat(tell("agent-zone-b", CoreJson.write(windowOfC)).statusCode()).isEqualTo(403);
        assertThat(taken).isEmpty();
    }

    @Test
    void whoIsNoPeerIsRefused() throws Exception {
        var asX = new Observations(new ZoneId("zone-x"), List.of(), List.of());
        var asA = new Observations(Samples.A, List.of(), List.of());

        assertThat(tell("agent-zone-x", CoreJson.write(asX)).statusCode()).isEqualTo(403);
        assertThat(tell("agent-zone-a", CoreJson.write(asA)).statusCode()).isEqualTo(403);
        assertThat(tell("person-ada", CoreJson.write(asA)).statusCode()).isEqualTo(403);
        assertThat(taken).isEmpty();
    }

    @Test
    void brokenOrHugeBodiesAreRefused() throws Exception {
        assertThat(tell("agent-zone-b", "{\"observer\":\"zone-b\"}").statusCode())
                .isEqualTo(400);
        assertThat(tell("agent-zone-b", "{").statusCode()).isEqualTo(400);
        assertThat(tell("agent-zone-b", " ".repeat(300 * 1024)).statusCode()).isEqualTo(413);
        assertThat(taken).isEmpty();
    }

    @Test
    void whatCannotBeSoIsRefused() throws Exception {
        var tomorrow = new Observations(
                Samples.B,
                List.of(Samples.window(Samples.B, Samples.A, Samples.START.plus(Duration.ofDays(1)))),
                List.of());
        var negative = new Observations(
                Samples.B,
                List.of(),
                List.of(new ServiceLoad(Samples.SHOP, Samples.B, Samples.START, 1, -5, 100, 0, 7)));

        assertThat(tell("agent-zone-b", CoreJson.write(tomorrow)).body()).contains("set the clocks right");
        assertThat(tell("agent-zone-b", CoreJson.write(negative)).body()).contains("impossible numbers");
        assertThat(taken).isEmpty();
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        assertThat(get("person-ada", "/v1/weights").statusCode()).isEqualTo(404);
        assertThat(get("person-ada", "/v1/observations").statusCode()).isEqualTo(405);
        assertThat(get("person-ada", "/v1/decisions?after=yesterday").statusCode())
                .isEqualTo(400);
        assertThat(raw("GET /v1/decisions?after=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        var deletion = HttpRequest.newBuilder(uri("/v1/state")).DELETE().build();
        assertThat(send("person-ada", deletion).statusCode()).isEqualTo(405);
    }

    @Test
    void aCallerWithoutACertificateOfOursIsRefused() throws Exception {
        var foreign = CertificateAuthority.create(directory.resolve("foreign"));
        var impostor = foreign.issue("agent-zone-b", List.of(), directory.resolve("impostor"));
        var ours = authority.issue("agent-zone-b", List.of(), directory.resolve("ours"));
        assertThat(handshake(ours, "TLSv1.3")).isEqualTo("TLSv1.3");

        assertThatThrownBy(() -> handshake(impostor, "TLSv1.3")).isInstanceOf(IOException.class);
    }

    @Test
    void tls12IsRefused() {
        var ours = authority.issue("agent-zone-b", List.of(), directory.resolve("old"));

        assertThatThrownBy(() -> handshake(ours, "TLSv1.2")).isInstanceOf(SSLException.class);
    }

    @Test
    void aTakenPortIsNamed() {
        var api =
                new Api(Set.of(), taken::add, AgentServerTest::report, () -> "", AgentServerTest::scorecard, ring, NOW);
        var identity = authority.issue("agent-zone-a", List.of(HOST), directory.resolve("second"));

        assertThatThrownBy(() -> AgentServer.start(listen, identity, api, faults::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("listen is " + listen + ", which cannot be bound");
    }

    /** Shakes hands and reads one byte, since TLS 1.3 tells a refused certificate only then. */
    private String handshake(Identity identity, String version) throws IOException {
        try (var socket =
                (SSLSocket) identity.sslContext().getSocketFactory().createSocket(listen.host(), listen.port())) {
            socket.setSoTimeout(5_000);
            var parameters = new SSLParameters();
            parameters.setProtocols(new String[] {version});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            socket.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() < 0) {
                throw new IOException("closed without an answer");
            }
            return socket.getSession().getProtocol();
        }
    }

    /** What is answered to a request that no client would write. */
    private String raw(String request) throws IOException {
        var ada = authority.issue("person-ada", List.of(), directory.resolve("person-ada"));
        try (var socket = ada.sslContext().getSocketFactory().createSocket(listen.host(), listen.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private HttpResponse<String> get(String name, String path) throws Exception {
        return send(name, HttpRequest.newBuilder(uri(path)).build());
    }

    private HttpResponse<String> tell(String name, String body) throws Exception {
        return send(
                name,
                HttpRequest.newBuilder(uri("/v1/observations"))
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    private HttpResponse<String> send(String name, HttpRequest request) throws Exception {
        var identity = authority.issue(name, List.of(), directory.resolve(name));
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(identity.sslContext())
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }

    private URI uri(String path) {
        return URI.create("https://" + listen + path);
    }
}
