package dev.understudy.provider.plugin;

import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.StackId;
import dev.understudy.provider.functions.ChooseShadowZone;
import dev.understudy.provider.functions.ExplainWeights;
import dev.understudy.provider.resources.Call;
import dev.understudy.provider.resources.Settings;
import dev.understudy.provider.resources.ShadowedServices;
import dev.understudy.provider.wire.Change;
import dev.understudy.provider.wire.Engine;
import dev.understudy.provider.wire.Fault;
import dev.understudy.provider.wire.Monitor;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Provider;
import dev.understudy.provider.wire.Refusal;
import dev.understudy.provider.wire.Span;
import dev.understudy.provider.wire.Urn;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one engine asks of us. Settings belong to the connection, so that one process can serve several stacks at once; an
 * engine that connects anew finds the last settings of its stack.
 */
final class UnderstudySession implements Provider.Session {
    private final UnderstudyProvider provider;
    private final Engine engine;
    private volatile @Nullable Settings settings;
    private volatile @Nullable StackId stack;

    UnderstudySession(UnderstudyProvider provider, Engine engine) {
        this.provider = provider;
        this.engine = engine;
    }

    @Override
    public Provider.Checked checkConfig(Span span, Provider.Check check) {
        var faults = new ArrayList<>(Settings.faults(check.news()));
        if (faults.isEmpty()) {
            strangeLedger(check).ifPresent(faults::add);
        }
        var config = check.news();
        if (!config.has("ledger")) {
            // Resolved once, then kept by the state: another machine, or another home, must not find another ledger.
            var kept = check.olds().map(olds -> olds.get("ledger")).filter(PropertyValue.Text.class::isInstance);
            config = config.with(
                    "ledger",
                    kept.orElseGet(() -> PropertyValue.text(provider.world()
                            .defaultLedger(Settings.stackOf(check.urn()))
                            .toString())));
        }
        return new Provider.Checked(config, faults);
    }

    /** Refused before the state remembers it. A ledger behind an endpoint says so itself when it is asked. */
    private Optional<Fault> strangeLedger(Provider.Check check) {
        var stackOfCheck = Settings.stackOf(check.urn());
        var asked = Settings.of(check.news(), URI.create(""));
        if (!"file".equals(asked.ledger().getScheme())) {
            return Optional.empty();
        }
        try {
            var _ = provider.world().ledger(asked, stackOfCheck);
            return Optional.empty();
        } catch (LedgerException fault) {
            return fault.kind() == LedgerException.Kind.WRONG_STACK
                    ? Optional.of(new Fault("ledger", "understudy:ledger: " + fault.getMessage()))
                    : Optional.empty(); // shown where the ledger is needed
        }
    }

    /** Another ledger, identity or socket is another way to the same resources: nothing is replaced for it. */
    @Override
    public Provider.Difference diffConfig(Span span, Provider.Diff diff) {
        var before = diff.oldInputs().fields().isEmpty() ? diff.olds() : diff.oldInputs();
        return new Provider.Difference(new TreeMap<>(Change.between(before, diff.news())), List.of());
    }

    @Override
    public void configure(Span span, Provider.Configure configure) {
        var of = configure.urn().map(Settings::stackOf);
        var fallback = of.map(provider.world()::defaultLedger);
        if (fallback.isEmpty() && !configure.config().has("ledger")) {
            throw new Refusal(
                    Refusal.Kind.PRECONDITION,
                    "understudy:ledger is missing, and the engine does not say which stack it is for");
        }
        var made = Settings.of(configure.config(), fallback.orElseGet(() -> URI.create("")));
        settings = made;
        if (of.isPresent()) {
            stack = of.get();
            provider.configured(of.get(), made);
        }
    }

    @Override
    public Provider.Checked check(Span span, Provider.Check check) {
        return provider.handler(check.urn().type()).check(call(span, check.urn()), check);
    }

    @Override
    public Provider.Difference diff(Span span, Provider.Diff diff) {
        return provider.handler(diff.urn().type()).diff(call(span, diff.urn()), diff);
    }

    @Override
    public Provider.Made create(Span span, Provider.Create create) {
        refuseUnlessWeights(create.urn(), create.preview(), "created", false);
        return provider.handler(create.urn().type()).create(call(span, create.urn()), create);
    }

    @Override
    public Optional<Provider.Seen> read(Span span, Provider.Read read) {
        return provider.handler(read.urn().type()).read(call(span, read.urn()), read);
    }

    @Override
    public Obj update(Span span, Provider.Update update) {
        boolean follows = provider.handler(update.urn().type()).followsLedger(update);
        refuseUnlessWeights(update.urn(), update.preview(), "updated", follows);
        return provider.handler(update.urn().type()).update(call(span, update.urn()), update);
    }

    @Override
    public void delete(Span span, Provider.Delete delete) {
        refuseUnlessWeights(delete.urn(), false, "deleted", false);
        provider.handler(delete.urn().type()).delete(call(span, delete.urn()), delete);
    }

    private void refuseUnlessWeights(Urn urn, boolean preview, String done, boolean follows) {
        if (provider.weightsOnly() && !preview && !follows) {
            throw new Refusal(
                    Refusal.Kind.DENIED,
                    urn.type() + " \"" + urn.name() + "\" is not " + done
                            + ": this provider was started with --weights-only and updates weights, sizes and writers to what the ledger says, nothing else");
        }
    }

    @Override
    public Provider.Constructed construct(Span span, Provider.Construct construct, Monitor monitor) {
        if (!construct.type().equals(ShadowedServices.TOKEN)) {
            throw new Refusal(
                    Refusal.Kind.NOT_FOUND,
                    "there is no component " + construct.type() + "; there is " + ShadowedServices.TOKEN);
        }
        return ShadowedServices.construct(construct, monitor);
    }

    @Override
    public Obj invoke(Span span, Provider.Invoke invoke) {
        return switch (invoke.token()) {
            case ChooseShadowZone.TOKEN -> ChooseShadowZone.answer(invoke.arguments());
            case ExplainWeights.TOKEN -> explain(span, invoke.arguments());
            default ->
                throw new Refusal(
                        Refusal.Kind.NOT_FOUND,
                        "there is no function " + invoke.token() + "; there are " + ChooseShadowZone.TOKEN + " and "
                                + ExplainWeights.TOKEN);
        };
    }

    private Obj explain(Span span, Obj arguments) {
        var of = stack;
        var with = settings;
        if (of == null || with == null) {
            throw new Refusal(
                    Refusal.Kind.PRECONDITION, "the engine did not say which stack this provider is configured for");
        }
        return ExplainWeights.answer(
                new Call(span, engine, with, provider.world(), provider.weightsOnly()), of, arguments);
    }

    private Call call(Span span, Urn urn) {
        var own = settings;
        var of = Settings.stackOf(urn);
        var used = own != null
                ? own
                : provider.lastSettings(of)
                        .orElseGet(() -> Settings.of(Obj.EMPTY, provider.world().defaultLedger(of)));
        return new Call(span, engine, used, provider.world(), provider.weightsOnly());
    }
}
