package dev.understudy.provider.wire;

import com.google.protobuf.Empty;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import pulumirpc.Provider.CheckRequest;
import pulumirpc.Provider.ConfigureRequest;
import pulumirpc.Provider.DiffRequest;
import pulumirpc.Provider.GetSchemaRequest;
import pulumirpc.Provider.ProviderHandshakeRequest;
import pulumirpc.ResourceProviderGrpc;

/** Asks a running provider what an engine asks first, so that an ahead-of-time cache can be made of what was loaded. */
public final class Rehearsal {
    private static final String STACK = "urn:pulumi:rehearsal::rehearsal::";

    private Rehearsal() {}

    /** @param port of the provider, on 127.0.0.1 */
    public static void run(int port) {
        var channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            var provider = ResourceProviderGrpc.newBlockingStub(channel);
            var _ = provider.handshake(ProviderHandshakeRequest.getDefaultInstance());
            var _ = provider.getPluginInfo(Empty.getDefaultInstance());
            var _ = provider.getSchema(GetSchemaRequest.getDefaultInstance());
            var config = provider.checkConfig(CheckRequest.newBuilder()
                    .setUrn(STACK + "pulumi:providers:understudy::default")
                    .setNews(Struct.getDefaultInstance())
                    .build());
            var _ = provider.configure(ConfigureRequest.newBuilder()
                    .setUrn(STACK + "pulumi:providers:understudy::default")
                    .setArgs(config.getInputs())
                    .build());
            check(provider);
        } finally {
            var _ = channel.shutdownNow();
        }
    }

    private static void check(ResourceProviderGrpc.ResourceProviderBlockingStub provider) {
        var urn = STACK + "understudy:local:Zone::zone-a";
        var checked = provider.check(CheckRequest.newBuilder()
                .setUrn(urn)
                .setNews(Struct.newBuilder()
                        .putFields(
                                "zone",
                                Value.newBuilder().setStringValue("zone-a").build()))
                .build());
        var _ = provider.diff(DiffRequest.newBuilder()
                .setUrn(urn)
                .setId("zone-a")
                .setOldInputs(checked.getInputs())
                .setNews(checked.getInputs())
                .build());
        try {
            var _ = provider.check(CheckRequest.newBuilder()
                    .setUrn(STACK + "understudy:index:WeightAssignment::shop")
                    .setNews(Struct.newBuilder()
                            .putFields(
                                    "service",
                                    Value.newBuilder().setStringValue("shop").build())
                            .putFields(
                                    "balancer",
                                    Value.newBuilder()
                                            .setStringValue("127.0.0.1:1")
                                            .build())
                            .putFields(
                                    "weights",
                                    Value.newBuilder()
                                            .setStructValue(Struct.newBuilder()
                                                    .putFields(
                                                            "zone-a",
                                                            Value.newBuilder()
                                                                    .setNumberValue(1)
                                                                    .build()))
                                            .build()))
                    .build());
        } catch (StatusRuntimeException noLedgerHere) {
            // The code was loaded, which is all a rehearsal is for.
        }
    }
}
