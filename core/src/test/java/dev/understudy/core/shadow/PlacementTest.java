package dev.understudy.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.shadow.Placement.Choice;
import dev.understudy.core.shadow.Placement.Preferences;
import dev.understudy.core.shadow.Placement.ZonePair;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class PlacementTest {
    private static final Zone FRANKFURT = new Zone(new ZoneId("frankfurt"), 50.11, 8.68, 0.10);
    private static final Zone AMSTERDAM = new Zone(new ZoneId("amsterdam"), 52.37, 4.90, 0.10);
    private static final Zone SYDNEY = new Zone(new ZoneId("sydney"), -33.87, 151.21, 0.10);
    private static final List<Zone> ALL = List.of(FRANKFURT, AMSTERDAM, SYDNEY);

    @Test
    void theNearestIsTakenWhenNothingElseIsKnown() {
        var choice = Placement.choose(FRANKFURT, ALL, Map.of(), Preferences.DEFAULT);
        assertThat(choice).isInstanceOf(Choice.Chosen.class);
        assertThat(((Choice.Chosen) choice).zone()).isEqualTo(AMSTERDAM.id());
        assertThat(choice.because().sentence())
                .startsWith("amsterdam is best of 2 for the shadow of frankfurt: 364 km away, 3.64 ms at least");
    }

    @Test
    void historyCanSpeakAgainstTheNearest() {
        var slow = Map.of(new ZonePair(AMSTERDAM.id(), FRANKFURT.id()), 900.0);
        assertThat(((Choice.Chosen) Placement.choose(FRANKFURT, ALL, slow, Preferences.DEFAULT)).zone())
                .isEqualTo(SYDNEY.id());
    }

    @Test
    void priceCanSpeakAgainstTheNearest() {
        var dear = new Zone(AMSTERDAM.id(), 52.37, 4.90, 90);
        assertThat(((Choice.Chosen) Placement.choose(
                                FRANKFURT, List.of(FRANKFURT, dear, SYDNEY), Map.of(), Preferences.DEFAULT))
                        .zone())
                .isEqualTo(SYDNEY.id());
    }

    @Test
    void aZoneThatWouldFailWithThePrimaryIsLeftOut() {
        var far = new Preferences(1_000, 0.02, 1, 100);
        assertThat(((Choice.Chosen) Placement.choose(FRANKFURT, ALL, Map.of(), far)).zone())
                .isEqualTo(SYDNEY.id());
        var choice = Placement.choose(FRANKFURT, List.of(FRANKFURT, AMSTERDAM), Map.of(), far);
        assertThat(choice).isInstanceOf(Choice.NoCandidate.class);
        assertThat(choice.because().sentence())
                .isEqualTo("none of the 1 other zones is 1000 km or more away from frankfurt");
    }

    @Test
    void nowhereToGoIsAnOutcome() {
        var choice = Placement.choose(FRANKFURT, List.of(FRANKFURT), Map.of(), Preferences.DEFAULT);
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
        assertThatThrownBy(() -> new Preferences(0, -1, 1, 1)).hasMessageContaining("placement.perKilometre is -1.0");
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
        var chosen = (Choice.Chosen) Placement.choose(primary, catalogue, Map.of(), Preferences.DEFAULT);

        assertThat(chosen.ranked())
                .hasSize(catalogue.size() - 1)
                .noneMatch(one -> one.zone().equals(primary.id()));
        assertThat(chosen.ranked())
                .allMatch(one -> one.points() >= chosen.ranked().getFirst().points());
        assertThat(Placement.choose(primary, chance.shuffled(catalogue), Map.of(), Preferences.DEFAULT))
                .isEqualTo(chosen);
    }

    private static Zone zone(String name, double latitude, double longitude) {
        return new Zone(new ZoneId(name), latitude, longitude, 0);
    }
}
