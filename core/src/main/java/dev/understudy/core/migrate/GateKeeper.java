package dev.understudy.core.migrate;

import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.migrate.MigrationPolicy.Gate;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Judges the target of a trip after each step: its health, errors, latency, room and how far its data is behind. */
public final class GateKeeper {
    /** Requests from which a step is judged; a trickle is judged by time instead. */
    private static final long LEAST_REQUESTS = 5;
    /** A step with fewer requests passes after this many dwells, if nothing speaks against it. */
    private static final int PATIENCE_DWELLS = 3;
    /** Errors before a ratio says anything. */
    private static final long LEAST_ERRORS = 2;
    /** Rise of the p95 that nobody would go back for, whatever the ratio, milliseconds. */
    private static final double LATENCY_FLOOR_MILLIS = 25;
    /** How long a recorded step may take to be in force before it is worth a word. */
    private static final Duration LATE = Duration.ofSeconds(15);
    /** 99 % confidence, two-sided, in standard deviations. */
    private static final double CONFIDENCE = 2.576;

    private GateKeeper() {}

    /** What the gate says of the step a trip is at. */
    public static GateResult judge(Trip trip, Situation now) {
        var sick = sick(trip, now);
        if (sick.isPresent()) {
            var lost = lost(trip.to(), now);
            return new GateResult.Failed(
                    lost.map(sick.get()::and).orElse(sick.get()),
                    lost.isPresent()
                            || now.health(trip.to()).isFailing(now.policy().quorum()));
        }
        return switch (trip.leg()) {
            case Leg.Recorded recorded ->
                new GateResult.NotInForce(
                        Reasons.notInForce(recorded, now),
                        Duration.between(recorded.recordedAt(), now.now()).compareTo(LATE) > 0);
            case Leg.InForce inForce -> judge(trip, inForce, now);
        };
    }

    /**
     * What speaks against a zone that all traffic has gone to, while the old one is kept warm.
     *
     * @param base newest revision before the migration: what failed under that is not its doing
     */
    public static Optional<Because> soak(ZoneId zone, long base, Situation now) {
        var health = now.health(zone);
        if (health.sick()) {
            return Optional.of(Reasons.sick(health));
        }
        return now.leg().filter(leg -> leg.number() > base).flatMap(_ -> lost(zone, now));
    }

    /** What a zone has lost since the newest revision is in force. */
    private static Optional<Because> lost(ZoneId zone, Situation now) {
        return now.leg()
                .filter(Leg.InForce.class::isInstance)
                .map(Leg.InForce.class::cast)
                .flatMap(leg -> now.counted(zone).flatMap(counted -> lost(zone, leg, counted, now)));
    }

    private static Optional<Because> lost(
            ZoneId zone, Leg.InForce leg, BalancerView.ZoneHealth counted, Situation now) {
        var gate = now.policy().gate();
        var before = Optional.ofNullable(leg.before().get(zone));
        long requests = requests(before, counted);
        long errors = errors(before, counted, requests);
        return areTooMany(errors, requests, gate.maxErrorRatio())
                ? Optional.of(tooManyErrors(zone, errors, requests, gate))
                : Optional.empty();
    }

    private static GateResult judge(Trip trip, Leg.InForce leg, Situation now) {
        var counted = now.counted(trip.to());
        if (counted.isEmpty()) {
            return new GateResult.Pending(Because.of("the balancer cannot be read, so nothing is known of the step"));
        }
        var gate = now.policy().gate();
        var before = Optional.ofNullable(leg.before().get(trip.to()));
        long requests = requests(before, counted.get());
        long errors = errors(before, counted.get(), requests);
        double ratio = requests == 0 ? 0 : (double) errors / requests;
        var lost = lost(trip.to(), leg, counted.get(), now);
        if (lost.isPresent()) {
            return new GateResult.Failed(lost.get(), true);
        }
        var waited = Duration.between(leg.at(), now.now());
        var dwell = now.policy().dwell();
        if (waited.compareTo(dwell) < 0) {
            return pending(trip.to(), "the step is in force for {waitedSeconds} s of {neededSeconds} s", waited, dwell);
        }
        var worn = now.deserted(trip.to()).or(() -> late(trip, gate, now)).or(() -> full(trip, gate, now));
        if (worn.isPresent()) {
            return new GateResult.Failed(worn.get(), false);
        }
        if (!now.isFit(trip.to())) {
            return new GateResult.Pending(Because.of("too few observers see " + trip.to() + " well to go on"));
        }
        var behind = behind(trip, now);
        if (behind.isPresent()) {
            return waited.compareTo(now.policy().saga().patience()) < 0
                    ? new GateResult.Pending(behind.get())
                    : new GateResult.Failed(behind.get(), false);
        }
        var patience = dwell.multipliedBy(PATIENCE_DWELLS);
        if ((requests < LEAST_REQUESTS || ratio > gate.maxErrorRatio()) && waited.compareTo(patience) < 0) {
            return pending(
                    trip.to(),
                    "too few requests to judge it by, {waitedSeconds} s of {neededSeconds} s",
                    waited,
                    patience);
        }
        return new GateResult.Passed(new Because(
                trip.to() + " served {requestsCount} requests with {errorsCount} errors in {waitedSeconds} s",
                Map.of(
                        "requestsCount", (double) requests,
                        "errorsCount", (double) errors,
                        "waitedSeconds", Reasons.seconds(waited))));
    }

