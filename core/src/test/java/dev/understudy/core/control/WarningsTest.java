package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.explain.Because;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.score.Prospect;
import dev.understudy.core.score.Utility;
import dev.understudy.core.score.ZoneRisk;
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
        var reading = new Reading("carrier", Optional.of(now), freshFor, Optional.empty(), List.of(signal), List.of());
        return new Event.SignalsRead(now, new SignalBook(Places.NONE, List.of(reading)));
    }

    private static Event.Graded stated(Instant now, Calibration calibration) {
        var hour = Duration.ofHours(1);
        var primary = ZoneRisk.of(A, Optional.empty(), hour, List.of(new ZoneRisk.Cause("line work", 1, 0.3)));
        var shadow = ZoneRisk.of(B, Optional.empty(), hour, List.of());
        var worth = Utility.of(shadow, 100, 2, 1, 0).against(Utility.of(primary, 100, 2, 1, 0));
        return new Event.Graded(now, new Prospect(calibration, List.of(primary, shadow), Optional.of(worth)));
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
        var off = new Event.Graded(
                World.START,
                new Prospect(
                        new Calibration.Broken(Because.of("the stated risk is untrue")), List.of(), Optional.empty()));
        world.forEachAgent(agent -> world.tell(agent, off));
        world.runUntil(60);
        assertThat(world.ledger).isEmpty();
        assertThat(world.leading().decision().explain()).startsWith("Advise").contains("the stated risk is untrue");
    }

    @Test
    void aMigrationSaysTheRiskBesideItsReasonAndApartFromItWhatLeavingIsWorth() {
        saga.world.runUntil(20);
        saga.world.forEachAgent(agent -> saga.world.tell(agent, stated(saga.world.now, new Calibration.Unproven())));
        saga.order(new Order.What.Migrate(B, false, false));
        saga.world.runUntil(60);
        assertThat(saga.world.journals.getFirst().because().sentence())
                .contains("zone zone-a breaks within 60 min with probability 0.3, mostly by line work")
                .contains("zone zone-b is better than zone zone-a by 30")
                .endsWith("the risk decided");
        assertThat(saga.world.journals.get(1).because().sentence()).doesNotContain("breaks within");
        assertThat(saga.world.ledger.getFirst().change().evidence().get(A + ".riskRatio"))
                .isCloseTo(0.3, within(0.01));
    }

    @Test
    void aRiskThatWasShownToHoldTakesThePlaceOfTheFirstModelUntilItIsOld() {
        var world = new World(Services.quick(), chance);
        world.runUntil(10);
        var first = world.leading().assessment();
        world.forEachAgent(agent -> world.tell(agent, stated(world.now, new Calibration.Unproven())));
        assertThat(world.leading().assessment().probability()).isEqualTo(first.probability());
        world.forEachAgent(agent -> world.tell(agent, stated(world.now, new Calibration.Holding())));
        var held = world.leading().assessment();
        assertThat(held.probability().proven()).isTrue();
        double parts = world.service.policy().horizon().toMillis() / 3.6e6;
        assertThat(held.probability().value()).isCloseTo(1 - Math.pow(0.7, parts), within(1e-4));
        assertThat(held.score()).isEqualTo(first.score());
        world.runUntil(10 + Prospect.FRESH.toSeconds() + 1);
        assertThat(world.leading().assessment().probability().proven()).isFalse();
    }

    @Test
    void whatIsSeenNowCountsMoreThanWhatWasStated() {
        var world = new World(Services.quick(), chance);
        world.weather = World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(A) && at > 20 ? 1.0 : 0.0);
        world.runUntil(19);
        world.forEachAgent(agent -> world.tell(agent, stated(world.now, new Calibration.Holding())));
        world.runUntil(27);
        assertThat(world.leading().assessment().probability().proven()).isFalse();
        assertThat(world.leading().assessment().probability().value()).isGreaterThan(0.5);
    }
}
