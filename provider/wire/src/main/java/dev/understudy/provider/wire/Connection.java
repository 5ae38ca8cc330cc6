package dev.understudy.provider.wire;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import java.util.Objects;

/** One engine's connection. A provider that serves several engines at once tells them apart by it. */
final class Connection {
    private static final Attributes.Key<Connection> ATTRIBUTE = Attributes.Key.create("connection");
    private static final Context.Key<Connection> CONTEXT = Context.key("connection");

    private final Engine engine;
    private final Provider.Session session;
    private volatile boolean cancelled;
    private volatile String providerReference = "";

    private Connection(Provider provider, String engineAddress) {
        this.engine = new Engine(engineAddress);
        this.session = provider.connect(engine);
    }

    /** The connection that the current request came by. */
    static Connection current() {
        return Objects.requireNonNull(CONTEXT.get(), "a request without a connection");
    }

    Engine engine() {
        return engine;
    }

    Provider.Session session() {
        return session;
    }

    /** Remembers which provider resource this connection is, so that a component's children get the same. */
    void isProvider(String urn, String id) {
        providerReference = urn.isEmpty() || id.isEmpty() ? "" : urn + "::" + id;
    }

    /** As the engine writes it, {@code URN::ID}; empty when it did not say. */
    String providerReference() {
        return providerReference;
    }

    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Makes a connection for each transport. */
    static ServerTransportFilter filter(Provider provider, String engineAddress) {
        return new ServerTransportFilter() {
            @Override
            public Attributes transportReady(Attributes attributes) {
                return attributes.toBuilder()
                        .set(ATTRIBUTE, new Connection(provider, engineAddress))
                        .build();
            }

            @Override
            public void transportTerminated(Attributes attributes) {
                var connection = attributes == null ? null : attributes.get(ATTRIBUTE);
                if (connection != null) {
                    connection.engine.close();
                }
            }
        };
    }

    /** Hands each request its connection. */
    static ServerInterceptor interceptor() {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                var context = Context.current()
                        .withValue(CONTEXT, call.getAttributes().get(ATTRIBUTE));
                return Contexts.interceptCall(context, call, headers, next);
            }
        };
    }
}
