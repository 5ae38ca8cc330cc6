package dev.understudy.provider.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Struct;
import dev.understudy.provider.wire.PropertyValue.Obj;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import pulumirpc.Plugin.PluginAttach;
import pulumirpc.Plugin.PluginInfo;
import pulumirpc.Provider.CallRequest;
import pulumirpc.Provider.CallResponse;
import pulumirpc.Provider.CheckFailure;
import pulumirpc.Provider.CheckRequest;
import pulumirpc.Provider.CheckResponse;
import pulumirpc.Provider.ConfigureRequest;
import pulumirpc.Provider.ConfigureResponse;
import pulumirpc.Provider.ConstructRequest;
import pulumirpc.Provider.ConstructResponse;
import pulumirpc.Provider.CreateRequest;
import pulumirpc.Provider.CreateResponse;
import pulumirpc.Provider.DeleteRequest;
import pulumirpc.Provider.DiffRequest;
import pulumirpc.Provider.DiffResponse;
import pulumirpc.Provider.GetMappingRequest;
import pulumirpc.Provider.GetMappingResponse;
import pulumirpc.Provider.GetMappingsRequest;
import pulumirpc.Provider.GetMappingsResponse;
import pulumirpc.Provider.GetSchemaRequest;
import pulumirpc.Provider.GetSchemaResponse;
import pulumirpc.Provider.InvokeRequest;
import pulumirpc.Provider.InvokeResponse;
import pulumirpc.Provider.ParameterizeRequest;
import pulumirpc.Provider.ParameterizeResponse;
import pulumirpc.Provider.ProviderHandshakeRequest;
import pulumirpc.Provider.ProviderHandshakeResponse;
import pulumirpc.Provider.ReadRequest;
import pulumirpc.Provider.ReadResponse;
import pulumirpc.Provider.UpdateRequest;
import pulumirpc.Provider.UpdateResponse;
import pulumirpc.ResourceProviderGrpc;

/** Serves a {@link Provider} by the engine's protocol. Each connection has a session of its own. */
final class ProviderService extends ResourceProviderGrpc.ResourceProviderImplBase {
    private final Provider provider;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ProviderService(Provider provider, InstantSource clock) {
        this.provider = provider;
        this.clock = clock;
    }

    // ---- the plugin itself

    @Override
    public void handshake(ProviderHandshakeRequest request, StreamObserver<ProviderHandshakeResponse> reply) {
        answer("Handshake", "", reply, _ -> {
            Connection.current().engine().at(request.getEngineAddress());
            return ProviderHandshakeResponse.newBuilder()
                    .setAcceptSecrets(true)
                    .setAcceptResources(true)
                    .setAcceptOutputs(true)
                    .build();
        });
    }

