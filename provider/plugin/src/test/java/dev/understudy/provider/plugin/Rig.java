package dev.understudy.provider.plugin;

import com.google.protobuf.Empty;
import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.ledger.WeightsLedger.Append;
import dev.understudy.ledger.WeightsLedger.Lease;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.ProviderServer;
import dev.understudy.provider.wire.WireValues;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import pulumirpc.Provider.CheckRequest;
import pulumirpc.Provider.CheckResponse;
import pulumirpc.Provider.ConfigureRequest;
import pulumirpc.Provider.CreateRequest;
import pulumirpc.Provider.CreateResponse;
import pulumirpc.Provider.DeleteRequest;
import pulumirpc.Provider.DiffRequest;
import pulumirpc.Provider.DiffResponse;
import pulumirpc.Provider.ReadRequest;
import pulumirpc.Provider.ReadResponse;
import pulumirpc.Provider.UpdateRequest;
import pulumirpc.Provider.UpdateResponse;
import pulumirpc.ResourceProviderGrpc;

/** The real server on a socket, a client that asks as the engine does, and a world that is made up but for its ledger. */
final class Rig implements AutoCloseable {
    static final StackId STACK = new StackId("shop-project", "dev");
    private static final String BASE = "urn:pulumi:dev::shop-project::";

    final FakeWorld world;
    final ResourceProviderGrpc.ResourceProviderBlockingStub provider;
    private final ProviderServer server;
    private final ManagedChannel channel;

    Rig(Path directory) throws IOException {
        this(new FakeWorld(directory), false);
    }

    Rig(FakeWorld world, boolean weightsOnly) throws IOException {
        this.world = world;
        this.server = ProviderServer.start(
                new UnderstudyProvider(world, weightsOnly, Optional.empty()), 0, "", InstantSource.system());
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
        this.provider = ResourceProviderGrpc.newBlockingStub(channel);
    }

    /** Another provider of the same world, as the reconciler keeps it. */
    Rig weightsOnly() throws IOException {
        return new Rig(world, true).configured(Obj.EMPTY);
    }

    int port() {
        return server.port();
    }

    static String urn(String type, String name) {
        return BASE + type + "::" + name;
    }

