package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.B;
import static dev.understudy.core.control.Services.share;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Limits;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.shadow.PoolPolicy;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.WeightsRevision;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The waiting zone is sized ahead of a migration: an instance serves 500 requests/s, and 350 are planned with. */
final class PoolTest {
    private static final Order.What.Migrate OUT = new Order.What.Migrate(B, false, false);
    private static final Order.What.Migrate HOME = new Order.What.Migrate(A, false, false);
    private static final PoolPolicy POOL = new PoolPolicy(0.7, Duration.ofSeconds(30), 0.2, Duration.ofSeconds(20));
    /** A score between the end and the start of danger: a migration is likely. */
    private static final double UNEASY_MILLIS = 12;

    private final Chance chance = new Chance(7);

    private static ShadowedService service(int shadowInstances, Optional<PoolPolicy> pool, Limits limits) {
        var base = Services.saga(Duration.ofSeconds(1));
        return SagaWorld.service(
                shadowInstances,
                new SagaPolicy(
                        base.patience(),
                        base.soak(),
                        base.pauseMax(),
                        base.retireNeedsApproval(),
                        limits,
                        Duration.ZERO,
                        0,
                        base.readinessHalfLife(),
                        base.refreshEvery(),
                        pool));
    }

    private static ShadowedService service(int shadowInstances) {
        return service(shadowInstances, Optional.of(POOL), Limits.DEFAULT);
    }

    private SagaWorld uneasy(ShadowedService service, double from, double until) {
        var saga = new SagaWorld(service, chance);
        saga.world.requestsPerSecond = 600;
        saga.world.weather = World.weather(
                (zone, at) -> zone.equals(A) && at > from && at < until ? UNEASY_MILLIS : 0.0, (_, _) -> 0.0);
        saga.order(new Order.What.Hold()); // the sudden start of it looks like more
        return saga;
    }

    @Test
    void growsAheadOfALikelyMigrationAndShrinksWhenItIsNotLikelyForLongEnough() {
        var saga = uneasy(service(0), 20, 50);
        saga.world.runUntil(19);
        assertThat(saga.world.ledger).as(saga.tale()).isEmpty();

        saga.world.runUntil(49);
        assertThat(saga.running).as(saga.tale()).containsEntry(B, 2);
        var grown = saga.world.ledger.getFirst().change();
        assertThat(grown.weights()).isEqualTo(share(0));
        assertThat(grown.provision()).isEqualTo(Provision.AS_DECLARED.withInstances(B, 2));
        assertThat(grown.reason().sentence())
                .startsWith("the pool of zone-b goes from 0 to 2 instances; 2 instances serve the 600 requests/s");
        assertThat(saga.world.decisions)
                .anyMatch(told -> told.decision().because().equals(grown.reason()));

        saga.world.runUntil(120);
        assertThat(saga.world.leading().provision()).as(saga.tale()).isEqualTo(Provision.AS_DECLARED);
        assertThat(saga.running).containsEntry(B, 0);
        assertThat(saga.world.ledger).as("up and down").hasSizeBetween(2, 4);
        assertThat(saga.world.journals).as("no migration").isEmpty();
    }

    @Test
    void withoutTheSettingTheDeclaredSizeStays() {
        var saga = uneasy(service(0, Optional.empty(), Limits.DEFAULT), 20, 50);
        saga.world.runUntil(80);
        assertThat(saga.world.ledger).isEmpty();
    }

    @Test
    void neitherAStopNorAPauseIsOverruledAndNoPersonsWeightsAreTouchedForAWhile() {
        var saga = uneasy(service(0), 20, 500);
        saga.order(new Order.What.Pause());
        saga.world.runUntil(40);
        assertThat(saga.world.ledger).isEmpty();
        saga.given.clear();
        saga.world.setByPerson(share(0));
        saga.world.runUntil(44);
        assertThat(saga.world.ledger).hasSize(1);
        saga.world.runUntil(60);
        assertThat(saga.world.leading().provision()).isEqualTo(Provision.AS_DECLARED.withInstances(B, 2));
    }

    @Test
    void noMoreThanMigrationsMayAddInTheZone() {
        var saga = uneasy(service(0, Optional.of(POOL), new Limits(2, 1e9, new TreeMap<>(Map.of(B, 1)))), 20, 500);
        saga.world.runUntil(50);
        assertThat(saga.running).containsEntry(B, 1);
    }

    @Test
    void aPoolIsGivenTimeToReachItsSizeBeforeItGetsAnother() {
        var saga = uneasy(service(0), 20, 500);
        saga.world.requestsPerSecond = 300;
        saga.world.instances = zone -> zone.equals(B) ? 0 : 2;
        saga.world.at(40, () -> saga.world.requestsPerSecond = 600);
        saga.world.runUntil(60);
        assertThat(saga.world.ledger)
                .as(saga.tale())
                .singleElement()
                .extracting(revision -> revision.change().provision())
                .isEqualTo(Provision.AS_DECLARED.withInstances(B, 1));
    }

