package dev.understudy.provider.resources;

import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.identity.IdentityException;
import dev.understudy.ledger.StackId;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.provider.wire.Engine;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.Refusal;
import dev.understudy.provider.wire.Span;
import java.util.function.Function;

/**
 * One request and what it is answered with.
 *
 * @param span where its time is counted
 * @param engine who asks
 * @param settings how the provider was configured for it
 * @param world what can be reached
 * @param weightsOnly whether nothing but the weights of an assignment may change
 */
public record Call(Span span, Engine engine, Settings settings, World world, boolean weightsOnly) {
    /** Asks the local cloud; its refusals become ours. */
    public <T> T cloud(Function<LocalCloud, T> question) {
        try {
            return span.time("cloud", () -> question.apply(world.localCloud(settings)));
        } catch (LocalCloudException e) {
            throw refusal(e);
        }
    }

    /** Asks the balancer of a service, at {@code host:port} of its runtime API. */
    public <T> T balancer(ServiceId service, String admin, Function<LoadBalancer, T> question) {
        try {
            return span.time("balancer", () -> question.apply(world.balancer(settings, service, admin)));
        } catch (LocalCloudException e) {
            throw refusal(e);
        } catch (IdentityException e) {
            throw new Refusal(
                    Refusal.Kind.PRECONDITION,
                    "the balancer at " + admin + " is not asked without an identity: " + e.getMessage(),
                    e);
        }
    }

    private static RuntimeException refusal(LocalCloudException e) {
        return switch (e.kind()) {
            case INVALID -> new InvalidInput("", String.valueOf(e.getMessage()));
            case CONFLICT, UNSUPPORTED, FAILED ->
                new Refusal(Refusal.Kind.PRECONDITION, String.valueOf(e.getMessage()), e);
            case UNAVAILABLE -> new Refusal(Refusal.Kind.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        };
    }

    /** Asks the stack's ledger; its {@code LedgerException}s come through. */
    public <T> T ledger(StackId stack, Function<WeightsLedger, T> question) {
        return span.time("ledger", () -> question.apply(world.ledger(settings, stack)));
    }
}
