package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.C;
import static dev.understudy.core.control.Services.share;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.decide.BoundedRule.Terms;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A service whose moves are decided by regret. */
final class RegretTest {
    private final Chance chance = new Chance(41);

    @Test
    void aPrimaryThatIsMuchSlowerIsLeftWithinSeconds() {
        var world = slow(world(300), 60, 20, 1_000);
        world.runUntil(40);
        assertThat(world.ledger).isNotEmpty();
        var why = world.ledger.getFirst().change().reason();
        assertThat(why.sentence())
                .contains(
                        "by regret it is to move to zone-b, as staying in zone-a has cost ",
                        "it would stay had that cost ",
                        "above the threshold of 20");
    }

    @Test
    void oneThatIsALittleSlowerForLongIsLeftTooThoughTheThresholdNeverWould() {
        var world = slow(world(300), 12, 20, 1_000);
        world.runUntil(240);
        assertThat(world.desired()).isEqualTo(share(10_000));
        assertThat(world.ledger.getFirst().change().reason().sentence()).contains("the threshold is 20");
    }

    @Test
    void theDearerTheMoveTheLongerItWaits() {
        var world = slow(world(30_000), 60, 20, 1_000);
        world.runUntil(60);
        assertThat(world.ledger).isEmpty();
        assertThat(world.leading().decision().explain())
                .contains(
                        "by regret it is to stay in zone-a",
                        "it would move after ",
                        " s more of ",
                        " points; the danger");
    }

    @Test
    void aCalmDayHasNoRevision() {
        var world = world(300);
        world.runUntil(240);
        assertThat(world.ledger).isEmpty();
    }

    @Test
    void itComesHomeWhenThePrimaryIsWellAgain() {
        var world = slow(world(100), 60, 20, 90);
        world.runUntil(90);
        assertThat(world.desired()).isEqualTo(share(10_000));
        world.runUntil(300);
        assertThat(world.desired()).isEqualTo(share(0));
    }

    @Test
    void oneObserverIsNotEnough() {
        var world = slow(world(300), 60, 20, 1_000);
        world.hears = window -> !(window.observer().equals(C) && window.target().equals(A));
        world.balancerReadable = false;
        world.runUntil(60);
        assertThat(world.ledger).isEmpty();
        assertThat(world.decisions)
                .anyMatch(decided -> decided.decision() instanceof Decision.Advise advise
                        && advise.explain().contains("1 of 2 observers needed"));
    }

    @Test
    void aDeadPrimaryIsLeftAtOnceWhateverTheMoveCosts() {
        var world = world(1e6);
        world.weather = World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(A) && at > 20 ? 1.0 : 0.0);
        world.runUntil(40);
        assertThat(world.ledger)
                .singleElement()
                .satisfies(revision -> assertThat(revision.change().weights()).isEqualTo(share(10_000)));
    }

    @Test
    void itComesHomeOnlyAfterTheCoolDown() {
        var world = slow(world(60), 60, 20, 75);
        world.runUntil(90);
        assertThat(world.desired()).isEqualTo(share(10_000));
        int away = world.ledger.size();
        world.runUntil(300);
        assertThat(world.desired()).isEqualTo(share(0));
        assertThat(Duration.between(world.recordedAt.get(away - 1), world.recordedAt.get(away)))
                .isGreaterThanOrEqualTo(world.service.policy().coolDown());
    }

    @SeededTest(tries = 2)
    void aPrimaryThatFlapsIsNotFollowed(Chance chance) {
        var world = world(100);
        double period = chance.between(2.0, 40.0);
        double height = chance.between(15.0, 60.0);
        world.weather = World.weather(
                (zone, at) -> zone.equals(A) && at > 15 && (at / period) % 1 < 0.5 ? height : 0.0, (_, _) -> 0.0);
        double seconds = 300;
        world.runUntil(seconds);
        double cycles = seconds / (2 * 10 + 8 * 3);
        assertThat(world.ledger.size()).as(world.story()).isLessThanOrEqualTo((int) (8 * cycles));
    }

    @Test
    void eachDecisionKeepsTheTermsOfTheScoreWithTheirUnits() {
        var world = slow(world(300), 60, 20, 1_000);
        world.runUntil(40);
        assertThat(world.ledger.getFirst().change().evidence())
                .containsKeys(
                        "predictedLatencyIncreaseMs",
                        "priceDifferencePerHour",
                        "utilisationDifferenceRatio",
                        "regretPointSeconds",
                        "regretNeededPointSeconds");
    }

    private static World slow(World world, double millis, double from, double to) {
        world.weather = World.weather(
                (ZoneId zone, Double at) -> zone.equals(A) && at > from && at < to ? millis : 0.0, (_, _) -> 0.0);
        return world;
    }

    private World world(double moveCost) {
        var quick = Services.policy(2, 5);
        var policy = new MigrationPolicy(
                quick.threshold(),
                quick.returnBelow(),
                quick.stepsBasisPoints(),
                quick.dwell(),
                quick.coolDown(),
                quick.horizon(),
                quick.minSamples(),
                quick.quorum(),
                quick.weights(),
                quick.gate(),
                quick.saga(),
                Optional.of(Terms.usual(moveCost)));
        return new World(Services.with(share(0), Bounds.OPEN, Ownership.AGENT, policy), chance);
    }
}
