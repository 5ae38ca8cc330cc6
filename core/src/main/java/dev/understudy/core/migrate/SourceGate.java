package dev.understudy.core.migrate;

import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.zone.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * Judges the zone that a trip leaves, for as long as it has traffic. One that loses requests or falls sick is no reason to
 * go back to it: the trip goes on as fast as the target's gate lets it, and says why.
 */
public final class SourceGate {
    private SourceGate() {}

    /** What speaks against staying in the zone that is left; empty where nothing does, or nothing is left there. */
    public static Optional<Because> worse(ZoneId from, Leg leg, Situation now) {
        if (leg.weights().of(from) == 0) {
            return Optional.empty();
        }
        var health = now.health(from);
        return health.sick()
                ? Optional.of(new Because(
                        from + ", which is being left, is sick, say {sourceAgreeing} of {sourceObservers} observers ("
                                + health.badSeenBy() + ")",
                        Map.of(
                                "sourceAgreeing", (double) health.agreeing(),
                                "sourceObservers", (double) health.observers())))
                : losing(from, leg, now);
    }

    private static Optional<Because> losing(ZoneId from, Leg leg, Situation now) {
        var counted = now.counted(from);
        if (counted.isEmpty() || !(leg instanceof Leg.InForce step)) {
            return Optional.empty();
        }
        var before = Optional.<BalancerView.ZoneHealth>ofNullable(step.before().get(from));
        long requests = GateKeeper.requests(before, counted.get());
        long errors = GateKeeper.errors(before, counted.get(), requests);
        double allowed = now.policy().gate().maxErrorRatio();
        return GateKeeper.areTooMany(errors, requests, allowed)
                ? Optional.of(new Because(
                        from + ", which is being left, failed {sourceErrorsCount} of {sourceRequestsCount} requests"
                                + " since the step, more than the {maxErrorsPercent} % allowed",
                        Map.of(
                                "sourceErrorsCount", (double) errors,
                                "sourceRequestsCount", (double) requests,
                                "maxErrorsPercent", 100 * allowed)))
                : Optional.empty();
    }
}
