package dev.understudy.core.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.signal.Area.Polygon.Corner;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SignalBookTest {
    private static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Zone ASHBURN = new Zone(new ZoneId("zone-a"), 39.04, -77.49, 1);
    private static final Zone DUBLIN = new Zone(new ZoneId("zone-b"), 53.35, -6.26, 1);

    private static Signal signal(Signal.Kind kind, Area area, Instant from, Instant until) {
        return new Signal(
                "one", kind, List.of(area), from, Optional.of(until), 0.5, "feed", NOW, "works on a core router");
    }

    private static SignalBook book(Instant readAt, Signal... signals) {
        var places = new TreeMap<ZoneId, Set<String>>();
        places.put(ASHBURN.id(), Set.of("us-east-1"));
        return new SignalBook(
                new Places(places),
                List.of(new Reading(
                        "feed", Optional.of(readAt), FRESH, Optional.empty(), List.of(signals), List.of())));
    }

    @Test
    void aRegionsNameLeadsToTheZonesInIt() {
        var book = book(NOW, signal(Signal.Kind.INCIDENT, Area.Named.of("us-east-1"), NOW, NOW.plusSeconds(60)));
        assertThat(book.about(ASHBURN, NOW, Duration.ZERO).signals()).hasSize(1);
        assertThat(book.about(DUBLIN, NOW, Duration.ZERO).signals()).isEmpty();
    }

    @Test
    void theSilenceOfAStaleSourceIsNotGoodNews() {
        var book = book(NOW.minus(FRESH));
        var about = book.about(ASHBURN, NOW, Duration.ofHours(1));
        assertThat(about.signals()).isEmpty();
        assertThat(about.unknown()).singleElement().asString().contains("feed was last read at");
        assertThat(book.readable(NOW)).isEmpty();
        assertThat(book.readable(NOW.minusSeconds(1))).containsExactly("feed");
        assertThat(new SignalBook(
                                Places.NONE,
                                List.of(Reading.never("feed", FRESH).failed("status 500")))
                        .about(ASHBURN, NOW, Duration.ZERO)
                        .unknown())
                .containsExactly("feed was never read: status 500");
    }

    @Test
    void whatWasReadBeforeCountsUntilItIsTooOld() {
        var reading = new Reading("feed", Optional.of(NOW), FRESH, Optional.empty(), List.of(), List.of());
        assertThat(reading.failed("status 500").isFresh(NOW.plusSeconds(599))).isTrue();
        assertThat(reading.failed("status 500").isFresh(NOW.plus(FRESH))).isFalse();
    }

    @Test
    void maintenanceWithinTheHorizonMakesAZoneNoRefuge() {
        var book = book(
                NOW,
                signal(Signal.Kind.MAINTENANCE, Area.Named.of("zone-a"), NOW.plusSeconds(1800), NOW.plusSeconds(5400)));
        assertThat(book.noRefuge(ASHBURN, NOW, Duration.ofMinutes(29))).isEmpty();
        assertThat(book.noRefuge(ASHBURN, NOW, Duration.ofMinutes(30))
                        .orElseThrow()
                        .sentence())
                .startsWith("zone zone-a is no refuge: maintenance from 2026-01-05T12:30:00Z until")
                .contains("works on a core router");
        assertThat(book.noRefuge(ASHBURN, NOW.plusSeconds(5400), Duration.ofHours(1)))
                .isEmpty();
    }

    @Test
    void aCircleAndAPolygonHoldWhatLiesInThem() {
        // Ashburn to Richmond, Virginia: about 165 km.
        assertThat(new Area.Circle(37.54, -77.44, 170).touches(ASHBURN, Set.of()))
                .isTrue();
        assertThat(new Area.Circle(37.54, -77.44, 160).touches(ASHBURN, Set.of()))
                .isFalse();
        var virginia = new Area.Polygon(
                List.of(new Corner(36.5, -83), new Corner(39.5, -78.5), new Corner(39.4, -76), new Corner(36.5, -76)));
        assertThat(virginia.touches(ASHBURN, Set.of())).isTrue();
        assertThat(virginia.touches(DUBLIN, Set.of())).isFalse();
    }

    @SeededTest(tries = 200)
    void aPolygonAgreesWithTheBoxItIs(Chance chance) {
        double south = chance.between(-80.0, 70.0);
        double west = chance.between(-170.0, 150.0);
        double north = south + chance.between(0.1, 9.0);
        double east = west + chance.between(0.1, 9.0);
        var box = new Area.Polygon(List.of(
                new Corner(south, west), new Corner(south, east), new Corner(north, east), new Corner(north, west)));
        double latitude = chance.between(south - 2, north + 2);
        double longitude = chance.between(west - 2, east + 2);
        boolean inside = latitude > south && latitude < north && longitude > west && longitude < east;
        assertThat(box.touches(new Zone(new ZoneId("z"), latitude, longitude, 0), Set.of()))
                .isEqualTo(inside);
    }

    @Test
    void theNewestPriceOfTheMarketCounts() {
        var places = new TreeMap<ZoneId, Set<String>>();
        places.put(ASHBURN.id(), Set.of("us-east-1a"));
        var old = new Price(Set.of("us-east-1a"), Price.Market.SPOT, 0.03, "USD", "spot", NOW.minusSeconds(60));
        var young = new Price(Set.of("us-east-1a"), Price.Market.SPOT, 0.05, "USD", "spot", NOW);
        var book = new SignalBook(
                new Places(places),
                List.of(new Reading(
                        "spot", Optional.of(NOW), FRESH, Optional.empty(), List.of(), List.of(young, old))));
        assertThat(book.price(ASHBURN, Price.Market.SPOT, NOW)).contains(young);
        assertThat(book.price(ASHBURN, Price.Market.ON_DEMAND, NOW)).isEmpty();
        assertThat(book.price(DUBLIN, Price.Market.SPOT, NOW)).isEmpty();
    }

    @Test
    void nonsenseIsRefusedWithItsNumbers() {
        assertThatThrownBy(() -> new Area.Circle(91, 0, 1)).hasMessageContaining("91.0");
        assertThatThrownBy(() -> signal(Signal.Kind.WEATHER, new Area.Everywhere(), NOW, NOW.minusSeconds(1)))
                .hasMessageContaining("before it begins");
    }
}
