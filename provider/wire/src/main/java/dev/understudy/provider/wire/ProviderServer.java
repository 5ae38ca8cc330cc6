package dev.understudy.provider.wire;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A provider on a port of 127.0.0.1, where nobody but this machine reaches it. */
public final class ProviderServer implements AutoCloseable {
    private static final long STOP_SECONDS = 3;

    private final Server server;

    private ProviderServer(Server server) {
        this.server = server;
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for any free one
     * @param engineAddress {@code host:port} of the engine that launched us; empty when none did
     */
    public static ProviderServer start(Provider provider, int port, String engineAddress, InstantSource clock)
            throws IOException {
        var server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .maxInboundMessageSize(Monitor.MESSAGE_BYTES_MAX)
                .addTransportFilter(Connection.filter(provider, engineAddress))
                .intercept(Connection.interceptor())
                .addService(new ProviderService(provider, clock))
                .build()
                .start();
        return new ProviderServer(server);
    }

    public int port() {
        return server.getPort();
    }

    /** Lets what is running finish for a moment, then stops. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