    private static Because tooManyErrors(ZoneId zone, long errors, long requests, Gate gate) {
        return new Because(
                zone + " failed {errorsCount} of {requestsCount} requests since the step,"
                        + " more than the {maxErrorsPercent} % allowed",
                Map.of(
                        "errorsCount", (double) errors,
                        "requestsCount", (double) requests,
                        "maxErrorsPercent", 100 * gate.maxErrorRatio()));
    }

    /** Requests since the step; a balancer that restarted counts from nothing again. */
    static long requests(Optional<BalancerView.ZoneHealth> before, BalancerView.ZoneHealth counted) {
        long since = counted.requestsTotal()
                - before.map(BalancerView.ZoneHealth::requestsTotal).orElse(0L);
        return since < 0 ? counted.requestsTotal() : since;
    }

    static long errors(Optional<BalancerView.ZoneHealth> before, BalancerView.ZoneHealth counted, long requests) {
        long since = counted.errorsTotal()
                - before.map(BalancerView.ZoneHealth::errorsTotal).orElse(0L);
        return Math.clamp(since, 0, requests);
    }

    private static GateResult pending(ZoneId zone, String sentence, Duration waited, Duration needed) {
        return new GateResult.Pending(new Because(
                zone + ": " + sentence,
                Map.of("waitedSeconds", Reasons.seconds(waited), "neededSeconds", Reasons.seconds(needed))));
    }

    private static Optional<Because> sick(Trip trip, Situation now) {
        var health = now.health(trip.to());
        if (health.sick()) {
            return Optional.of(Reasons.sick(health));
        }
        if (trip.to().equals(now.service().primary()) && now.inDanger()) {
            return Optional.of(Reasons.dangerAgain(now));
        }
        return Optional.empty();
    }

    private static Optional<Because> late(Trip trip, Gate gate, Situation now) {
        double before = trip.p95BeforeMillis();
        double after = now.ahead(trip.to()).p95Millis();
        return before > 0 && after > before * gate.maxLatencyRatio() && after > before + LATENCY_FLOOR_MILLIS
                ? Optional.of(new Because(
                        trip.to() + "'s p95 rose from {beforeMs} ms to {afterMs} ms, more than {maxTimes} times",
                        Map.of("beforeMs", before, "afterMs", after, "maxTimes", gate.maxLatencyRatio())))
                : Optional.empty();
    }

    private static Optional<Because> full(Trip trip, Gate gate, Situation now) {
        return now.utilisation(trip.to())
                .filter(used -> used > gate.maxUtilisation())
                .map(used -> new Because(
                        trip.to() + " is {usedPercent} % full, more than the {maxPercent} % allowed",
                        Map.of("usedPercent", 100 * used, "maxPercent", 100 * gate.maxUtilisation())));
    }

    /** What keeps the standby in the target from taking over as the writer. */
    private static Optional<Because> behind(Trip trip, Situation now) {
        if (!trip.dataFollows() || !(now.service().data() instanceof DataPolicy.Replicated policy)) {
            return Optional.empty();
        }
        var member = now.data().map(view -> view.members().get(trip.to()));
        if (member.isEmpty()) {
            return Optional.of(Because.of("nothing is known of the data in " + trip.to()));
        }
        if (member.get().role() == DataMember.Role.WRITER) {
            return Optional.empty();
        }
        return switch (member.get().lag()) {
            case Lag.CaughtUp() -> Optional.empty();
            case Lag.Unknown() ->
                Optional.of(Because.of("how far the data in " + trip.to() + " is behind is not known"));
            case Lag.Behind late ->
                late.time().compareTo(policy.stepDownLag()) <= 0
                        ? Optional.empty()
                        : Optional.of(new Because(
                                "the data in " + trip.to() + " is {lagMs} ms behind; {maxLagMs} ms are allowed",
                                Map.of(
                                        "lagMs", (double) late.time().toMillis(),
                                        "maxLagMs",
                                                (double) policy.stepDownLag().toMillis())));
        };
    }

    /** Whether so many errors are more than chance makes of the ratio that is allowed. */
    static boolean areTooMany(long errors, long requests, double allowedRatio) {
        return errors >= LEAST_ERRORS && leastRatio(errors, requests) > allowedRatio;
    }

    /** The least true error ratio that still explains what was seen: lower end of Wilson's score interval (1927). */
    static double leastRatio(long errors, long requests) {
        double n = requests;
        double p = errors / n;
        double z2 = CONFIDENCE * CONFIDENCE;
        double spread = CONFIDENCE * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return (p + z2 / (2 * n) - spread) / (1 + z2 / n);
    }
}
