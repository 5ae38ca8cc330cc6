package dev.understudy.core.measure;

import static dev.understudy.core.measure.Seen.A;
import static dev.understudy.core.measure.Seen.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ZoneOutlookTest {
    @Test
    void oneObserverAloneNeitherRaisesNorHidesAnAlarm() {
        var seen = new Seen().seconds(10, Map.of("b>a", 2.0, "c>a", 2.0, "d>a", 2.0));
        seen.seconds(10, Map.of("b>a", 50.0, "c>a", 2.0, "d>a", 2.0));
        assertThat(seen.outlook(A).increaseMillis()).isCloseTo(0, Offset.offset(0.1));
        seen.seconds(15, Map.of("b>a", 50.0, "c>a", 50.0, "d>a", 2.0));
        assertThat(seen.outlook(A).increaseMillis()).isGreaterThan(40);
        assertThat(seen.outlook(A).observers()).isEqualTo(3);
        assertThat(seen.outlook(A).agreeing()).isEqualTo(2);
        assertThat(new Seen()
                        .seconds(10, Map.of("b>a", 2.0, "c>a", 2.0, "d>a", 2.0))
                        .outlook(A)
                        .agreeing())
                .as("all three expect no increase")
                .isEqualTo(3);
    }

    @Test
    void lossCountsAsWaitingForTheRetransmission() {
        var seen = new Seen().seconds(10, Map.of("b>a", 2.0));
        for (int second = 0; second < 4; second++) {
            seen.now = seen.now.plusSeconds(1);
            seen.window(B, A, ProbeKind.TCP, seen.now, 10, 9, 2);
        }
        assertThat(seen.outlook(A).increaseMillis()).isCloseTo(75, Offset.offset(0.5));
    }

    @Test
    void aSpikeOfOneWindowIsNotSeen() {
        var seen = new Seen().seconds(10, Map.of("b>a", 2.0));
        seen.seconds(1, Map.of("b>a", 500.0)).seconds(1, Map.of("b>a", 2.0));
        assertThat(seen.outlook(A).increaseMillis()).isCloseTo(0, Offset.offset(0.1));
    }

    @Test
    void nobodyTimingIsNoIncrease() {
        assertThat(new Seen().outlook(A)).isEqualTo(ZoneOutlook.unseen(A));
    }

    @Test
    void calmIsRememberedForOneWhoStartsInBadWeather() {
        var calm = new TreeMap<>(Map.of("zone-a.from.zone-b.tcp.calmMs", 2.0));
        var seen = new Seen();
        seen.fleet = seen.fleet.remembering(calm);
        seen.seconds(10, Map.of("b>a", 80.0));
        assertThat(seen.outlook(A).increaseMillis()).isGreaterThan(70);
        var late = new Seen().seconds(10, Map.of("b>a", 80.0));
        assertThat(late.outlook(A).increaseMillis()).isCloseTo(0, Offset.offset(0.1));
        late.fleet = late.fleet.remembering(calm);
        late.seconds(1, Map.of("b>a", 80.0));
        assertThat(late.outlook(A).increaseMillis()).isGreaterThan(70);
        assertThat(late.fleet.calmLatencies(A)).containsOnlyKeys("zone-a.from.zone-b.tcp.calmMs");
    }
}
