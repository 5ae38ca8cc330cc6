package dev.understudy.core.score;

import dev.understudy.core.explain.Because;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.Map;

/**
 * What it is worth to be in a zone for a while, in the account's currency: what a break would cost times its probability,
 * the price of the instances, and what people prefer. Risk stays a probability; only here does it meet money.
 *
 * @param risk of the zone
 * @param breakCost what one break of the objective costs
 * @param price of all instances over the horizon
 * @param preference what being there is worth by itself; negative where it is unwelcome
 */
public record Utility(ZoneRisk risk, double breakCost, double price, double preference) {
    public Utility {
        if (!(breakCost >= 0 && price >= 0 && Double.isFinite(breakCost + price + preference))) {
            throw new IllegalArgumentException("utility of zone " + risk.zone() + " has breakCost " + breakCost
                    + ", price " + price + ", preference " + preference + "; allowed: 0 or more, 0 or more, finite");
        }
    }

    /**
     * The utility of a zone.
     *
     * @param instances that would run there
     * @param pricePerInstanceHour in the account's currency
     */
    public static Utility of(
            ZoneRisk risk, double breakCost, int instances, double pricePerInstanceHour, double preference) {
        Duration horizon = risk.horizon();
        return new Utility(
                risk, breakCost, instances * pricePerInstanceHour * (horizon.toMillis() / 3.6e6), preference);
    }

    private ZoneId zone() {
        return risk.zone();
    }

    /** Expected loss by breaks, in the currency. */
    public double expectedLoss() {
        return risk.probability() * breakCost;
    }

    /** All together; more is better. */
    public double value() {
        return preference - expectedLoss() - price;
    }

    /** Why this zone is better or worse than another: the three differences, and which of them decided. */
    public Because against(Utility other) {
        double byRisk = other.expectedLoss() - expectedLoss();
        double byPrice = other.price() - price();
        double byPreference = preference() - other.preference();
        double gain = value() - other.value();
        double sign = gain < 0 ? -1 : 1;
        String decided = byRisk * sign >= byPrice * sign && byRisk * sign >= byPreference * sign
                ? "the risk"
                : byPrice * sign >= byPreference * sign ? "the price" : "the preference";
        return new Because(
                "zone " + zone() + " is " + (gain < 0 ? "worse" : gain > 0 ? "better" : "no better") + " than zone "
                        + other.zone()
                        + " by {worth}: {worthByRisk} by risk, {worthByPrice} by price, {worthByPreference} by"
                        + " preference; " + decided + " decided",
                Map.of(
                        "worth",
                        Math.abs(gain),
                        "worthByRisk",
                        byRisk,
                        "worthByPrice",
                        byPrice,
                        "worthByPreference",
                        byPreference));
    }
}
