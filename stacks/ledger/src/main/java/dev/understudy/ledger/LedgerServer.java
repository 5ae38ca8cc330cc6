package dev.understudy.ledger;

import dev.understudy.identity.Identity;
import dev.understudy.identity.IdentityException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger's endpoint: HTTPS with TLS 1.3, for clients that show a certificate of the same authority. {@link Access}
 * says what each may do. Files are touched on virtual threads, never on the event loop.
 */
public final class LedgerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerServer.class);
    private static final Duration HANDSHAKE = Duration.ofSeconds(5);
    private static final Duration BODY = Duration.ofSeconds(10);
    /** Longer than the longest wait for a record, so that a patient follower is not taken for a dead one. */
    private static final Duration IDLE = Wire.LONGEST_WAIT.plusSeconds(15);

    private static final Duration START = Duration.ofSeconds(15);
    private static final int CONNECTIONS = 512;

    private final Vertx vertx;
    private final LedgerApi api;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger connections = new AtomicInteger();
    private final Duration patience;
    private final String host;
    private int port;

    private LedgerServer(Vertx vertx, LedgerApi api, Duration patience, String host) {
        this.vertx = vertx;
        this.api = api;
        this.patience = patience;
        this.host = host;
    }

    /** As {@link #start(WeightsLedger, Identity, String, int)}, on the ledger in a file, made when it is missing. */
    public static LedgerServer start(
            Path file, StackId stack, Identity identity, String host, int port, InstantSource clock) {
        return start(FileLedger.open(file, Optional.of(stack), clock), identity, host, port);
    }

    /**
     * Starts an endpoint; it answers when this returns.
     *
     * @param ledger what it fronts: a {@link FileLedger} or a {@link StackFileLedger}
     * @param identity what it shows to its clients; its certificate must name {@code host}
     * @param host IP address to listen on
     * @param port to listen on; 0 for any that is free
     */
    public static LedgerServer start(WeightsLedger ledger, Identity identity, String host, int port) {
        return start(ledger, identity, host, port, BODY);
    }

    /** As {@link #start(WeightsLedger, Identity, String, int)}; {@code patience} is how long a request's body may take. */
    static LedgerServer start(WeightsLedger ledger, Identity identity, String host, int port, Duration patience) {
        if (!(ledger instanceof KeyedLedger local)) {
            throw Faults.invalid("an endpoint stands in front of a ledger in a file or in a stack's own file, not of a "
                    + ledger.getClass().getSimpleName());
        }
        var vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        var server = new LedgerServer(vertx, new LedgerApi(local), patience, host);
        try {
            server.listen(options(identity, host, port));
            return server;
        } catch (LedgerException e) {
            server.close();
            throw e;
        }
    }

    private static HttpServerOptions options(Identity identity, String host, int port) {
        try {
            return new HttpServerOptions()
                    .setHost(host)
                    .setPort(port)
                    .setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertValue(Buffer.buffer(Files.readAllBytes(identity.certificateFile())))
                            .setKeyValue(Buffer.buffer(Files.readAllBytes(identity.keyFile()))))
                    .setTrustOptions(new PemTrustOptions()
                            .addCertValue(Buffer.buffer(Files.readAllBytes(identity.authorityFile()))))
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setUseAlpn(false)
                    .setSslHandshakeTimeout(HANDSHAKE.toSeconds())
                    .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                    .setIdleTimeout((int) IDLE.toSeconds())
                    .setIdleTimeoutUnit(TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new LedgerException(
                    LedgerException.Kind.INVALID, "the identity in " + identity.directory() + " cannot be read", e);
        }
    }

    private void listen(HttpServerOptions options) {
        HttpServer http = vertx.createHttpServer(options)
                .connectionHandler(this::count)
                .requestHandler(this::receive)
                .exceptionHandler(fault -> LOG.debug("a connection failed: {}", fault.toString()));
        try {
            port = http.listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START.toMillis(), TimeUnit.MILLISECONDS)
                    .actualPort();
        } catch (ExecutionException | TimeoutException e) {
            throw new LedgerException(
                    LedgerException.Kind.UNREACHABLE,
                    "the ledger's endpoint cannot listen on " + host + ":" + options.getPort() + ": "
                            + (e.getCause() == null
                                    ? "it took too long"
                                    : e.getCause().getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerException(LedgerException.Kind.UNREACHABLE, "interrupted while starting to listen", e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** What clients open. */
    public URI uri() {
        return URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    private void count(HttpConnection connection) {
        if (connections.incrementAndGet() > CONNECTIONS) {
            LOG.warn("more than {} connections: one was closed", CONNECTIONS);
            var _ = connection.close();
        }
        connection.closeHandler(_ -> connections.decrementAndGet());
    }

    private void receive(HttpServerRequest request) {
        var body = Buffer.buffer();
        long slow = vertx.setTimer(
                patience.toMillis(),
                _ -> refuse(request, 408, "the request's body took longer than " + patience.toMillis() + " ms"));
        request.exceptionHandler(_ -> vertx.cancelTimer(slow));
        request.handler(part -> {
            if (body.length() + part.length() <= Wire.BODY_LIMIT_BYTES) {
                body.appendBuffer(part);
            } else {
                vertx.cancelTimer(slow);
                refuse(request, 413, "the request's body is larger than " + Wire.BODY_LIMIT_BYTES + " bytes");
            }
        });
        request.endHandler(_ -> {
            if (vertx.cancelTimer(slow)) {
                work(request, body.getBytes());
            }
        });
    }

    /** Answers and hangs up, since the rest of the request is not read. */
    private static void refuse(HttpServerRequest request, int status, String sentence) {
        var response = request.response();
        if (!response.ended() && !response.closed()) {
            response.putHeader("Connection", "close");
            var _ = send(response, LedgerApi.problem(Wire.Problem.of(LedgerException.Kind.INVALID, status, sentence)))
                    .onComplete(_ -> request.connection().close());
        }
    }

    private void work(HttpServerRequest request, byte[] body) {
        Context loop = vertx.getOrCreateContext();
        var response = request.response();
        Future<?> work = blocking.submit(() -> {
            var answer = api.answer(asked(request, body));
            loop.runOnContext(_ -> send(response, answer));
        });
        // Only a wait is cut short when its client is gone: an interrupt in the middle of a write would tear it.
        if (request.path().equals("/v1/records")) {
            response.closeHandler(_ -> work.cancel(true));
        }
    }

    private static LedgerApi.Request asked(HttpServerRequest request, byte[] body) {
        Map<String, String> query = new HashMap<>();
        request.params().forEach(parameter -> query.putIfAbsent(parameter.getKey(), parameter.getValue()));
        return new LedgerApi.Request(
                caller(request),
                request.method().name(),
                request.path(),
                query,
                Optional.ofNullable(request.getHeader(Wire.STACK_HEADER)),
                body);
    }

    /** An empty name, which may do nothing, where the certificate has none. */
    private static String caller(HttpServerRequest request) {
        try {
            return Identity.nameOf(
                    (X509Certificate) request.connection().peerCertificates().getFirst());
        } catch (SSLPeerUnverifiedException | IdentityException e) {
            LOG.warn("a client's certificate has no usable name: {}", e.getMessage());
            return "";
        }
    }

    private static io.vertx.core.Future<Void> send(HttpServerResponse response, LedgerApi.Answer answer) {
        if (response.ended() || response.closed()) {
            return io.vertx.core.Future.succeededFuture();
        }
        response.setStatusCode(answer.status());
        if (answer.status() != 204) {
            response.putHeader("Content-Type", answer.contentType());
        }
        return response.end(Buffer.buffer(answer.body()));
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the ledger's endpoint did not close cleanly: {}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        blocking.shutdown();
    }
}