    static Obj obj(Object... namesAndValues) {
        var fields = new TreeMap<String, PropertyValue>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], value(namesAndValues[i + 1]));
        }
        return new Obj(fields);
    }

    private static PropertyValue value(Object value) {
        return switch (value) {
            case PropertyValue already -> already;
            case String text -> PropertyValue.text(text);
            case Boolean bool -> new PropertyValue.Bool(bool);
            case Number number -> PropertyValue.number(number.doubleValue());
            case java.util.List<?> items ->
                new PropertyValue.Items(items.stream().map(Rig::value).toList());
            default -> throw new IllegalArgumentException("no value: " + value);
        };
    }

    /** CheckConfig and Configure, as the engine does at first. */
    Rig configured(Obj config) {
        var urn = urn("pulumi:providers:understudy", "default");
        var checked = provider.checkConfig(CheckRequest.newBuilder()
                .setUrn(urn)
                .setNews(WireValues.write(config))
                .build());
        var _ = provider.configure(ConfigureRequest.newBuilder()
                .setUrn(urn)
                .setId("11111111-2222-3333-4444-555555555555")
                .setArgs(checked.getInputs())
                .build());
        return this;
    }

    CheckResponse check(String urn, Optional<Obj> olds, Obj news) {
        var request = CheckRequest.newBuilder().setUrn(urn).setNews(WireValues.write(news));
        olds.ifPresent(inputs -> request.setOlds(WireValues.write(inputs)));
        return provider.check(request.build());
    }

    /** Inputs after a Check that found nothing wrong. */
    Obj checked(String urn, Optional<Obj> olds, Obj news) {
        var response = check(urn, olds, news);
        if (response.getFailuresCount() > 0) {
            throw new AssertionError(response.getFailuresList());
        }
        return WireValues.read(response.getInputs());
    }

    CreateResponse create(String urn, Obj inputs, boolean preview) {
        return provider.create(CreateRequest.newBuilder()
                .setUrn(urn)
                .setProperties(WireValues.write(inputs))
                .setPreview(preview)
                .build());
    }

    DiffResponse diff(String urn, State state, Obj news) {
        return provider.diff(DiffRequest.newBuilder()
                .setUrn(urn)
                .setId(state.id())
                .setOldInputs(WireValues.write(state.inputs()))
                .setOlds(WireValues.write(state.outputs()))
                .setNews(WireValues.write(news))
                .build());
    }

    UpdateResponse update(String urn, State state, Obj news, boolean preview) {
        return provider.update(UpdateRequest.newBuilder()
                .setUrn(urn)
                .setId(state.id())
                .setOldInputs(WireValues.write(state.inputs()))
                .setOlds(WireValues.write(state.outputs()))
                .setNews(WireValues.write(news))
                .setPreview(preview)
                .build());
    }

    ReadResponse read(String urn, State state) {
        return provider.read(ReadRequest.newBuilder()
                .setUrn(urn)
                .setId(state.id())
                .setInputs(WireValues.write(state.inputs()))
                .setProperties(WireValues.write(state.outputs()))
                .build());
    }

    Empty delete(String urn, State state) {
        return provider.delete(DeleteRequest.newBuilder()
                .setUrn(urn)
                .setId(state.id())
                .setOldInputs(WireValues.write(state.inputs()))
                .setProperties(WireValues.write(state.outputs()))
                .build());
    }

    /** What the engine keeps of a resource. */
    record State(String id, Obj inputs, Obj outputs) {}

    /** One {@code up} of one resource: read it when it is there, check, diff, and create or update. */
    State up(String urn, Optional<State> before, Obj program) {
        var known = before;
        if (known.isPresent()) {
            var seen = read(urn, known.get());
            known = seen.getId().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new State(
                            seen.getId(), WireValues.read(seen.getInputs()), WireValues.read(seen.getProperties())));
        }
        var inputs = checked(urn, known.map(State::inputs), program);
        if (known.isEmpty()) {
            var made = create(urn, inputs, false);
            return new State(made.getId(), inputs, WireValues.read(made.getProperties()));
        }
        var state = known.get();
        return switch (diff(urn, state, inputs).getChanges()) {
            case DIFF_NONE -> new State(state.id(), inputs, state.outputs());
            case DIFF_SOME ->
                new State(
                        state.id(),
                        inputs,
                        WireValues.read(update(urn, state, inputs, false).getProperties()));
            case DIFF_UNKNOWN, UNRECOGNIZED -> throw new AssertionError("a diff must be sure");
        };
    }

    WeightsLedger ledger() {
        return ledger(STACK);
    }

    private WeightsLedger ledger(StackId stack) {
        return Ledgers.open(world.defaultLedger(stack), Optional.of(stack), Optional.empty(), InstantSource.system());
    }

    /** An agent moves the weights, sizes and writer as they are. */
    WeightsRevision agentMoves(String zone, Map<String, Integer> shares) {
        var provision = ledger().head(new ServiceId("shop"))
                .map(head -> head.change().provision())
                .orElse(Provision.AS_DECLARED);
        return agentMoves(zone, shares, provision);
    }

    /** An agent takes the lease, if it has to, and moves weights, sizes and writer. */
    WeightsRevision agentMoves(String zone, Map<String, Integer> shares, Provision provision) {
        var service = new ServiceId("shop");
        var ledger = ledger();
        if (!(ledger.lease(service, zone, Duration.ofMinutes(1)) instanceof Lease.Granted(Fence fence, var _))) {
            throw new AssertionError("no lease");
        }
        return append(ledger, new Author(Author.Kind.AGENT, zone), shares, fence, "zone-a answers late", provision);
    }

    WeightsRevision personMoves(Map<String, Integer> shares) {
        return personMoves(STACK, shares);
    }

    WeightsRevision personMoves(StackId stack, Map<String, Integer> shares) {
        var author = new Author(Author.Kind.PERSON, "ada");
        return append(ledger(stack), author, shares, Fence.NONE, "a look at the shadow", Provision.AS_DECLARED);
    }

    private static WeightsRevision append(
            WeightsLedger ledger,
            Author author,
            Map<String, Integer> shares,
            Fence fence,
            String reason,
            Provision provision) {
        var weights = new TreeMap<ZoneId, Integer>();
        shares.forEach((zone, share) -> weights.put(new ZoneId(zone), share));
        var service = new ServiceId("shop");
        var change = new WeightsChange(
                service, new Weights(weights), fence, author, Because.of(reason), new TreeMap<>(), provision);
        var head = ledger.head(service).map(WeightsRevision::number).orElse(0L);
        if (ledger.append(change, head) instanceof Append.Appended(var revision)) {
            return revision;
        }
        throw new AssertionError("not appended");
    }

    @Override
    public void close() {
        var _ = channel.shutdownNow();
        server.close();
    }
}
