package dev.understudy.agent.http;

import dev.understudy.agent.config.HostPort;
import dev.understudy.identity.Identity;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's endpoint: HTTP/1.1 over TLS 1.3, one event loop, a certificate of our authority asked of everybody.
 */
public final class AgentServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);
    private static final Duration CALL_MAX = Duration.ofSeconds(5);
    private static final int BODY_MAX_BYTES = 256 * 1024;

    private final Vertx vertx;
    private final Api api;
    private final Consumer<Throwable> onFault;

    private AgentServer(Vertx vertx, Api api, Consumer<Throwable> onFault) {
        this.vertx = vertx;
        this.api = api;
        this.onFault = onFault;
    }

    /**
     * Listens.
     *
     * @param onFault hears what a handler threw
     * @throws IOException when the address cannot be bound
     */
    public static AgentServer start(HostPort listen, Identity identity, Api api, Consumer<Throwable> onFault)
            throws IOException {
        var vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        var server = new AgentServer(vertx, api, onFault);
        try {
            server.listen(listen, identity);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void listen(HostPort listen, Identity identity) throws IOException {
        HttpServer http = vertx.createHttpServer(options(identity)).requestHandler(this::take);
        try {
            var _ = http.listen(listen.port(), listen.bareHost())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CALL_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("listen is " + listen + ", which cannot be bound: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while binding " + listen, e);
        }
    }

    private static HttpServerOptions options(Identity identity) {
        return new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(false)
                .setClientAuth(ClientAuth.REQUIRED)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(identity.certificateFile().toString())
                        .setKeyPath(identity.keyFile().toString()))
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(identity.authorityFile().toString()))
                .setIdleTimeout(60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    private void take(HttpServerRequest request) {
        var caller = Caller.of(request.sslSession());
        String method = request.method().name();
        String path = String.valueOf(request.path());
        if (!request.method().equals(HttpMethod.POST)) {
            answer(request, () -> api.get(caller, method, path, after(request)));
            return;
        }
        var refused = api.refuses(caller, path); // before a byte of the body is kept
        if (refused.isPresent()) {
            send(request, refused.get());
            return;
        }
        var body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > BODY_MAX_BYTES) {
                request.handler(_ -> {});
                send(request, Answer.refusal(413, "the body has more than " + BODY_MAX_BYTES + " bytes"));
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(_ -> {
            if (!request.response().ended()) {
                answer(request, () -> api.tell(caller, body.getBytes()));
            }
        });
        request.exceptionHandler(e -> LOG.debug("a request broke off: {}", e.toString()));
    }

    private static @Nullable String after(HttpServerRequest request) {
        try {
            return request.getParam("after");
        } catch (IllegalArgumentException _) {
            return "a text that is not URL-encoded";
        }
    }

    private void answer(HttpServerRequest request, Supplier<Answer> answer) {
        try {
            send(request, answer.get());
        } catch (RuntimeException fault) {
            onFault.accept(fault);
        }
    }

    private static void send(HttpServerRequest request, Answer answer) {
        var response = request.response().setStatusCode(answer.status());
        if (answer.status() == 413) {
            response.putHeader("Connection", "close");
        }
        if (answer.body().isEmpty()) {
            var _ = response.end();
        } else {
            var _ = response.putHeader("Content-Type", answer.type()).end(answer.body());
        }
    }

    @Override
    public void close() {
        try {
            var _ = vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CALL_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the endpoint did not close in order: {}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
