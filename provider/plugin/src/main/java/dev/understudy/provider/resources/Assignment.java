package dev.understudy.provider.resources;

import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a program says of a service's weights. See the schema.
 *
 * @param service whose weights
 * @param weights declared, numbers of any size by zone
 * @param bounds what agents may do
 * @param ownership who may move the weights
 * @param balancer {@code host:port} of the balancer's runtime API; as it came, because it is unknown before the balancer
 *     exists
 */
record Assignment(
        String service,
        Map<String, Double> weights,
        @Nullable BoundsInput bounds,
        @Nullable Ownership ownership,
        PropertyValue balancer) {
    /** Inputs of the program. */
    static final Set<String> PROGRAM = Set.of("service", "weights", "bounds", "ownership", "balancer");

    /** Inputs that Check adds from the ledger. */
    static final List<String> OVERLAY = List.of("desired", "revision", "fence", "author", "reason", "basis");

    Assignment {
        try {
            var _ = new ServiceId(service);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInput("service", String.valueOf(wrong.getMessage()));
        }
        var _ = Shares.of("weights", weights);
        if (!(balancer instanceof PropertyValue.Unknown)
                && !(balancer instanceof PropertyValue.Text(var text) && text.matches("[^\\s:]+:\\d{1,5}"))) {
            throw new InvalidInput("balancer", "balancer is " + balancer.show() + "; allowed: HOST:PORT");
        }
    }

    ServiceId id() {
        return new ServiceId(service);
    }

    Weights declared() {
        return Shares.of("weights", weights);
    }

    Bounds limits() {
        return bounds == null ? Bounds.OPEN : bounds.bounds();
    }

    Ownership owner() {
        return ownership == null ? Ownership.AGENT : ownership;
    }

    String admin() {
        if (balancer instanceof PropertyValue.Text(var text)) {
            return text;
        }
        throw new InvalidInput("balancer", "balancer is " + balancer.show() + "; allowed: HOST:PORT");
    }

    /** Bounds as a program writes them, basis points; what is left out is open. */
    record BoundsInput(
            @Nullable Integer min,
            @Nullable Integer max,
            @Nullable Integer maxStep) {
        BoundsInput {
            try {
                var _ = bounds(min, max, maxStep);
            } catch (IllegalArgumentException wrong) {
                throw new InvalidInput("", String.valueOf(wrong.getMessage()));
            }
        }

        Bounds bounds() {
            return bounds(min, max, maxStep);
        }

        private static Bounds bounds(@Nullable Integer min, @Nullable Integer max, @Nullable Integer maxStep) {
            return new Bounds(
                    min == null ? 0 : min,
                    max == null ? Weights.WHOLE : max,
                    maxStep == null ? Weights.WHOLE : maxStep);
        }
    }

    /** The program's part of inputs. */
    static Obj programPart(Obj inputs) {
        var part = inputs;
        for (String name : OVERLAY) {
            part = part.without(name);
        }
        return part;
    }

    /** The ledger's part of inputs or outputs. */
    static Obj overlayPart(Obj values) {
        var part = Obj.EMPTY;
        for (String name : OVERLAY) {
            if (values.has(name)) {
                part = part.with(name, values.get(name).plain());
            }
        }
        return part;
    }
}
