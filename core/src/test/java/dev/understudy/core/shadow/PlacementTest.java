package dev.understudy.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.shadow.Placement.Choice;
import dev.understudy.core.shadow.Placement.Constraints;
import dev.understudy.core.shadow.Placement.Preferences;
import dev.understudy.core.shadow.RoundTrips.ZonePair;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class PlacementTest {
    private static final Zone FRANKFURT = new Zone(new ZoneId("frankfurt"), 50.11, 8.68, 0.10);
    private static final Zone AMSTERDAM = new Zone(new ZoneId("amsterdam"), 52.37, 4.90, 0.10);
    private static final Zone SYDNEY = new Zone(new ZoneId("sydney"), -33.87, 151.21, 0.10);
    private static final List<Zone> ALL = List.of(FRANKFURT, AMSTERDAM, SYDNEY);

    @Test
    void theNearestIsTakenWhenNothingElseIsKnown() {
        var choice = choose(FRANKFURT, ALL);
        assertThat(choice).isInstanceOf(Choice.Chosen.class);
        assertThat(((Choice.Chosen) choice).zone()).isEqualTo(AMSTERDAM.id());
        assertThat(choice.because().sentence())
                .startsWith("amsterdam is best of 2 for the shadow of frankfurt: 364 km away, 3.64 ms at least");
    }

    @Test
    void historyCanSpeakAgainstTheNearest() {
        var slow = RoundTrips.of(ALL, Map.of(new ZonePair(AMSTERDAM.id(), FRANKFURT.id()), 900.0));
        assertThat(chosen(choose(ALL, Map.of(), slow, Constraints.NONE)).zone()).isEqualTo(SYDNEY.id());
        var frail = Map.of(AMSTERDAM.id(), new Site(AMSTERDAM.id(), Optional.empty(), 0.9, -500, Optional.empty()));
        var choice = chosen(choose(ALL, frail, RoundTrips.unknown(), Constraints.NONE));
        assertThat(choice.zone()).isEqualTo(SYDNEY.id());
        assertThat(choice.ranked().getLast().because().sentence())
                .isEqualTo(
                        "364 km away, 3.64 ms at least, none was measured, 0.1 per instance-hour, 90 % a day to break,"
                                + " unwelcome by 500, 611 points");
    }

    @Test
    void priceCanSpeakAgainstTheNearest() {
        var dear = new Zone(AMSTERDAM.id(), 52.37, 4.90, 90);
        assertThat(chosen(choose(FRANKFURT, List.of(FRANKFURT, dear, SYDNEY))).zone())
                .isEqualTo(SYDNEY.id());
    }

    @Test
    void aWishCanSpeakForTheFarthest() {
        var wanted = Map.of(SYDNEY.id(), new Site(SYDNEY.id(), Optional.empty(), 0, 600, Optional.empty()));
        var choice = chosen(choose(ALL, wanted, RoundTrips.unknown(), Constraints.NONE));
        assertThat(choice.zone()).isEqualTo(SYDNEY.id());
        assertThat(choice.because().sentence()).contains("preferred by 600");
    }

    @Test
    void aZoneThatWouldFailWithThePrimaryIsLeftOut() {
        var far = new Constraints(1_000, 0, new TreeSet<>());
        var choice = chosen(choose(ALL, Map.of(), RoundTrips.unknown(), far));
        assertThat(choice.zone()).isEqualTo(SYDNEY.id());
        assertThat(choice.leftOut())
                .singleElement()
                .satisfies(out -> assertThat(out.because().sentence())
                        .isEqualTo(
                                "amsterdam is 364 km away from frankfurt and would fail with it; 1000 km or more are asked"
                                        + " for"));
    }

    @Test
    void dataStaysWhereTheLawIsTheRightOne() {
        var sites = Map.of(
                AMSTERDAM.id(), new Site(AMSTERDAM.id(), Optional.empty(), 0, 0, Optional.of("eu")),
                SYDNEY.id(), new Site(SYDNEY.id(), Optional.empty(), 0, 10_000, Optional.of("au")));
        var resident = new Constraints(0, 0, new TreeSet<>(List.of("eu", "ch")));
        var choice = chosen(choose(ALL, sites, RoundTrips.unknown(), resident));
        assertThat(choice.zone()).as("whatever is preferred").isEqualTo(AMSTERDAM.id());
        assertThat(choice.leftOut())
                .singleElement()
                .satisfies(out -> assertThat(out.because().sentence())
                        .isEqualTo("sydney is in au, and the data may be in ch, eu only"));
        var nowhere = choose(ALL, Map.of(), RoundTrips.unknown(), resident);
        assertThat(nowhere.because().sentence())
                .isEqualTo("none of the 2 other zones can hold it; amsterdam does not say whose law holds, and the data"
                        + " may be in ch, eu only");
    }

    @Test
    void aZoneWithoutRoomIsLeftOut() {
        var full = Map.of(AMSTERDAM.id(), new Site(AMSTERDAM.id(), Optional.of(3), 0, 0, Optional.empty()));
        var four = new Constraints(0, 4, new TreeSet<>());
        var choice = chosen(choose(ALL, full, RoundTrips.unknown(), four));
        assertThat(choice.zone()).as("of which nobody says that it is full").isEqualTo(SYDNEY.id());
        assertThat(choice.leftOut().getFirst().because().sentence())
                .isEqualTo("amsterdam has room for 3 of 4 instances");
    }

    @Test
    void nowhereToGoIsAnOutcome() {
        var choice = choose(FRANKFURT, List.of(FRANKFURT));
        assertThat(choice).isInstanceOf(Choice.NoCandidate.class);
        assertThat(choice.because().sentence()).contains("no zone but frankfurt");
    }

    @Test
    void distancesAreThoseOfAGlobe() {
        assertThat(Placement.kilometres(FRANKFURT, SYDNEY)).isCloseTo(16_480, Offset.offset(60.0));
        assertThat(Placement.kilometres(FRANKFURT, FRANKFURT)).isZero();
        assertThat(Placement.kilometres(zone("north", 90, 0), zone("south", -90, 0)))
                .isCloseTo(20_015, Offset.offset(1.0));
        assertThat(Placement.kilometres(zone("west", 0, 179.5), zone("east", 0, -179.5)))
                .isCloseTo(111, Offset.offset(1.0));
    }

    @Test
    void preferencesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Preferences(-1, 1, 1, 1)).hasMessageContaining("placement.perKilometre is -1.0");
        assertThatThrownBy(() -> new Constraints(0, -1, new TreeSet<>()))
                .hasMessageContaining("placement.instances is -1.0");
        assertThatThrownBy(() -> new Site(SYDNEY.id(), Optional.of(-1), 0, 0, Optional.empty()))
                .hasMessageContaining("freeInstances of zone sydney is -1");
        assertThatThrownBy(() -> new Site(SYDNEY.id(), Optional.empty(), 2, 0, Optional.empty()))
                .hasMessageContaining("breakProbability of zone sydney is 2.0");
    }

    @SeededTest(tries = 200)
    void neverThePrimaryAndAlwaysTheBestWhateverTheOrder(Chance chance) {
        var catalogue = new ArrayList<Zone>();
        for (int zone = 0; zone < chance.between(2, 12); zone++) {
            catalogue.add(new Zone(
                    new ZoneId("zone-" + zone),
                    chance.between(-90.0, 90.0),
                    chance.between(-180.0, 180.0),
                    chance.between(0.0, 3.0)));
        }
        var primary = chance.oneOf(catalogue);
        var chosen = chosen(choose(primary, catalogue));

        assertThat(chosen.ranked())
                .hasSize(catalogue.size() - 1)
                .noneMatch(one -> one.zone().equals(primary.id()));
        assertThat(chosen.ranked())
                .allMatch(one -> one.points() >= chosen.ranked().getFirst().points());
        assertThat(choose(primary, chance.shuffled(catalogue))).isEqualTo(chosen);
    }

    private static Choice choose(Zone primary, List<Zone> catalogue) {
        return Placement.choose(
                primary, catalogue, Map.of(), RoundTrips.unknown(), Constraints.NONE, Preferences.DEFAULT);
    }

    private static Choice choose(
            List<Zone> catalogue, Map<ZoneId, Site> sites, RoundTrips roundTrips, Constraints constraints) {
        return Placement.choose(FRANKFURT, catalogue, sites, roundTrips, constraints, Preferences.DEFAULT);
    }

    private static Choice.Chosen chosen(Choice choice) {
        assertThat(choice).isInstanceOf(Choice.Chosen.class);
        return (Choice.Chosen) choice;
    }

    private static Zone zone(String name, double latitude, double longitude) {
        return new Zone(new ZoneId(name), latitude, longitude, 0);
    }
}