    @Test
    void aMigrationGoesOutFromAGrownPoolAndARollBackComesBackToIt() {
        var saga = uneasy(service(0), 20, 500);
        saga.world.requestsPerSecond = 300;
        saga.trouble = task -> task.id().work().equals("connect")
                ? Optional.of(new TaskEnd.Refused(Because.of("no such luck")))
                : Optional.empty();
        saga.world.runUntil(40);
        assertThat(saga.running).as(saga.tale()).containsEntry(B, 1);
        saga.given.clear();
        long order = saga.order(OUT);
        saga.world.runUntil(60);
        assertThat(saga.answer(order).text()).contains("zone-b 1 -> 2 instances");
        assertThat(saga.phases()).contains("rolling back").endsWith("watching");
        assertThat(saga.running).as(saga.tale()).containsEntry(A, 2).containsEntry(B, 1);
        assertThat(saga.world.leading().phase()).isEqualTo("at home");
        long again = saga.order(HOME);
        saga.world.runUntil(62);
        assertThat(saga.answer(again).verdict()).as("it is at home").isEqualTo(Answer.Verdict.REFUSED);
    }

    @Test
    void awayThePoolIsTheOldPrimarysAndTheWayHomeEndsAsDeclared() {
        var saga = new SagaWorld(service(0), chance);
        saga.world.weather =
                World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(A) && at > 20 && at < 60 ? 1.0 : 0.0);
        saga.world.runUntil(59);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(10_000));
        assertThat(saga.world.leading().phase()).isEqualTo("away");
        saga.world.runUntil(140);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(0));
        assertThat(saga.writer).isEqualTo(A);
        assertThat(saga.world.leading().provision()).as(saga.tale()).isEqualTo(Provision.AS_DECLARED);
    }

    @Test
    void whatAPersonPutAwayIsNotExpectedHome() {
        var saga = new SagaWorld(service(0), chance);
        saga.world.at(20, () -> saga.order(OUT));
        saga.world.runUntil(90);
        assertThat(saga.running).as(saga.tale()).containsEntry(A, 0).containsEntry(B, 2);
        long again = saga.order(OUT);
        saga.world.runUntil(92);
        assertThat(saga.answer(again).verdict()).isEqualTo(Answer.Verdict.REFUSED);
    }

    @SeededTest(tries = 3)
    void whateverHappensAPoolKeepsOutOfMigrationsAndEndsAsDeclared(Chance chance) {
        int shadow = chance.oneOf(0, 1, 2);
        var saga = new SagaWorld(service(shadow), chance);
        saga.world.requestsPerSecond = chance.between(50.0, 900.0);
        saga.world.refusals = chance.oneOf(0.0, 0.2);
        var zone = chance.oneOf(A, B);
        double from = chance.between(15.0, 60.0);
        double until = from + chance.between(0.0, 40.0);
        double uneasy = chance.between(0.0, 60.0);
        saga.world.weather = World.weather(
                (each, at) -> each.equals(A) && at > uneasy && at < uneasy + 40 ? chance.oneOf(8.0, 12.0, 16.0) : 0.0,
                (each, at) -> each.equals(zone) && at > from && at < until ? 1.0 : 0.0);
        saga.world.at(chance.between(10.0, 40.0), () -> saga.order(OUT));
        for (int kill = 0; kill < chance.between(0, 3); kill++) {
            saga.world.at(chance.between(10.0, 90.0), saga::allStartAgain);
        }
        saga.world.at(160, () -> saga.order(HOME));
        saga.world.beforeAppend = append -> {
            var state = saga.world.asking().saga();
            boolean pool = append.change().reason().sentence().startsWith("the pool of ");
            assertThat(pool).as(saga.tale()).isEqualTo(!(state instanceof MigrationState.Moving));
            append.change()
                    .provision()
                    .instances()
                    .values()
                    .forEach(size -> assertThat(size).isBetween(0, 2));
        };
        saga.world.runUntil(250);

        assertThat(saga.world.leading().phase()).as(saga.tale()).isEqualTo("at home");
        assertThat(saga.writer).as(saga.tale()).isEqualTo(A);
        assertThat(saga.world.leading().provision()).as(saga.tale()).isEqualTo(Provision.AS_DECLARED);
        assertThat(saga.running).containsEntry(A, 2).containsEntry(B, shadow);
        assertThat(saga.world.ledger.stream().filter(PoolTest::ofThePool).count())
                .as(saga.tale())
                .isLessThan(20);
    }

    private static boolean ofThePool(WeightsRevision revision) {
        return revision.change().reason().sentence().startsWith("the pool of ");
    }
}
