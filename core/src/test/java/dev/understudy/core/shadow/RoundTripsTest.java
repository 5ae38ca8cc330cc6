package dev.understudy.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.shadow.RoundTrips.Source;
import dev.understudy.core.shadow.RoundTrips.ZonePair;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RoundTripsTest {
    private static final Zone A = new Zone(new ZoneId("zone-a"), 50, 8, 0);
    private static final Zone B = new Zone(new ZoneId("zone-b"), 52, 5, 0);
    private static final Zone C = new Zone(new ZoneId("zone-c"), 48, 2, 0);
    private static final Zone D = new Zone(new ZoneId("zone-d"), 40, -4, 0);

    @Test
    void whatWasMeasuredIsTakenAsItIs() {
        var trips = RoundTrips.of(List.of(A, B), Map.of(new ZonePair(B.id(), A.id()), 7.5));
        assertThat(trips.between(A, B)).isEqualTo(new RoundTrips.RoundTrip(7.5, Source.MEASURED));
        assertThat(trips.between(B, A)).isEqualTo(trips.between(A, B));
        assertThat(trips.measuredCount()).isEqualTo(1);
    }

    @Test
    void fromTooLittleNothingIsEstimated() {
        var trips = RoundTrips.of(
                List.of(A, B, C), Map.of(new ZonePair(A.id(), B.id()), 7.5, new ZonePair(A.id(), C.id()), Double.NaN));
        assertThat(trips.between(A, C).source()).isEqualTo(Source.LEAST);
        assertThat(trips.between(A, C).millis()).isEqualTo(Placement.kilometres(A, C) / 100);
    }

    @Test
    void aZoneBehindASlowLineIsExpectedToBeSlowFromEverywhere() {
        var millis = new HashMap<ZonePair, Double>();
        millis.put(new ZonePair(A.id(), B.id()), 8.0);
        millis.put(new ZonePair(A.id(), C.id()), 11.0);
        millis.put(new ZonePair(B.id(), C.id()), 10.0);
        millis.put(new ZonePair(A.id(), D.id()), 90.0);
        millis.put(new ZonePair(B.id(), D.id()), 95.0);
        var trips = RoundTrips.of(List.of(A, B, C, D), millis);
        assertThat(trips.between(C, D).source()).isEqualTo(Source.ESTIMATED);
        assertThat(trips.between(C, D).millis()).isBetween(45.0, 110.0);
    }

    /** Zones on a globe, each behind a line of its own, with detours that have two dimensions more. */
    @SeededTest(tries = 30)
    void estimatesOfLikelyNetworksAreNearerThanWhatLightNeedsAndThanTheUsualDetour(Chance chance) {
        int size = chance.between(8, 14);
        var zones = new ArrayList<Zone>();
        var own = new double[size];
        var hidden = new double[size];
        for (int zone = 0; zone < size; zone++) {
            zones.add(new Zone(
                    new ZoneId("zone-" + (char) ('a' + zone)),
                    chance.between(-40.0, 60.0),
                    chance.between(-120.0, 140.0),
                    0));
            own[zone] = chance.between(0.0, 15.0);
            hidden[zone] = chance.between(-5.0, 5.0);
        }
        double stretch = chance.between(1.3, 2.2);
        var all = new HashMap<ZonePair, Double>();
        var measured = new HashMap<ZonePair, Double>();
        for (int one = 0; one < size; one++) {
            for (int other = one + 1; other < size; other++) {
                double light = RoundTrips.leastMillis(zones.get(one), zones.get(other));
                double truth = Math.max(
                        light,
                        stretch * light
                                + own[one]
                                + own[other]
                                + hidden[one] * hidden[other]
                                + chance.between(-2.0, 2.0));
                var pair = new ZonePair(zones.get(one).id(), zones.get(other).id());
                all.put(pair, truth);
                if (chance.happens(0.6)) {
                    measured.put(pair, truth);
                }
            }
        }
        var trips = RoundTrips.of(zones, measured);
        var errors = new double[3];
        for (int one = 0; one < size; one++) {
            for (int other = one + 1; other < size; other++) {
                var trip = trips.between(zones.get(one), zones.get(other));
                double truth = Objects.requireNonNull(all.get(
                        new ZonePair(zones.get(one).id(), zones.get(other).id())));
                double light = RoundTrips.leastMillis(zones.get(one), zones.get(other));
                assertThat(trip.millis()).isFinite().isGreaterThanOrEqualTo(Math.min(light, truth) - 1e-9);
                if (trip.source() == Source.ESTIMATED) {
                    errors[0] += Math.abs(trip.millis() - truth);
                    errors[1] += Math.abs(light - truth);
                    errors[2] += Math.abs(2 * light - truth);
                }
            }
        }
        assertThat(errors[0]).as(Arrays.toString(errors)).isLessThan(Math.min(0.5 * errors[1], errors[2]));
    }

    @SeededTest(tries = 50)
    void theOrderOfTheCatalogueSaysNothing(Chance chance) {
        var zones = List.of(A, B, C, D);
        var millis = new HashMap<ZonePair, Double>();
        for (int one = 0; one < 4; one++) {
            for (int other = one + 1; other < 4; other++) {
                if (chance.happens(0.7)) {
                    millis.put(
                            new ZonePair(zones.get(one).id(), zones.get(other).id()), chance.between(5.0, 100.0));
                }
            }
        }
        var trips = RoundTrips.of(zones, millis);
        var shuffled = RoundTrips.of(chance.shuffled(zones), millis);
        for (var one : zones) {
            for (var other : zones) {
                assertThat(shuffled.between(one, other)).isEqualTo(trips.between(one, other));
            }
        }
    }
}
