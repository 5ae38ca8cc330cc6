package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.B;
import static dev.understudy.core.control.Services.C;
import static dev.understudy.core.control.Services.policy;
import static dev.understudy.core.control.Services.share;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One behaviour each, in a world with one seed. */
final class ControllerTest {
    private final Chance chance = new Chance(7);

    @Test
    void aControllerThatKnowsNothingHoldsAndSaysSo() {
        var state = ControllerState.start(Services.quick(), B);
        assertThat(state.decision().explain()).isEqualTo("Hold: nothing was measured yet");
        var step = Controller.step(state, new Event.Woke(World.START));
        assertThat(step.decision().explain())
                .isEqualTo("Hold: 0 of 2 observers needed see zone-a clearly enough to act on it");
        assertThat(step.effects()).noneMatch(Effect.Append.class::isInstance);
        assertThat(step.next().headNumber()).isZero();
        assertThat(step.next().desired()).isEqualTo(share(0));
        assertThat(step.next().effective()).isEmpty();
    }

    @Test
    void theSameEventsMakeTheSameHistory() {
        var one = slowPrimary(new World(Services.quick(), new Chance(11)));
        var other = slowPrimary(new World(Services.quick(), new Chance(11)));
        one.runUntil(60);
        other.runUntil(60);
        assertThat(one.story()).isEqualTo(other.story()).contains("zone-b 100 %");
    }

    @Test
    void aCalmDayHasNoRevisionAndHardlyADecision() {
        var world = new World(Services.quick(), chance);
        world.runUntil(120);
        assertThat(world.ledger).isEmpty();
        assertThat(world.decisions).hasSizeLessThanOrEqualTo(2);
        assertThat(world.leading().decision().explain()).startsWith("Hold: all is well; the danger is ");
        assertThat(world.leading().effective()).contains(share(0));
    }

