package dev.understudy.provider.plugin;

import com.google.protobuf.Empty;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.WireValues;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import pulumirpc.EngineGrpc;
import pulumirpc.EngineOuterClass.LogRequest;
import pulumirpc.Resource.RegisterResourceOutputsRequest;
import pulumirpc.Resource.RegisterResourceRequest;
import pulumirpc.Resource.RegisterResourceResponse;
import pulumirpc.ResourceMonitorGrpc;

/** The engine's resource monitor and log: makes what a component registers by asking the provider, as an engine does. */
final class FakeEngine implements AutoCloseable {
    final List<RegisterResourceRequest> registered = new ArrayList<>();
    final List<String> logged = new ArrayList<>();
    private final Rig rig;
    private final boolean preview;
    private final Server server;

    FakeEngine(Rig rig, boolean preview) throws IOException {
        this.rig = rig;
        this.preview = preview;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new Monitor())
                .addService(new Log())
                .build()
                .start();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    private final class Monitor extends ResourceMonitorGrpc.ResourceMonitorImplBase {
        @Override
        public void registerResource(RegisterResourceRequest request, StreamObserver<RegisterResourceResponse> reply) {
            registered.add(request);
            var urn = Rig.urn(request.getType(), request.getName());
            var response = RegisterResourceResponse.newBuilder().setUrn(urn);
            if (request.getCustom()) {
                var inputs = rig.checked(urn, Optional.empty(), WireValues.read(request.getObject()));
                var made = rig.create(urn, inputs, preview);
                response.setId(made.getId()).setObject(made.getProperties());
            }
            reply.onNext(response.build());
            reply.onCompleted();
        }

        @Override
        public void registerResourceOutputs(RegisterResourceOutputsRequest request, StreamObserver<Empty> reply) {
            reply.onNext(Empty.getDefaultInstance());
            reply.onCompleted();
        }
    }

    private final class Log extends EngineGrpc.EngineImplBase {
        @Override
        public void log(LogRequest request, StreamObserver<Empty> reply) {
            logged.add(request.getSeverity() + " " + request.getMessage());
            reply.onNext(Empty.getDefaultInstance());
            reply.onCompleted();
        }
    }

    /** Children by type, with the inputs they were registered with. */
    List<Obj> childrenOf(String type) {
        return registered.stream()
                .filter(request -> request.getType().equals(type))
                .map(request -> WireValues.read(request.getObject()))
                .toList();
    }

    static Obj entry(String zone) {
        var fields = new TreeMap<String, PropertyValue>();
        fields.put("zone", PropertyValue.text(zone));
        return new Obj(fields);
    }

    @Override
    public void close() {
        var _ = server.shutdownNow();
    }
}
