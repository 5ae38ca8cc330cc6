package dev.understudy.provider.plugin;

import dev.understudy.ledger.StackId;
import dev.understudy.provider.local.LocalResources;
import dev.understudy.provider.resources.ResourceHandler;
import dev.understudy.provider.resources.Settings;
import dev.understudy.provider.resources.WeightAssignments;
import dev.understudy.provider.resources.World;
import dev.understudy.provider.wire.Engine;
import dev.understudy.provider.wire.Provider;
import dev.understudy.provider.wire.Refusal;
import dev.understudy.provider.wire.Span;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The provider: knows who answers for which token, and what each stack was last configured with. */
final class UnderstudyProvider implements Provider {
    private final World world;
    private final boolean weightsOnly;
    private final Optional<TraceFile> trace;
    private final Map<String, ResourceHandler> handlers = new TreeMap<>();
    private final Map<StackId, Settings> lastSettings = new ConcurrentHashMap<>();

    UnderstudyProvider(World world, boolean weightsOnly, Optional<TraceFile> trace) {
        this.world = world;
        this.weightsOnly = weightsOnly;
        this.trace = trace;
        LocalResources.all().forEach(handler -> handlers.put(handler.token(), handler));
        var assignments = new WeightAssignments();
        handlers.put(assignments.token(), assignments);
    }

    @Override
    public String version() {
        return Release.version();
    }

    @Override
    public byte[] schema() {
        return Release.schema();
    }

    @Override
    public Session connect(Engine engine) {
        return new UnderstudySession(this, engine);
    }

    @Override
    public boolean refreshesBeforeUpdate(String type) {
        var handler = handlers.get(type);
        return handler != null && handler.refreshesBeforeUpdate();
    }

    @Override
    public void answered(Span span) {
        trace.ifPresent(file -> file.write(span));
    }

    World world() {
        return world;
    }

    boolean weightsOnly() {
        return weightsOnly;
    }

    ResourceHandler handler(String token) {
        var handler = handlers.get(token);
        if (handler == null) {
            throw new Refusal(
                    Refusal.Kind.NOT_FOUND, "there is no resource " + token + "; there are " + handlers.keySet());
        }
        return handler;
    }

    void configured(StackId stack, Settings settings) {
        lastSettings.put(stack, settings);
    }

    Optional<Settings> lastSettings(StackId stack) {
        return Optional.ofNullable(lastSettings.get(stack));
    }
}
