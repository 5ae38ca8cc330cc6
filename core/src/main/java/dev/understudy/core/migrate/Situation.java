package dev.understudy.core.migrate;

import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.measure.ZoneHealth;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a decision is made from.
 *
 * @param now the time
 * @param service the service as declared
 * @param fleet what was seen
 * @param primary what all observers say of the primary
 * @param shadow what all observers say of the shadow
 * @param primaryAhead where the primary's latency is going
 * @param shadowAhead where the shadow's latency is going
 * @param scorePoints migration score
 * @param standingPoints what stands beside it
 * @param weighing primary and shadow by what they have cost so far
 * @param danger whether the rule has been for the shadow
 * @param calm whether the rule has been for the primary, with that well
 * @param weights the recorded weights, which may not be in force yet
 * @param provision the recorded sizes and writer
 * @param leg the newest revision and whether it is in force; empty before the first
 * @param data what the database last said of itself; empty where there is none or it cannot be read
 */
public record Situation(
        Instant now,
        ShadowedService service,
        FleetView fleet,
        ZoneHealth primary,
        ZoneHealth shadow,
        ZoneOutlook primaryAhead,
        ZoneOutlook shadowAhead,
        double scorePoints,
        double standingPoints,
        Weighing weighing,
        Latch danger,
        Latch calm,
        Weights weights,
        Provision provision,
        Optional<Leg> leg,
        Optional<DataView> data) {

    /** The policy of the service. */
    public MigrationPolicy policy() {
        return service.policy();
    }

    /** The steps of the service. */
    public Route route() {
        return new Route(service);
    }

    /** What all observers say of primary or shadow. */
    public ZoneHealth health(ZoneId zone) {
        return zone.equals(service.primary()) ? primary : shadow;
    }

    /** Where the latency of primary or shadow is going. */
    public ZoneOutlook ahead(ZoneId zone) {
        return zone.equals(service.primary()) ? primaryAhead : shadowAhead;
    }

    /** Whether a quorum sees no answer of a zone at all. */
    public boolean isDead(ZoneId zone) {
        return health(zone).condition() == ZoneHealth.Condition.DEAD;
    }

    /** Whether the rule in force is for the shadow, and not since this moment only. */
    public boolean inDanger() {
        return danger.on() && forShadow(policy(), dangerPoints(), weighing);
    }

    /** The score and what stands beside it. */
    public double dangerPoints() {
        return scorePoints + standingPoints;
    }

    /** Whether the rule in force is for the shadow at this moment. */
    public static boolean forShadow(MigrationPolicy policy, double dangerPoints, Weighing weighing) {
        return switch (policy.rule()) {
            case Rule.Threshold() -> dangerPoints > policy.threshold();
            case Rule.Regret _ -> weighing.forShadow();
        };
    }

    /** Whether the rule in force is for the primary at this moment. */
    public static boolean forPrimary(MigrationPolicy policy, double dangerPoints, Weighing weighing) {
        return switch (policy.rule()) {
            case Rule.Threshold() -> dangerPoints < policy.returnBelow();
            case Rule.Regret _ -> !weighing.forShadow();
        };
    }

    /** Whether the primary looks well at this moment, though perhaps not for long. */
    public boolean looksCalm() {
        return calm.on() || forPrimary(policy(), dangerPoints(), weighing);
    }

    /**
     * Whether enough observers see the primary for an agent to act on it. To leave it they must time it too. On the way
     * home one that does is enough: the balancer times only where traffic is, and of two zones only one agent is left.
     */
    public boolean enoughObservers(boolean homeward) {
        return primary.observers() >= policy().quorum()
                && primaryAhead.observers() >= (homeward ? 1 : policy().quorum());
    }

    /** Whether a zone answers, be it late. */
    public boolean serves(ZoneId zone) {
        var health = health(zone);
        return health.observers() > 0 && !health.isFailing(policy().quorum());
    }

    /** Instances that run in a zone, as it says; empty when it has not said so of late. */
    public Optional<Integer> running(ZoneId zone) {
        return fleet.load(zone, now).map(ServiceLoad::instances);
    }

    /** Whether a zone may be given traffic: it is well, and something serves there. */
    public boolean isFit(ZoneId zone) {
        return health(zone).fit() && deserted(zone).isEmpty();
    }

    /**
     * Why nothing serves in a zone: it says that nothing runs there, or the balancer has none of its servers up. Of a zone
     * that both are silent of, what it said last holds.
     */
    public Optional<Because> deserted(ZoneId zone) {
        var counted = counted(zone);
        var load = fleet.load(zone, now).or(() -> counted.isEmpty() ? fleet.lastLoad(zone) : Optional.empty());
        boolean runs = load.map(said -> said.instances() > 0 && said.capacityPerSecond() > 0)
                .orElse(true);
        if (!runs) {
            return Optional.of(Because.of("nothing runs in " + zone));
        }
        return counted.filter(seen -> seen.serversTotal() > 0 && seen.serversUp() == 0)
                .map(seen -> new Because(
                        "the balancer has none of {serversCount} servers in " + zone + " up",
                        Map.of("serversCount", (double) seen.serversTotal())));
    }

    /** What the balancer counts of a zone. */
    public Optional<BalancerView.ZoneHealth> counted(ZoneId zone) {
        return fleet.balancer(now)
                .flatMap(view -> Optional.ofNullable(view.zones().get(zone)));
    }

    /** Share of a zone's capacity in use, if the load is known. */
    public Optional<Double> utilisation(ZoneId zone) {
        return fleet.load(zone, now).map(ServiceLoad::utilisation);
    }

    /** Utilisation of a zone once it has its share of these weights, if the load is known. */
    public Optional<Double> utilisationWith(Weights next, ZoneId zone) {
        double expected = fleet.requestsPerSecond(next.shares().keySet(), now) * next.of(zone) / Weights.WHOLE;
        return capacityPerSecond(zone).filter(capacity -> capacity > 0).map(capacity -> expected / capacity);
    }

    /**
     * Requests per second that a zone can serve: as it says, or where it has been silent of late, what one of its instances
     * could serve, for each that the balancer has up.
     */
    private Optional<Double> capacityPerSecond(ZoneId zone) {
        return fleet.load(zone, now)
                .map(ServiceLoad::capacityPerSecond)
                .or(() -> fleet.lastLoad(zone)
                        .filter(last -> last.instances() > 0)
                        .flatMap(last -> counted(zone)
                                .map(counted -> counted.serversUp() * last.capacityPerSecond() / last.instances())));
    }
}