    @Test
    void everyStepWaitsUntilTheOneBeforeIsSeenAtTheBalancer() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.reconcilerRuns = false;
        world.runUntil(60);
        assertThat(world.ledger).hasSize(1);
        assertThat(world.leading().decision().explain()).contains("revision 1", "not yet seen at the balancer");
        world.reconcilerRuns = true;
        world.runUntil(80);
        assertThat(world.desired()).isEqualTo(share(10_000));
    }

    @Test
    void aChangeCarriesItsFenceItsAuthorItsReasonAndItsEvidence() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.runUntil(60);
        var change = world.ledger.getFirst().change();
        assertThat(change.fence()).isEqualTo(new Fence(1));
        assertThat(change.author().kind()).isEqualTo(Author.Kind.AGENT);
        assertThat(change.reason().sentence())
                .contains("above the threshold of 20; it would stay if zone-a were forecast under ")
                .contains("by regret it would ");
        assertThat(change.evidence())
                .containsKeys(
                        "scorePoints",
                        "standingPoints",
                        "predictedLatencyIncreasePoints",
                        "goalShadowBasisPoints",
                        "zone-a.observersCount",
                        "zone-a.from.zone-b.latencyMs",
                        "zone-a.from.zone-c.tcp.calmMs",
                        "zone-b.from.balancer.lossRatio");
    }

    @Test
    void withoutTheLeaseThereIsOnlyAdvice() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.ledgerReachable = false;
        world.runUntil(60);
        assertThat(world.ledger).isEmpty();
        assertThat(world.agent(B).decision()).isInstanceOf(Decision.Advise.class);
        assertThat(world.agent(B).decision().explain()).contains("whether this agent leads is not known");
    }

    @Test
    void aLeaseAboutToEndIsNotUsed() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.ledgerReachable = false;
        world.runUntil(30);
        var state = world.agent(B);
        var ends = new LeaseState.Held(new Fence(4), state.now().plus(Conduct.LEASE_MARGIN));
        var step = Controller.step(state, new Event.LeaseChanged(state.now(), ends));
        assertThat(step.decision().explain()).contains("the lease ends in less than 1 s");
        assertThat(step.effects()).noneMatch(Effect.Journal.class::isInstance);

        var held = new LeaseState.Held(new Fence(4), state.now().plusSeconds(5));
        step = Controller.step(state, new Event.LeaseChanged(state.now(), held));
        assertThat(step.effects())
                .filteredOn(Effect.Journal.class::isInstance)
                .singleElement()
                .satisfies(effect ->
                        assertThat(((Effect.Journal) effect).entry().fence()).isEqualTo(new Fence(4)));
    }

    @Test
    void whereTheProgramOwnsTheWeightsThereIsOnlyAdvice() {
        var world = slowPrimary(new World(Services.with(share(0), Bounds.OPEN, Ownership.IAC, policy(3, 10)), chance));
        world.runUntil(60);
        assertThat(world.ledger).isEmpty();
        assertThat(world.leading().decision().explain())
                .startsWith("Advise zone-a 99 %, zone-b 1 %")
                .endsWith("the weights are the program's alone");
    }

    @Test
    void oneObserverIsNotEnoughToAct() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.hears = window -> !(window.observer().equals(C) && window.target().equals(A));
        world.balancerReadable = false;
        world.runUntil(60);
        assertThat(world.ledger).isEmpty();
        assertThat(world.decisions)
                .anyMatch(decided -> decided.decision() instanceof Decision.Advise advise
                        && advise.explain().contains("1 of 2 observers needed"));
    }

    @Test
    void aDeadPrimaryIsLeftAtOnceAndNotStepByStep() {
        var world = new World(Services.quick(), chance);
        world.weather = World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(A) && at > 20 ? 1.0 : 0.0);
        world.runUntil(40);
        assertThat(world.ledger).singleElement().satisfies(revision -> {
            assertThat(revision.change().weights()).isEqualTo(share(10_000));
            assertThat(revision.change().reason().sentence()).startsWith("zone-a is dead, say 3 of 3 observers");
        });
        assertThat(Duration.between(World.START.plusSeconds(20), world.recordedAt.getFirst()))
                .isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void theLastZoneThatMayBeHealthyIsNeverDrained() {
        var world = new World(Services.quick(), chance);
        world.weather = World.weather((_, _) -> 0.0, (zone, at) -> !zone.equals(C) && at > 20 ? 1.0 : 0.0);
        world.runUntil(60);
        assertThat(world.ledger).isEmpty();
        assertThat(world.leading().decision().explain())
                .startsWith("Hold: leaving zone-a would be right, but zone-b cannot be called well");
    }

    @Test
    void aShadowThatTurnsBadIsRolledBackStepByStep() {
        var world = new World(Services.quick(), chance);
        world.weather = World.weather(
                (zone, at) -> zone.equals(A) && at > 15 ? Math.min(28, 3 * (at - 15)) : 0.0,
                (zone, at) -> zone.equals(B) && at > 34 ? 0.3 : 0.0);
        world.jitterMillis = 0.1;
        world.runUntil(60);
        assertThat(world.decisions)
                .as(world.story())
                .anyMatch(decided -> decided.decision() instanceof Decision.RollBack);
        assertThat(world.desired().of(A)).as(world.story()).isGreaterThanOrEqualTo(9_000);
    }

    @Test
    void aShadowWithoutRoomIsNotFilled() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.capacityPerSecond = 200;
        world.runUntil(80);
        assertThat(world.desired()).as(world.ending()).isEqualTo(share(5_000));
        assertThat(world.leading().decision().explain())
                .contains("with the next step zone-b would be 150 % full; 90 % is allowed");
    }

    @Test
    void aQuietServiceIsJudgedByTimeWhenThereAreNoRequests() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.requestsPerSecond = 0;
        world.runUntil(90);
        assertThat(world.desired()).isEqualTo(share(10_000));
    }

    @Test
    void whatAPersonSetsIsRespectedForTheCoolDown() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.at(24, () -> world.setByPerson(share(0)));
        world.runUntil(26);
        assertThat(world.leading().decision().explain())
                .contains("person anna (the one) set the weights to zone-a 100 %, zone-b 0 %;"
                        + " that is respected for another");
        world.runUntil(33.9);
        assertThat(world.desired()).isEqualTo(share(0));
        world.runUntil(60);
        assertThat(world.desired()).as("and not for ever").isEqualTo(share(10_000));
    }

    @Test
    void aMoveGoesOnWhenTheAgentsStartAgainInTheMiddleOfIt() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.runUntil(26);
        assertThat(world.desired().of(B)).isBetween(1, 9_999);
        List.of(A, B, C).forEach(world::restart);
        world.runUntil(70);
        assertThat(world.desired()).as(world.ending()).isEqualTo(share(10_000));
        assertThat(world.leading().phase()).isEqualTo("away");
    }

    @Test
    void agentsThatStartAgainInBadWeatherDoNotTakeItForCalm() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.runUntil(60);
        List.of(A, B, C).forEach(world::restart);
        world.runUntil(200);
        assertThat(world.desired()).as(world.ending()).isEqualTo(share(10_000));
        assertThat(world.leading().phase()).isEqualTo("away");
    }

    @Test
    void anotherLeaderGoesOnWhereTheFirstOneLeft() {
        var world = slowPrimary(new World(Services.quick(), chance));
        for (double at : new double[] {20, 24, 28}) {
            world.at(at, world::loseLease);
        }
        world.runUntil(70);
        assertThat(world.desired()).as(world.ending()).isEqualTo(share(10_000));
        assertThat(world.ledger.stream().map(revision -> revision.change().weights()))
                .containsExactly(share(100), share(1_000), share(5_000), share(10_000));
    }

    @Test
    void theProgramsShareForTheShadowIsHome() {
        var world = new World(Services.with(share(1_000), Bounds.OPEN, Ownership.AGENT, policy(3, 10)), chance);
        world.weather = World.weather((zone, at) -> zone.equals(A) && at > 15 && at < 50 ? 40.0 : 0.0, (_, _) -> 0.0);
        world.runUntil(110);
        assertThat(world.ledger.stream()
                        .map(revision -> revision.change().weights().of(B)))
                .containsExactly(5_000, 10_000, 9_900, 9_000, 5_000, 1_000);
        assertThat(world.leading().phase()).isEqualTo("at home");
    }

    @Test
    void aHeadThatCameBeforeItsAnswerIsTakenOnce() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.appendDelay = Duration.ofSeconds(3_600);
        world.journalDelay = Duration.ofMillis(20);
        world.runUntil(60);
        var asked = world.appends.getLast();
        var state = world.leading();
        var revision = new dev.understudy.core.weights.WeightsRevision(1, "00", asked.change(), state.now());

        var step = Controller.step(state, new Event.HeadMoved(state.now(), revision));
        assertThat(step.effects()).noneMatch(Effect.Append.class::isInstance);
        assertThat(step.next().headNumber()).isEqualTo(1);
        assertThat(step.next().phase()).isEqualTo("shifting");
        step = Controller.step(step.next(), new Event.Appended(state.now(), revision));
        assertThat(step.effects()).noneMatch(Effect.Append.class::isInstance);
        assertThat(step.next().decision().explain()).contains("revision 1", "not yet seen at the balancer");
    }

    @Test
    void anEntryThatIsHeardOfTwiceIsTakenOnce() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.journalDelay = Duration.ofSeconds(3_600);
        world.runUntil(30);
        var state = world.leading();
        var asked = world.asked.getLast();
        assertThat(asked.entry().state().phase()).isEqualTo("warming");

        var step = Controller.step(state, new Event.Journaled(state.now(), 1, asked.entry()));
        assertThat(step.effects()).filteredOn(Effect.Journal.class::isInstance).hasSize(1);
        step = Controller.step(step.next(), new Event.Journaled(state.now(), 1, asked.entry()));
        assertThat(step.effects()).noneMatch(Effect.Journal.class::isInstance);
        assertThat(step.next().phase()).isEqualTo("warming");
    }

    @Test
    void aRefusedChangeIsForgottenAndAskedForAgain() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.refusals = 1;
        world.runUntil(40);
        assertThat(world.ledger).isEmpty();
        assertThat(world.leading().phase()).isEqualTo("at home");
        world.refusals = 0;
        world.runUntil(45);
        assertThat(world.ledger).hasSize(1);
    }

    @Test
    void eventsOfOtherServicesChangeNothing() {
        var state = ControllerState.start(Services.quick(), B);
        var other = new dev.understudy.core.zone.ServiceId("other");
        var change = new dev.understudy.core.weights.WeightsChange(
                other,
                share(10_000),
                Fence.NONE,
                new Author(Author.Kind.PERSON, "anna"),
                dev.understudy.core.explain.Because.of("so"),
                new java.util.TreeMap<>());
        var head = new dev.understudy.core.weights.WeightsRevision(9, "00", change, World.START);
        assertThat(Controller.step(state, new Event.HeadMoved(World.START, head))
                        .next()
                        .headNumber())
                .isZero();
    }

    @Test
    void aClockSetBackDoesNotTurnTimeBack() {
        var state = ControllerState.start(Services.quick(), B);
        state = Controller.step(state, new Event.Woke(World.START)).next();
        state = Controller.step(state, new Event.Woke(World.START.minusSeconds(3_600)))
                .next();
        assertThat(state.now()).isEqualTo(World.START);
    }

    @Test
    void theLeaderKeepsAProfileForEveryZoneFresh() {
        var world = new World(Services.quick(), chance);
        world.runUntil(60);
        assertThat(world.profiles).hasSizeBetween(5, 9);
        var last = world.profiles.getLast().profiles();
        assertThat(last).extracting(ShadowProfile::zone).containsExactly(A, B, C);
        assertThat(last)
                .extracting(ShadowProfile::role)
                .containsExactly(ShadowProfile.Role.PRIMARY, ShadowProfile.Role.SHADOW, ShadowProfile.Role.CANDIDATE);
        assertThat(last).allMatch(profile -> profile.cpuMillis() == 1_000 && profile.mutationPerSecond() == 30);
        assertThat(last.getFirst().utilisation()).isEqualTo(0.3);
        assertThat(last.getFirst().freshAt()).isAfter(World.START.plusSeconds(45));
    }

    @Test
    void decisionsAreToldOnceAndNotForEveryNumber() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.runUntil(120);
        assertThat(world.decisions).as("ten turns of the saga, four steps").hasSizeLessThanOrEqualTo(14);
    }

    @Test
    void theFirstStepSaysHowManyObserversAgree() {
        var world = slowPrimary(new World(Services.quick(), chance));
        world.runUntil(60);
        var why = world.ledger.getFirst().change().reason();
        assertThat(why.sentence())
                .matches("[23] of 3 observers agree that zone-a will answer [0-9.]+ ms later than when it is calm"
                        + " within 30 s; the danger is [0-9.]+, above the threshold of 20; it would stay if zone-a were"
                        + " forecast under [0-9.]+ ms; by regret it would .*");
        assertThat(why.numbers().get("agreeingObservers")).isBetween(2.0, 3.0);
    }

    @Test
    void boundsEndAMoveEarly() {
        var bounds = new Bounds(500, 9_500, Weights.WHOLE);
        var world = slowPrimary(new World(Services.with(share(500), bounds, Ownership.AGENT, policy(2, 5)), chance));
        world.runUntil(80);
        assertThat(world.desired()).isEqualTo(share(9_500));
        assertThat(world.leading().phase()).isEqualTo("away");
    }

    private static World slowPrimary(World world) {
        world.weather = World.weather(
                (ZoneId zone, Double at) -> zone.equals(A) && at > 12 ? Math.min(80, 4 * (at - 12)) : 0.0,
                (_, _) -> 0.0);
        return world;
    }
}
