package dev.understudy.provider.resources;

import dev.understudy.clouds.local.LocalCloud;
import dev.understudy.clouds.spi.CloudError;
import dev.understudy.clouds.spi.LoadBalancer;
import dev.understudy.clouds.spi.LoadBalancer.Observed;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Provider;
import dev.understudy.provider.wire.Refusal;
import java.util.Optional;

/** Reads an assignment back from its balancer. */
final class WeightsRead {
    private WeightsRead() {}

    /** The state with the weights that are in force now. */
    static Optional<Provider.Seen> refreshed(Call call, Provider.Read read) {
        var program = Assignment.programPart(read.inputs());
        if (!(PropertyCodec.read(program, Assignment.class)
                instanceof PropertyCodec.Read.Known<Assignment>(Assignment assignment))) {
            return Optional.of(new Provider.Seen(read.id(), read.inputs(), read.outputs()));
        }
        try {
            return switch (call.balancer(assignment.id(), assignment.admin(), LoadBalancer::observe)) {
                case Observed.Seen(var view) ->
                    Optional.of(new Provider.Seen(
                            read.id(),
                            read.inputs(),
                            read.outputs()
                                    .with(
                                            "effective",
                                            Shares.write(Shares.spread(view.effective(), assignment.declared())))));
                case Observed.Failed(CloudError.Gone _) -> Optional.empty();
                case Observed.Failed(var error) -> Optional.of(lastKnown(call, read, error.message()));
            };
        } catch (Refusal unreachable) {
            // The engine refreshes with the settings of the last update; wrong ones must not stand in the way of new
            // ones.
            return Optional.of(lastKnown(call, read, String.valueOf(unreachable.getMessage())));
        }
    }

    private static Provider.Seen lastKnown(Call call, Provider.Read read, String why) {
        call.engine().warn(read.urn(), "the weights last known are shown, because the balancer cannot be read: " + why);
        return new Provider.Seen(read.id(), read.inputs(), read.outputs());
    }

    /** All there is to know of a service by its name alone: its balancer and its head. */
    static Optional<Provider.Seen> imported(Call call, Provider.Read read) {
        var service = new ServiceId(read.id());
        var found = call.cloud(LocalCloud::status).balancers().stream()
                .filter(balancer -> balancer.spec().service().equals(service))
                .findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var admin = found.get().admin();
        if (!(call.balancer(service, admin, LoadBalancer::observe) instanceof Observed.Seen(var view))) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "the balancer of service " + service + " at " + admin
                            + " cannot be read; it must run to be imported");
        }
        var head = head(call, read, service);
        var weights = head.map(revision -> revision.change().weights()).orElse(view.effective());
        var inputs = Obj.EMPTY
                .with("service", PropertyValue.text(service.value()))
                .with("weights", Shares.write(weights))
                .with("balancer", PropertyValue.text(admin));
        var overlay = head.map(revision -> Revisions.overlay(revision, weights)).orElse(Obj.EMPTY);
        return Optional.of(new Provider.Seen(
                read.id(),
                inputs.with(overlay),
                inputs.with(overlay)
                        .with("declared", Shares.write(weights))
                        .with("effective", Shares.write(view.effective()))));
    }

    private static Optional<WeightsRevision> head(Call call, Provider.Read read, ServiceId service) {
        try {
            return call.ledger(Settings.stackOf(read.urn()), ledger -> ledger.head(service));
        } catch (LedgerException unread) {
            throw new Refusal(Refusal.Kind.UNAVAILABLE, String.valueOf(unread.getMessage()), unread);
        }
    }
}
