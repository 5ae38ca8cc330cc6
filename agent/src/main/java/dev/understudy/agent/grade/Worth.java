package dev.understudy.agent.grade;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.score.Stakes;
import dev.understudy.core.score.Utility;
import dev.understudy.core.score.ZoneRisk;
import dev.understudy.core.signal.Price;
import dev.understudy.core.signal.SignalBook;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What it is worth to be in the shadow rather than in the primary: risk, price and preference side by side. */
final class Worth {
    private Worth() {}

    /**
     * What an instance costs for an hour in each.
     *
     * @param whose who says so, in words
     */
    record Prices(double primary, double shadow, String whose) {}

    /** The sentence; empty where the risk of one of the two is not known. */
    static Optional<Because> of(
            ShadowedService service, List<ZoneRisk> risks, Stakes stakes, SignalBook book, Instant now) {
        var prices = prices(service, book, now);
        var primary = utility(service, service.primary(), prices.primary(), risks, stakes);
        var shadow = utility(service, service.shadow(), prices.shadow(), risks, stakes);
        return shadow.flatMap(there -> primary.map(here -> there.against(here).and(Because.quoting(prices.whose()))));
    }

    private static Optional<Utility> utility(
            ShadowedService service, ZoneId zone, double price, List<ZoneRisk> risks, Stakes stakes) {
        int instances = Math.max(1, service.sizing().primaryInstances());
        return risks.stream()
                .filter(risk -> risk.zone().equals(zone))
                .findFirst()
                .map(risk -> Utility.of(risk, stakes.breakCost(), instances, price, stakes.preference(zone)));
    }

    /** Of a fresh feed where it has both zones in one market and one currency, spot before on-demand; else as declared. */
    static Prices prices(ShadowedService service, SignalBook book, Instant now) {
        var primary = service.zone(service.primary());
        var shadow = service.zone(service.shadow());
        for (Price.Market market : List.of(Price.Market.SPOT, Price.Market.ON_DEMAND)) {
            var here = primary.flatMap(zone -> book.price(zone, market, now));
            var there = shadow.flatMap(zone -> book.price(zone, market, now));
            if (here.isPresent()
                    && there.isPresent()
                    && here.get().currency().equals(there.get().currency())) {
                return new Prices(
                        here.get().perHour(),
                        there.get().perHour(),
                        "prices in " + here.get().currency() + " as "
                                + here.get().source() + " says");
            }
        }
        return new Prices(declared(primary), declared(shadow), "prices as declared");
    }

    private static double declared(Optional<Zone> zone) {
        return zone.map(Zone::pricePerInstanceHour).orElse(0.0);
    }
}