    @Override
    public void attach(PluginAttach request, StreamObserver<Empty> reply) {
        answer("Attach", "", reply, _ -> {
            Connection.current().engine().at(request.getAddress());
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void getPluginInfo(Empty request, StreamObserver<PluginInfo> reply) {
        answer(
                "GetPluginInfo",
                "",
                reply,
                _ -> PluginInfo.newBuilder().setVersion(provider.version()).build());
    }

    @Override
    public void getSchema(GetSchemaRequest request, StreamObserver<GetSchemaResponse> reply) {
        answer(
                "GetSchema",
                "",
                reply,
                _ -> GetSchemaResponse.newBuilder()
                        .setSchemaBytes(ByteString.copyFrom(provider.schema()))
                        .build());
    }

    @Override
    public void cancel(Empty request, StreamObserver<Empty> reply) {
        answer("Cancel", "", reply, _ -> {
            Connection.current().cancel();
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void getMapping(GetMappingRequest request, StreamObserver<GetMappingResponse> reply) {
        answer("GetMapping", "", reply, _ -> GetMappingResponse.getDefaultInstance());
    }

    @Override
    public void getMappings(GetMappingsRequest request, StreamObserver<GetMappingsResponse> reply) {
        answer("GetMappings", "", reply, _ -> GetMappingsResponse.getDefaultInstance());
    }

    @Override
    public void parameterize(ParameterizeRequest request, StreamObserver<ParameterizeResponse> reply) {
        answer("Parameterize", "", reply, _ -> {
            throw new Refusal(Refusal.Kind.UNIMPLEMENTED, "this provider takes no parameters");
        });
    }

    @Override
    public void call(CallRequest request, StreamObserver<CallResponse> reply) {
        answer("Call", "", reply, _ -> {
            throw new Refusal(
                    Refusal.Kind.UNIMPLEMENTED, "there is no method " + request.getTok() + "; this provider has none");
        });
    }

    // ---- configuration

    @Override
    public void checkConfig(CheckRequest request, StreamObserver<CheckResponse> reply) {
        answer("CheckConfig", request.getUrn(), reply, span -> checked(session().checkConfig(span, check(request))));
    }

    @Override
    public void diffConfig(DiffRequest request, StreamObserver<DiffResponse> reply) {
        answer(
                "DiffConfig",
                request.getUrn(),
                reply,
                span -> difference(session().diffConfig(span, diff(request))));
    }

    @Override
    public void configure(ConfigureRequest request, StreamObserver<ConfigureResponse> reply) {
        answer("Configure", request.getUrn(), reply, span -> {
            var urn = request.getUrn().isEmpty() ? Optional.<Urn>empty() : Optional.of(new Urn(request.getUrn()));
            Connection.current().isProvider(request.getUrn(), request.getId());
            session().configure(span, new Provider.Configure(urn, WireValues.read(request.getArgs())));
            return ConfigureResponse.newBuilder()
                    .setAcceptSecrets(true)
                    .setAcceptResources(true)
                    .setAcceptOutputs(true)
                    .setSupportsPreview(true)
                    .build();
        });
    }

    // ---- resources

    @Override
    public void check(CheckRequest request, StreamObserver<CheckResponse> reply) {
        answer("Check", request.getUrn(), reply, span -> checked(session().check(span, check(request))));
    }

    @Override
    public void diff(DiffRequest request, StreamObserver<DiffResponse> reply) {
        answer("Diff", request.getUrn(), reply, span -> difference(session().diff(span, diff(request))));
    }

    @Override
    public void create(CreateRequest request, StreamObserver<CreateResponse> reply) {
        answer("Create", request.getUrn(), request.getTimeout(), !request.getPreview(), reply, span -> {
            var create = new Provider.Create(
                    new Urn(request.getUrn()), WireValues.read(request.getProperties()), request.getPreview());
            var made = session().create(span, create);
            return CreateResponse.newBuilder()
                    .setId(made.id())
                    .setProperties(WireValues.write(Secrets.like(create.inputs(), made.outputs())))
                    .setRefreshBeforeUpdate(refreshes(request.getUrn()))
                    .build();
        });
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> reply) {
        answer("Read", request.getUrn(), request.getTimeout(), false, reply, span -> {
            var inputs = WireValues.read(request.getInputs());
            var outputs = WireValues.read(request.getProperties());
            var seen = session()
                    .read(span, new Provider.Read(new Urn(request.getUrn()), request.getId(), inputs, outputs));
            return seen.map(found -> ReadResponse.newBuilder()
                            .setId(found.id())
                            .setInputs(WireValues.write(Secrets.like(inputs, found.inputs())))
                            .setProperties(WireValues.write(Secrets.like(outputs, found.outputs())))
                            .setRefreshBeforeUpdate(refreshes(request.getUrn()))
                            .build())
                    .orElseGet(ReadResponse::getDefaultInstance);
        });
    }

    @Override
    public void update(UpdateRequest request, StreamObserver<UpdateResponse> reply) {
        answer("Update", request.getUrn(), request.getTimeout(), !request.getPreview(), reply, span -> {
            var news = WireValues.read(request.getNews());
            var outputs = session()
                    .update(
                            span,
                            new Provider.Update(
                                    new Urn(request.getUrn()),
                                    request.getId(),
                                    WireValues.read(request.getOldInputs()),
                                    WireValues.read(request.getOlds()),
                                    news,
                                    request.getPreview()));
            return UpdateResponse.newBuilder()
                    .setProperties(WireValues.write(Secrets.like(news, outputs)))
                    .setRefreshBeforeUpdate(refreshes(request.getUrn()))
                    .build();
        });
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<Empty> reply) {
        answer("Delete", request.getUrn(), request.getTimeout(), true, reply, span -> {
            session()
                    .delete(
                            span,
                            new Provider.Delete(
                                    new Urn(request.getUrn()),
                                    request.getId(),
                                    WireValues.read(request.getOldInputs()),
                                    WireValues.read(request.getProperties())));
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void construct(ConstructRequest request, StreamObserver<ConstructResponse> reply) {
        answer("Construct", request.getType() + "::" + request.getName(), reply, span -> {
            var dependencies = new TreeSet<String>();
            request.getInputDependenciesMap().values().forEach(property -> dependencies.addAll(property.getUrnsList()));
            var construct = new Provider.Construct(
                    request.getType(),
                    request.getName(),
                    WireValues.read(request.getInputs()),
                    List.copyOf(dependencies),
                    request.getDryRun());
            try (var monitor = new Monitor(request, Connection.current().providerReference())) {
                var constructed = session().construct(span, construct, monitor);
                var response = ConstructResponse.newBuilder()
                        .setUrn(constructed.urn())
                        .setState(WireValues.write(constructed.outputs()));
                var comesFrom = ConstructResponse.PropertyDependencies.newBuilder()
                        .addAllUrns(constructed.dependencies())
                        .build();
                constructed.outputs().fields().keySet().forEach(name -> response.putStateDependencies(name, comesFrom));
                return response.build();
            }
        });
    }

    @Override
    public void invoke(InvokeRequest request, StreamObserver<InvokeResponse> reply) {
        answer("Invoke", request.getTok(), reply, span -> {
            try {
                var result = session()
                        .invoke(span, new Provider.Invoke(request.getTok(), WireValues.read(request.getArgs())));
                return InvokeResponse.newBuilder()
                        .setReturn(WireValues.write(result))
                        .build();
            } catch (InvalidInput invalid) {
                var response = InvokeResponse.newBuilder().setReturn(Struct.getDefaultInstance());
                invalid.faults().forEach(fault -> response.addFailures(failure(fault)));
                return response.build();
            }
        });
    }

    // ---- how each is answered

    private boolean refreshes(String urn) {
        return urn.startsWith("urn:") && provider.refreshesBeforeUpdate(new Urn(urn).type());
    }

    private Provider.Session session() {
        return Connection.current().session();
    }

    private <T> void answer(String rpc, String urn, StreamObserver<T> reply, Function<Span, T> work) {
        answer(rpc, urn, 0, false, reply, work);
    }

    /**
     * @param timeoutSeconds how long it may take; 0 for no limit of the user's own
     * @param mutates whether it is refused once the engine has cancelled
     */
    private <T> void answer(
            String rpc,
            String urn,
            double timeoutSeconds,
            boolean mutates,
            StreamObserver<T> reply,
            Function<Span, T> work) {
        var span = new Span(rpc, urn, clock);
        T response;
        try {
            if (mutates && Connection.current().isCancelled()) {
                throw new Refusal(Refusal.Kind.PRECONDITION, "the engine cancelled; nothing more is changed");
            }
            response = timeoutSeconds > 0 ? bounded(rpc, timeoutSeconds, () -> work.apply(span)) : work.apply(span);
        } catch (RuntimeException | Error fault) {
            reply.onError(Statuses.of(fault, refreshes(urn)));
            return;
        } finally {
            span.end();
            provider.answered(span);
        }
        reply.onNext(response);
        reply.onCompleted();
    }

    private <T> T bounded(String rpc, double seconds, Supplier<T> work) {
        var context = Context.current();
        var running = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return context.call(work::get);
                    } catch (RuntimeException fault) {
                        throw fault;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
        try {
            return running.get((long) (seconds * 1000), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE, rpc + " was not done within its timeout of " + seconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.Kind.UNAVAILABLE, rpc + " was interrupted", e);
        }
    }

    private static Provider.Check check(CheckRequest request) {
        var olds = request.hasOlds() ? Optional.of(WireValues.read(request.getOlds())) : Optional.<Obj>empty();
        return new Provider.Check(new Urn(request.getUrn()), olds, WireValues.read(request.getNews()));
    }

    private static CheckResponse checked(Provider.Checked checked) {
        var response = CheckResponse.newBuilder();
        checked.faults().forEach(fault -> response.addFailures(failure(fault)));
        if (checked.faults().isEmpty()) {
            response.setInputs(WireValues.write(checked.inputs()));
        }
        return response.build();
    }

    private static CheckFailure failure(Fault fault) {
        return CheckFailure.newBuilder()
                .setProperty(fault.path())
                .setReason(fault.reason())
                .build();
    }

    private static Provider.Diff diff(DiffRequest request) {
        return new Provider.Diff(
                new Urn(request.getUrn()),
                request.getId(),
                WireValues.read(request.getOldInputs()),
                WireValues.read(request.getOlds()),
                WireValues.read(request.getNews()));
    }

    private static DiffResponse difference(Provider.Difference difference) {
        return Differences.write(difference);
    }
}
