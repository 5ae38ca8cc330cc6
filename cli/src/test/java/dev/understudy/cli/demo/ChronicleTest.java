package dev.understudy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is measured of a step. */
final class ChronicleTest {
    private static final ServiceId SHOP = new ServiceId("shop");
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");

    private final Chronicle chronicle = new Chronicle();

    @Test
    void aStepIsMeasuredUntilItsZoneDiesAlthoughNobodyHasRecordedOtherWeightsYet() {
        chronicle.recorded(revision(1, 0));
        chronicle.recorded(revision(2, 10_000));
        chronicle.observed(new BalancerView(SHOP, at(1), weights(10_000), new TreeMap<>()), at(1));
        counted(2, 0, 500);
        counted(12, 3_000, 500);
        counted(14, 3_000, 1_100); // the balancer has taken the dead zone out by itself

        var move = chronicle
                .moves(List.of(new Weather.Change("zone-a is cut off from everybody", at(12.5))))
                .getLast();

        var measured = move.measured().orElseThrow();
        assertThat(measured.requests()).isEqualTo(3_000);
        assertThat(measured.within()).as(measured.toString()).isTrue();
    }

    private void counted(double seconds, long zoneA, long zoneB) {
        chronicle.counted(new TreeMap<>(Map.of(A, zoneA, B, zoneB)), at(seconds));
    }

    private static WeightsRevision revision(long number, int share) {
        return new WeightsRevision(
                number,
                "00",
                new WeightsChange(
                        SHOP,
                        weights(share),
                        Fence.NONE,
                        new Author(Author.Kind.AGENT, "zone-b"),
                        Because.of("as it should"),
                        new TreeMap<>()),
                at(0.1 * number));
    }

    private static Weights weights(int shareOfA) {
        return new Weights(new TreeMap<>(Map.of(A, shareOfA, B, 10_000 - shareOfA)));
    }

    private static Instant at(double seconds) {
        return Instant.EPOCH.plusMillis((long) (1_000 * seconds));
    }
}
