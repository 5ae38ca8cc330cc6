package dev.understudy.provider.wire;

import dev.understudy.provider.wire.PropertyValue.Obj;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import pulumirpc.Provider.ConstructRequest;
import pulumirpc.Resource.RegisterResourceOutputsRequest;
import pulumirpc.Resource.RegisterResourceRequest;
import pulumirpc.ResourceMonitorGrpc;

/** The engine's resource monitor, with which a component registers itself and its children. */
public final class Monitor implements AutoCloseable {
    /** Most bytes of one message either way: the engine's own limit, 400 MB. */
    static final int MESSAGE_BYTES_MAX = 400 * 1024 * 1024;

    private final ConstructRequest request;
    private final String ownProvider;
    private final ManagedChannel channel;
    private final ResourceMonitorGrpc.ResourceMonitorBlockingStub stub;

    /** @param ownProvider reference of the provider that constructs; empty for the package's default */
    Monitor(ConstructRequest request, String ownProvider) {
        this.request = request;
        this.ownProvider = ownProvider;
        this.channel = NettyChannelBuilder.forTarget(request.getMonitorEndpoint())
                .usePlaintext()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .build();
        this.stub = ResourceMonitorGrpc.newBlockingStub(channel);
    }

    /**
     * A resource as the engine knows it now.
     *
     * @param id empty during a preview of a new one
     */
    public record Registered(String urn, String id, Obj outputs) {}

    /** Registers the component itself; answers its URN. */
    public String registerComponent() {
        var builder = RegisterResourceRequest.newBuilder()
                .setType(request.getType())
                .setName(request.getName())
                .setParent(request.getParent())
                .addAllAliases(request.getAliasesList())
                .addAllDependencies(request.getDependenciesList())
                .putAllProviders(request.getProvidersMap())
                .addAllIgnoreChanges(request.getIgnoreChangesList())
                .addAllReplaceOnChanges(request.getReplaceOnChangesList())
                .setRetainOnDelete(request.getRetainOnDelete())
                .setDeletedWith(request.getDeletedWith())
                .setAcceptSecrets(true)
                .setAcceptResources(true);
        if (request.hasProtect()) {
            builder.setProtect(request.getProtect());
        }
        return stub.registerResource(builder.build()).getUrn();
    }

    /** Registers a child and waits until the engine has made it, or planned it. */
    public Registered registerChild(String type, String name, String parent, Obj inputs, List<String> dependsOn) {
        var builder = RegisterResourceRequest.newBuilder()
                .setType(type)
                .setName(name)
                .setParent(parent)
                .setCustom(true)
                .setObject(WireValues.write(inputs))
                .addAllDependencies(dependsOn)
                .putAllProviders(request.getProvidersMap())
                .setAcceptSecrets(true)
                .setAcceptResources(true)
                .setSupportsPartialValues(true);
        builder.setProvider(request.getProvidersOrDefault(packageOf(type), ownProvider));
        inputs.fields()
                .keySet()
                .forEach(input -> builder.putPropertyDependencies(
                        input,
                        RegisterResourceRequest.PropertyDependencies.newBuilder()
                                .addAllUrns(dependsOn)
                                .build()));
        var response = stub.registerResource(builder.build());
        return new Registered(response.getUrn(), response.getId(), WireValues.read(response.getObject()));
    }

    /** Says what the component's outputs are. */
    public void registerOutputs(String urn, Obj outputs) {
        var _ = stub.registerResourceOutputs(RegisterResourceOutputsRequest.newBuilder()
                .setUrn(urn)
                .setOutputs(WireValues.write(outputs))
                .build());
    }

    private static String packageOf(String type) {
        return type.substring(0, type.indexOf(':'));
    }

    @Override
    public void close() {
        var _ = channel.shutdownNow();
    }
}
