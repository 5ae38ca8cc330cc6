package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.B;
import static dev.understudy.core.control.Services.share;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.orders.Order;
import java.util.List;
import org.junit.jupiter.api.Test;

/** While traffic shifts the zone that is left is judged too, and is no place to go back to when it grows worse. */
final class SourceWatchedTest {
    private static final double ORDERED_AT = 20;

    private final Chance chance = new Chance(11);
    private final SagaWorld saga = new SagaWorld(SagaWorld.service(1), chance);

    private List<String> reasons() {
        return saga.world.ledger.stream()
                .map(revision -> revision.change().reason().sentence())
                .toList();
    }

    private void out(double seconds) {
        saga.world.at(ORDERED_AT, () -> saga.order(new Order.What.Migrate(B, false, false)));
        saga.world.runUntil(seconds);
    }

    @Test
    void aSourceThatFailsRequestsIsLeftAndTheStepSaysSo() {
        saga.world.weather = World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(A) && at > 22 ? 0.08 : 0.0);
        out(60);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(10_000));
        assertThat(saga.phases()).doesNotContain("rolling back");
        assertThat(reasons())
                .as(saga.tale())
                .anyMatch(reason -> reason.contains("zone-a, which is being left, failed ")
                        && reason.contains("more than the 1 % allowed"));
    }

    @Test
    void aSourceThatGrowsSlowIsLeftAndTheStepSaysSo() {
        saga.world.weather = World.weather((zone, at) -> zone.equals(A) && at > 22 ? 60.0 : 0.0, (_, _) -> 0.0);
        out(60);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(10_000));
        assertThat(reasons())
                .as(saga.tale())
                .anyMatch(reason -> reason.contains("zone-a, which is being left, is sick, say "));
    }

    @Test
    void nothingIsSaidOfASourceThatIsWell() {
        out(60);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(10_000));
        assertThat(reasons()).noneMatch(reason -> reason.contains("being left"));
    }

    @Test
    void aTargetThatFailsStillGoesBackThoughTheSourceIsNoBetterThanBefore() {
        saga.world.weather = World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(B) && at > 22 ? 0.06 : 0.0);
        out(80);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(0));
        assertThat(saga.phases()).contains("rolling back");
    }
}
