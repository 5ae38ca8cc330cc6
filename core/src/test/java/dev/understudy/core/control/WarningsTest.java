package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.explain.Because;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.scorecard.Calibration;
import dev.understudy.core.signal.Area;
import dev.understudy.core.signal.Places;
import dev.understudy.core.signal.Reading;
import dev.understudy.core.signal.Signal;
import dev.understudy.core.signal.SignalBook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What announced maintenance and untrue probabilities forbid, and what they do not. */
final class WarningsTest {
    private final Chance chance = new Chance(5);
    private final SagaWorld saga = new SagaWorld(SagaWorld.service(1), chance);

    private static Event.SignalsRead maintenance(Instant now, Duration freshFor) {
        var signal = new Signal(
                "CHG-7",
                Signal.Kind.MAINTENANCE,
                List.of(Area.Named.of(B.value())),
                World.START.plusSeconds(1_800),
                Optional.empty(),
                0.5,
                "carrier",
                now,
                "new line card");
        var reading = new Reading(
                "carrier", Optional.of(now), freshFor, Optional.empty(), List.of(signal), List.of());
        return new Event.SignalsRead(now, new SignalBook(Places.NONE, List.of(reading)));
    }

    private void announce(Duration freshFor) {
        saga.world.runUntil(20);
        saga.world.forEachAgent(agent -> saga.world.tell(agent, maintenance(saga.world.now, freshFor)));
    }

    @Test
    void nothingPlannedBeginsIntoAZoneThatIsSoonUnderMaintenance() {
        announce(Duration.ofHours(1));
        long order = saga.order(new Order.What.Migrate(B, false, false));
        saga.world.runUntil(22);
        assertThat(saga.answer(order).verdict()).isEqualTo(Answer.Verdict.REFUSED);
        assertThat(saga.answer(order).text())
                .contains("zone zone-b is no refuge: maintenance from")
                .contains("carrier: new line card");
    }

    @Test
    void whatAStaleSourceSaidForbidsNothing() {
        announce(Duration.ofSeconds(1));
        saga.world.runUntil(23);
        long order = saga.order(new Order.What.Migrate(B, false, false));
        saga.world.runUntil(25);
        assertThat(saga.answer(order).verdict()).isEqualTo(Answer.Verdict.ACCEPTED);
    }

    @Test
    void anEvacuationDoesNotAsk() {
        announce(Duration.ofHours(1));
        saga.world.weather = World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(A) && at > 22 ? 1.0 : 0.0);
        saga.world.runUntil(60);
        assertThat(saga.world.desired().of(B)).as(saga.tale()).isEqualTo(10_000);
    }

    @Test
    void untrueProbabilitiesLeaveAdviceAloneAndOrdersInForce() {
        var world = new World(Services.quick(), chance);
        world.weather = World.weather((zone, at) -> zone.equals(A) && at > 20 ? 80.0 : 0.0, (_, _) -> 0.0);
        var off = new Event.Graded(World.START, new Calibration.Broken(Because.of("the stated risk is untrue")));
        world.forEachAgent(agent -> world.tell(agent, off));
        world.runUntil(60);
        assertThat(world.ledger).isEmpty();
        assertThat(world.leading().decision().explain())
                .startsWith("Advise")
                .contains("the stated risk is untrue");
    }
}
