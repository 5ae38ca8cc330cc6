package dev.understudy.ledger;

import static dev.understudy.ledger.Samples.B;
import static dev.understudy.ledger.Samples.CART;
import static dev.understudy.ledger.Samples.SHOP;
import static dev.understudy.ledger.Samples.STACK;
import static dev.understudy.ledger.Samples.byAgent;
import static dev.understudy.ledger.Samples.byPerson;
import static dev.understudy.ledger.Samples.order;
import static dev.understudy.ledger.Samples.warming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order.What;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.zone.AccountId;
import dev.understudy.identity.CertificateAuthority;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.LedgerException.Kind;
import dev.understudy.ledger.WeightsLedger.Answering;
import dev.understudy.ledger.WeightsLedger.Append;
import dev.understudy.ledger.WeightsLedger.Journaling;
import dev.understudy.ledger.WeightsLedger.Lease;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LedgerServerTest {
    private static final Duration TTL = Duration.ofSeconds(30);

    @TempDir
    Path home;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, Identity> identities = new HashMap<>();
    private CertificateAuthority authority;
    private LedgerServer server;

    @BeforeEach
    void start() {
        authority = CertificateAuthority.create(home.resolve("ca"));
        server = LedgerServer.start(file(), STACK, identity("ledger"), "127.0.0.1", 0, InstantSource.system());
        open.add(server);
    }

    @AfterEach
    void close() throws Exception {
        for (var one : open.reversed()) {
            one.close();
        }
    }

    private Path file() {
        return home.resolve("ledgers/dev.ledger");
    }

    private Identity identity(String name) {
        return identities.computeIfAbsent(
                name,
                _ -> authority.issue(
                        name, List.of("127.0.0.1"), home.resolve("ids").resolve(name)));
    }

    private HttpLedger as(String name) {
        return opened(HttpLedger.open(server.uri(), Optional.of(STACK), identity(name)));
    }

    private HttpLedger opened(HttpLedger ledger) {
        open.add(ledger);
        return ledger;
    }

    private static void fails(Kind kind, ThrowingCallable call, String said) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LedgerException.class, fault -> assertThat(fault.kind()).isEqualTo(kind))
                .hasMessageContaining(said);
    }

    @Test
    void everyCallReachesTheFile() {
        var agent = as("agent-zone-b");
        var reconciler = as("reconciler");
        var fileLedger = FileLedger.open(file(), Optional.of(STACK), InstantSource.system());

        assertThat(agent.head(SHOP)).isEmpty();
        assertThat(agent.services()).isEmpty();
        var granted = (Lease.Granted) agent.lease(SHOP, "zone-b", TTL);
        assertThat(granted.fence()).isEqualTo(new Fence(1));
        assertThat(as("agent-zone-a").lease(SHOP, "zone-a", TTL)).isInstanceOf(Lease.HeldBy.class);

        var first = ((Append.Appended) agent.append(byAgent(SHOP, 100, 1, "zone-b"), 0)).revision();
        assertThat(fileLedger.head(SHOP)).contains(first);
        assertThat(agent.append(byAgent(SHOP, 200, 1, "zone-b"), 0)).isEqualTo(new Append.Superseded(first));
        assertThat(agent.append(byAgent(CART, 200, 1, "zone-b"), 0)).isEqualTo(new Append.Fenced(Fence.NONE));
        assertThat(as("person-ada").append(byPerson(SHOP, 300), 1)).isInstanceOf(Append.Appended.class);

        var application = new Application(1, SHOP, 2, first.at(), first.at());
        reconciler.applied(application);
        var notice = new Notice("urn:x", "waits", first.at());
        reconciler.notice(notice);
        assertThat(as("provider").read(0, 10)).isEqualTo(fileLedger.read(0, 10)).hasSize(4);
        assertThat(agent.read(1, 1)).isEqualTo(fileLedger.read(1, 1));
        assertThat(agent.services()).containsExactly(SHOP);

        var profile = new ShadowProfile(
                new AccountId("acme"), SHOP, B, ShadowProfile.Role.SHADOW, 1, 2, 3, 4, 5, 0.5, first.at());
        agent.publish(SHOP, List.of(profile));
        assertThat(as("person-ada").profiles(SHOP)).containsExactly(profile);

        agent.release(SHOP, "zone-b");
        assertThat(as("agent-zone-a").lease(SHOP, "zone-a", TTL)).isInstanceOf(Lease.Granted.class);
    }

    @Test
    void journalOrdersAndAnswersReachTheFile() {
        var agent = as("agent-zone-b");
        var ada = as("person-ada");
        var fileLedger = FileLedger.open(file(), Optional.of(STACK), InstantSource.system());
        ada.append(byPerson(SHOP, 0), 0);
        assertThat(agent.journal(SHOP)).isEmpty();
        assertThat(agent.journal(warming(SHOP, 1, "zone-b"), 0)).isEqualTo(new Journaling.Fenced(Fence.NONE));
        agent.lease(SHOP, "zone-b", TTL);
        var entry = warming(SHOP, 1, "zone-b");
        assertThat(agent.journal(entry, 0)).isEqualTo(new Journaling.Written(2));
        assertThat(agent.journal(warming(SHOP, 1, "zone-b"), 0)).isEqualTo(new Journaling.Superseded(2, entry));
        assertThat(agent.journal(SHOP)).isEqualTo(fileLedger.journal(SHOP)).isPresent();

        var order = order(new What.Migrate(B, true, false), Optional.of(SHOP), "ada");
        assertThat(ada.order(order)).isEqualTo(3);
        var answer = new Answer(3, Answer.Verdict.PLANNED, "a plan", order.at());
        var author = new Author(Author.Kind.AGENT, "zone-b");
        assertThat(agent.answer(answer, SHOP, author, new Fence(1))).isEqualTo(new Answering.Written(4));
        assertThat(agent.answer(answer, SHOP, author, new Fence(9))).isEqualTo(new Answering.Fenced(new Fence(1)));
        assertThat(as("reconciler").follow(1, Duration.ZERO))
                .isEqualTo(fileLedger.read(1, 10))
                .hasSize(3);
        fails(
                Kind.INVALID,
                () -> ada.order(order(new What.Hold(), Optional.of(CART), "ada")),
                "service cart, which has no revision; allowed: [shop]");
        fails(
                Kind.DENIED,
                () -> ada.order(order(new What.Approve("3"), Optional.empty(), "ada")),
                "allowed: another person");
    }

    @Test
    void peopleOrderAndAgentsAnswer() {
        var hold = order(new What.Hold(), Optional.empty(), "ada");
        var answer = new Answer(1, Answer.Verdict.ACCEPTED, "so be it", hold.at());
        var zoneB = new Author(Author.Kind.AGENT, "zone-b");
        var agent = as("agent-zone-b");
        fails(Kind.DENIED, () -> agent.order(hold), "may not give an order");
        fails(Kind.DENIED, () -> as("person-bob").order(hold), "in the name of person ada; allowed: person bob");
        fails(Kind.DENIED, () -> agent.journal(warming(SHOP, 1, "zone-a"), 0), "allowed: agent zone-b");
        fails(
                Kind.DENIED,
                () -> agent.answer(answer, SHOP, new Author(Author.Kind.AGENT, "zone-a"), new Fence(1)),
                "allowed: agent zone-b");
        for (String other : List.of("person-ada", "reconciler", "provider")) {
            var ledger = as(other);
            fails(Kind.DENIED, () -> ledger.journal(warming(SHOP, 1, "zone-b"), 0), "may not record where");
            fails(Kind.DENIED, () -> ledger.answer(answer, SHOP, zoneB, new Fence(1)), "may not answer an order");
            if (!other.startsWith("person-")) {
                fails(Kind.DENIED, () -> ledger.order(hold), "may not give an order");
            }
        }
        assertThat(agent.read(0, 10)).isEmpty();
    }

    @Test
    void aFollowerIsWokenByOthersAndGivesUpInTime() throws Exception {
        var reconciler = as("reconciler");
        long begun = System.nanoTime();
        assertThat(reconciler.follow(0, Duration.ofMillis(150))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(140), Duration.ofSeconds(5));

        var fileLedger = FileLedger.open(file(), Optional.of(STACK), InstantSource.system());
        for (int number = 0; number < 10; number++) {
            long after = number;
            var seen = CompletableFuture.supplyAsync(() -> reconciler.follow(after, Duration.ofSeconds(20)));
            fileLedger.append(byPerson(SHOP, number), number);
            assertThat(seen.get()).hasSize(1);
        }
    }

    @Test
    void eachMayDoItsOwnWorkOnly() {
        var notice = new Notice("x", "y", InstantSource.system().instant());
        var application = new Application(1, SHOP, 2, notice.at(), notice.at());
        var agent = as("agent-zone-b");
        fails(Kind.DENIED, () -> agent.append(byAgent(SHOP, 1, 1, "zone-a"), 0), "allowed: agent zone-b");
        fails(Kind.DENIED, () -> agent.append(byPerson(SHOP, 1), 0), "in the name of person ada");
        fails(Kind.DENIED, () -> agent.lease(SHOP, "zone-a", TTL), "allowed: zone-b");
        fails(Kind.DENIED, () -> agent.release(SHOP, "zone-a"), "allowed: zone-b");
        fails(
                Kind.DENIED,
                () -> agent.applied(application),
                "agent-zone-b may not record what was applied; its certificate allows to read the ledger, ask for a change of weights, take a lease, publish profiles, record where a migration is, answer an order");
        fails(Kind.DENIED, () -> agent.notice(notice), "may not record a notice");

        var reconciler = as("reconciler");
        fails(Kind.DENIED, () -> reconciler.append(byPerson(SHOP, 1), 0), "may not ask for a change");
        fails(Kind.DENIED, () -> reconciler.lease(SHOP, "zone-b", TTL), "may not take a lease");
        fails(Kind.DENIED, () -> reconciler.publish(SHOP, List.of()), "may not publish profiles");

        var provider = as("provider");
        fails(Kind.DENIED, () -> provider.append(byPerson(SHOP, 1), 0), "allowed: programs alone");
        fails(Kind.DENIED, () -> provider.applied(application), "may not record what was applied");

        fails(Kind.DENIED, () -> as("person-bob").append(byPerson(SHOP, 1), 0), "allowed: person bob");
        fails(Kind.DENIED, () -> as("person-ada").lease(SHOP, "ada", TTL), "may not take a lease");
        for (String other : List.of("balancer", "agent-", "ledger", "reconciler2")) {
            if (!other.endsWith("-")) {
                fails(Kind.DENIED, () -> as(other).head(SHOP), "allows to do nothing");
            }
            assertThat(Access.of(other).rights()).isEmpty();
        }
        assertThat(provider.read(0, 10)).isEmpty();
    }

    @Test
    void faultsOfTheLedgerArriveAsTheyAre() {
        var agent = as("agent-zone-b");
        fails(Kind.INVALID, () -> agent.lease(SHOP, "zone-b", Duration.ofHours(1)), "allowed: 1 s to 60 s");
        fails(Kind.INVALID, () -> agent.read(-1, 1), "after is \"-1\"");
        fails(
                Kind.WRONG_STACK,
                () -> opened(HttpLedger.open(
                                server.uri(), Optional.of(new StackId("shop-project", "prod")), identity("provider")))
                        .head(SHOP),
                "belongs to stack shop-project/dev, not to shop-project/prod");
        assertThat(opened(HttpLedger.open(server.uri(), Optional.empty(), identity("provider")))
                        .stack())
                .isEqualTo(STACK);
    }

    @Test
    void strangersAndOldProtocolsStayOutside() throws Exception {
        var stranger = CertificateAuthority.create(home.resolve("other-ca"))
                .issue("agent-zone-b", List.of("127.0.0.1"), home.resolve("stranger"));
        refused(() -> opened(HttpLedger.open(server.uri(), Optional.of(STACK), stranger))
                .head(SHOP));

        var nameless = authority.issue("provider", List.of(), home.resolve("elsewhere"));
        try (var other = LedgerServer.start(
                home.resolve("other.ledger"), STACK, nameless, "127.0.0.1", 0, InstantSource.system())) {
            fails(
                    Kind.DENIED,
                    () -> opened(HttpLedger.open(other.uri(), Optional.of(STACK), identity("provider")))
                            .head(SHOP),
                    "do not accept each other");
        }

        var context = identity("provider").sslContext();
        try (var socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getByName("127.0.0.1"), server.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
        assertThatThrownBy(() -> withoutCertificate("/v1/stack"))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*(certificate_required|reset|closed|received no bytes|Broken pipe).*");
        assertThat(as("provider").services()).isEmpty();
    }

    /** In TLS 1.3 a client speaks before the endpoint has judged its certificate: it may be hung up on, unheard. */
    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LedgerException.class, fault -> assertThat(fault.kind()).isIn(Kind.DENIED, Kind.UNREACHABLE));
    }

    /** Trusts the endpoint and shows nothing. */
    private void withoutCertificate(String path) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = Files.newInputStream(identity("ledger").authorityFile())) {
            trusted.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trust.getTrustManagers(), null);
        try (var http = HttpClient.newBuilder().sslContext(context).build()) {
            http.send(HttpRequest.newBuilder(server.uri().resolve(path)).build(), BodyHandlers.ofString());
        }
    }

    private HttpResponse<String> raw(String method, String path, String body) throws Exception {
        try (var http = HttpClient.newBuilder()
                .sslContext(identity("agent-zone-b").sslContext())
                .build()) {
            return http.send(
                    HttpRequest.newBuilder(server.uri().resolve(path))
                            .timeout(Duration.ofSeconds(10))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void whatIsNotUnderstoodIsAProblemWithASentence() throws Exception {
        var unknown = raw("GET", "/v2/stack", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(unknown.body())
                .startsWith(
                        "{\"type\":\"urn:understudy:ledger:invalid\",\"title\":\"invalid\",\"status\":404,\"detail\":\"");
        assertThat(raw("PATCH", "/v1/stack", "").statusCode()).isEqualTo(404);
        assertThat(raw("GET", "/v1/services/No%20Name/head", "").body()).contains("service name is");
        assertThat(raw("GET", "/v1/services/../head", "").statusCode()).isIn(400, 404);
        assertThat(raw("GET", "/v1/records?after=x", "").body()).contains("after is \\\"x\\\"");

        var broken = raw("POST", "/v1/revisions", "{\"key\":\"k\",\"change\":{\"weights\":{\"zone-a\":1}}}");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body()).contains("change.weights").contains("sum to 1");
        assertThat(raw("POST", "/v1/revisions", "{").statusCode()).isEqualTo(400);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        try {
            var answer = raw("POST", "/v1/revisions", "x".repeat(Wire.BODY_LIMIT_BYTES + 1));
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("larger than 1048576 bytes");
        } catch (IOException closed) {
            assertThat(closed).hasMessageNotContaining("timed out");
        }
        assertThat(as("agent-zone-b").services()).isEmpty();
    }

    @Test
    void aBodyThatDripsIsCutOff() throws Exception {
        var ledger = FileLedger.open(file(), Optional.of(STACK), InstantSource.system());
        try (var hasty = LedgerServer.start(ledger, identity("ledger"), "127.0.0.1", 0, Duration.ofMillis(300));
                var socket = (SSLSocket) identity("agent-zone-b")
                        .sslContext()
                        .getSocketFactory()
                        .createSocket(InetAddress.getByName("127.0.0.1"), hasty.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("POST /v1/revisions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 408").contains("took longer than 300 ms");
        }
    }

    @Test
    void anAppendWhoseAnswerIsLostIsRecordedOnce() throws Exception {
        try (var wire = new LossyWire(server.port())) {
            var ledger = opened(HttpLedger.open(
                    URI.create("https://127.0.0.1:" + wire.port()),
                    Optional.of(STACK),
                    identity("person-ada"),
                    Duration.ofMillis(700)));
            assertThat(ledger.services()).isEmpty();
            long head = 0;
            for (var loss : List.of(LossyWire.Loss.CUT, LossyWire.Loss.SILENCE)) {
                wire.loseNextAnswer(loss);
                var answer = ledger.append(byPerson(SHOP, (int) head), head);
                assertThat(wire.lost()).isTrue();
                head++;
                assertThat(((Append.Appended) answer).revision().number()).isEqualTo(head);
            }
            assertThat(as("provider").read(0, 10)).hasSize(2);
        }
    }

    @Test
    void ordersAndEntriesWhoseAnswerIsLostAreRecordedOnce() throws Exception {
        as("person-ada").append(byPerson(SHOP, 0), 0);
        as("agent-zone-b").lease(SHOP, "zone-b", TTL);
        try (var wire = new LossyWire(server.port())) {
            var uri = URI.create("https://127.0.0.1:" + wire.port());
            var patience = Duration.ofMillis(700);
            var ada = opened(HttpLedger.open(uri, Optional.of(STACK), identity("person-ada"), patience));
            var agent = opened(HttpLedger.open(uri, Optional.of(STACK), identity("agent-zone-b"), patience));
            assertThat(ada.services()).isEqualTo(agent.services());
            wire.loseNextAnswer(LossyWire.Loss.CUT);
            assertThat(ada.order(order(new What.Drill(), Optional.of(SHOP), "ada")))
                    .isEqualTo(2);
            wire.loseNextAnswer(LossyWire.Loss.CUT);
            assertThat(agent.journal(warming(SHOP, 1, "zone-b"), 0)).isEqualTo(new Journaling.Written(3));
            wire.loseNextAnswer(LossyWire.Loss.CUT);
            var answer = new Answer(
                    2, Answer.Verdict.ACCEPTED, "a plan", InstantSource.system().instant());
            assertThat(agent.answer(answer, SHOP, new Author(Author.Kind.AGENT, "zone-b"), new Fence(1)))
                    .isEqualTo(new Answering.Written(4));
            assertThat(agent.read(0, 10)).hasSize(4);
        }
    }

    @Test
    void anEndpointThatIsGoneIsUnreachableAndMayComeBack() {
        var agent = as("agent-zone-b");
        assertThat(agent.services()).isEmpty();
        server.close();
        fails(Kind.UNREACHABLE, () -> agent.head(SHOP), "does not answer");
        open.add(LedgerServer.start(
                file(), STACK, identity("ledger"), "127.0.0.1", server.port(), InstantSource.system()));
        assertThat(agent.services()).isEmpty();
    }

    @Test
    void aPortInUseIsNamed() {
        fails(
                Kind.UNREACHABLE,
                () -> LedgerServer.start(
                        file(), STACK, identity("ledger"), "127.0.0.1", server.port(), InstantSource.system()),
                "cannot listen on 127.0.0.1:" + server.port());
    }
}
