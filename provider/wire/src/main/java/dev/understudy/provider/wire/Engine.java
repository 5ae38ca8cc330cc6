package dev.understudy.provider.wire;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import pulumirpc.EngineGrpc;
import pulumirpc.EngineOuterClass.LogRequest;
import pulumirpc.EngineOuterClass.LogSeverity;

/** The engine at the other end, to tell its user something. */
public final class Engine implements AutoCloseable {
    private static final long LOG_DEADLINE_SECONDS = 5;

    private String address = "";
    private @Nullable ManagedChannel channel;

    /** @param address {@code host:port}; empty when not known yet */
    Engine(String address) {
        this.address = address;
    }

    /** Moves to the engine that said where it is. */
    synchronized void at(String newAddress) {
        if (!newAddress.isEmpty() && !newAddress.equals(address)) {
            close();
            address = newAddress;
        }
    }

    /** Shows the user a warning about a resource. Best effort: a lost message never fails the request. */
    public void warn(Urn about, String message) {
        log(LogSeverity.WARNING, about.value(), message);
    }

    /** Shows the user something worth knowing about a resource. */
    public void say(Urn about, String message) {
        log(LogSeverity.INFO, about.value(), message);
    }

    private void log(LogSeverity severity, String urn, String message) {
        var open = channel();
        if (open == null) {
            return;
        }
        try {
            var _ = EngineGrpc.newBlockingStub(open)
                    .withDeadlineAfter(LOG_DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .log(LogRequest.newBuilder()
                            .setSeverity(severity)
                            .setUrn(urn)
                            .setMessage(message)
                            .build());
        } catch (StatusRuntimeException unheard) {
            System.err.println(severity + " " + urn + ": " + message + " (not heard: " + unheard.getStatus() + ")");
        }
    }

    private synchronized @Nullable ManagedChannel channel() {
        if (channel == null && !address.isEmpty()) {
            channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
        }
        return channel;
    }

    @Override
    public synchronized void close() {
        if (channel != null) {
            var _ = channel.shutdownNow();
            channel = null;
        }
    }
}
