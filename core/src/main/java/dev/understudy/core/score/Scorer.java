package dev.understudy.core.score;

import dev.understudy.core.measure.FleetView;
import dev.understudy.core.measure.HeatValue;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.measure.ZoneHealth;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.score.MigrationScore.Term;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** Turns what was seen into a score. */
public final class Scorer {
    private Scorer() {}

    /** What is thought of a service now. */
    public static Assessment assess(ShadowedService service, FleetView fleet, Instant now) {
        var panel = fleet.panel(now);
        var health = new TreeMap<ZoneId, ZoneHealth>();
        var outlook = new TreeMap<ZoneId, ZoneOutlook>();
        var heat = new TreeMap<ZoneId, HeatValue>();
        for (Zone zone : service.catalogue()) {
            var id = zone.id();
            health.put(id, panel.health(id));
            var ahead = panel.outlook(id);
            outlook.put(id, ahead);
            heat.put(id, heat(id, fleet, now, ahead));
        }
        var score = score(
                service,
                outlook.getOrDefault(service.primary(), ZoneOutlook.unseen(service.primary())),
                outlook.getOrDefault(service.shadow(), ZoneOutlook.unseen(service.shadow())),
                utilisation(fleet, service.primary(), now),
                utilisation(fleet, service.shadow(), now));
        var probability =
                probability(service, score, badRatio(health, service.primary()), badRatio(health, service.shadow()));
        double blended = HeatValue.blended(
                heat.getOrDefault(service.primary(), HeatValue.of(service.primary(), 0, 0, 0)),
                heat.getOrDefault(service.shadow(), HeatValue.of(service.shadow(), 0, 0, 0)),
                probability.value());
        return new Assessment(score, probability, heat, blended, health, outlook);
    }

    /** Observers that must time the primary before an increase is predicted. */
    private static final int LEAST_OBSERVERS = 2;

    /** The migration score, and what stands beside it. */
    static MigrationScore score(
            ShadowedService service,
            ZoneOutlook primary,
            ZoneOutlook shadow,
            double primaryUtilisation,
            double shadowUtilisation) {
        var weights = service.policy().weights();
        var factors = weights.factors();
        double ahead =
                primary.observers() < LEAST_OBSERVERS ? 0 : primary.ahead().midMillis() - primary.currentMillis();
        double above = primary.increaseMillis() - shadow.increaseMillis();
        var terms = List.of(
                Term.of(
                        "predictedLatencyIncrease",
                        ahead,
                        MigrationScore.MILLIS,
                        factors.latency(),
                        weights.perMillisecond()),
                Term.of(
                        "priceDifference",
                        price(service, service.primary()) - price(service, service.shadow()),
                        MigrationScore.PRICE,
                        factors.price(),
                        weights.perPrice()),
                Term.of(
                        "utilisationDifference",
                        primaryUtilisation - shadowUtilisation,
                        MigrationScore.SHARE,
                        factors.utilisation(),
                        weights.perUtilisation()));
        return MigrationScore.of(
                terms,
                Term.of(
                        "standingLatency",
                        above - ahead,
                        MigrationScore.MILLIS,
                        factors.latency(),
                        weights.perMillisecond()));
    }

    /**
     * What it costs to be in either zone, points for each second there.
     *
     * @param primaryPoints 0 or more
     * @param shadowPoints 0 or more
     */
    public record Costs(double primaryPoints, double shadowPoints) {}

    /**
     * What either zone costs, by the terms of the score. A zone without traffic counts as used as the other: it is sized
     * to match before it takes over. Being away from home costs what the score must fall below for the traffic to return.
     *
     * @param away whether most of the traffic is to be in the shadow
     */
    public static Costs costs(
            ShadowedService service, Assessment assessment, FleetView fleet, Instant now, boolean away) {
        double used = utilisation(fleet, away ? service.shadow() : service.primary(), now);
        double home = service.policy().returnBelow();
        return new Costs(
                cost(service, assessment, service.primary(), used) + Math.max(0, -home),
                cost(service, assessment, service.shadow(), used) + Math.max(0, home));
    }

    private static double cost(ShadowedService service, Assessment assessment, ZoneId zone, double utilisation) {
        var weights = service.policy().weights();
        var factors = weights.factors();
        var ahead = assessment.outlook().getOrDefault(zone, ZoneOutlook.unseen(zone));
        return ahead.increaseMillis() * factors.latency() * weights.perMillisecond()
                + price(service, zone) * factors.price() * weights.perPrice()
                + utilisation * factors.utilisation() * weights.perUtilisation();
    }

    static MigrationProbability probability(
            ShadowedService service, MigrationScore score, double primaryBadRatio, double shadowBadRatio) {
        var policy = service.policy();
        double band = policy.threshold() - policy.returnBelow();
        double middle = (policy.threshold() + policy.returnBelow()) / 2;
        double primaryPrice = price(service, service.primary());
        double shadowPrice = price(service, service.shadow());
        double dearer = Math.max(primaryPrice, shadowPrice);
        return MigrationProbability.of(
                4 * (score.danger() - middle) / band,
                4 * primaryBadRatio,
                0 - 4 * shadowBadRatio,
                dearer == 0 ? 0 : (primaryPrice - shadowPrice) / dearer);
    }

    private static HeatValue heat(ZoneId zone, FleetView fleet, Instant now, ZoneOutlook ahead) {
        double mutationRatio = fleet.load(zone, now)
                .filter(load -> load.capacityPerSecond() > 0)
                .map(load -> load.mutationPerSecond() / load.capacityPerSecond())
                .orElse(0.0);
        return HeatValue.of(zone, utilisation(fleet, zone, now), mutationRatio, ahead.increaseMillis());
    }

    private static double utilisation(FleetView fleet, ZoneId zone, Instant now) {
        return fleet.load(zone, now).map(ServiceLoad::utilisation).orElse(0.0);
    }

    private static double badRatio(TreeMap<ZoneId, ZoneHealth> health, ZoneId zone) {
        var seen = health.get(zone);
        return seen == null ? 0 : seen.badRatio();
    }

    private static double price(ShadowedService service, ZoneId zone) {
        return service.zone(zone).map(Zone::pricePerInstanceHour).orElse(0.0);
    }
}
