package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.B;
import static dev.understudy.core.control.Services.share;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.weights.Provision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations with sizes and data, there and back, with leaders and zones that die on the way. */
final class SagaTest {
    private static final double ORDERED_AT = 20;
    private static final Order.What.Migrate OUT = new Order.What.Migrate(B, false, false);
    private static final Order.What.Migrate HOME = new Order.What.Migrate(A, false, false);

    private final Chance chance = new Chance(5);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void sizesThenDataThenTrafficGoThereAndBack(int shadowInstances) {
        var saga = new SagaWorld(SagaWorld.service(shadowInstances), chance);
        saga.world.at(ORDERED_AT, () -> saga.order(OUT));
        saga.world.runUntil(60);

        assertThat(saga.phases())
                .as(saga.tale())
                .containsExactly(
                        "warming",
                        "pre-copying",
                        "connecting",
                        "shifting",
                        "cutting over",
                        "draining",
                        "settling",
                        "retiring",
                        "watching");
        assertThat(saga.world.desired()).isEqualTo(share(10_000));
        assertThat(saga.writer).isEqualTo(B);
        assertThat(saga.running).containsEntry(B, 2).containsEntry(A, shadowInstances);
        assertThat(saga.world.journals.stream().flatMap(entry -> entry.performed().stream()))
                .as("the entry after a state keeps what was done in it")
                .flatExtracting(
                        tasks -> tasks.stream().map(task -> task.task().work()).toList())
                .containsExactly("pre-copy", "connect", "cut-over", "rejoin", "drain");

        saga.world.at(61, () -> saga.order(HOME));
        saga.world.runUntil(100);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(0));
        assertThat(saga.writer).isEqualTo(A);
        assertThat(saga.world.leading().provision()).isEqualTo(Provision.AS_DECLARED);
        assertThat(saga.running).containsEntry(A, 2).containsEntry(B, shadowInstances);
        assertThat(saga.world.leading().phase()).isEqualTo("at home");
        assertThat(saga.world.tasks.stream().map(task -> task.id().work()))
                .containsExactly(
                        "pre-copy",
                        "connect",
                        "cut-over",
                        "rejoin",
                        "drain",
                        "pre-copy",
                        "connect",
                        "cut-over",
                        "rejoin",
                        "drain");
    }

    @Test
    void aFullShadowWithoutDataIsGivenTrafficWithinASecond() {
        var plain = Services.quick();
        var saga = new SagaWorld(plain, chance);
        saga.running.put(A, 2);
        saga.running.put(B, 2);
        saga.world.at(ORDERED_AT, () -> saga.order(OUT));
        saga.world.runUntil(ORDERED_AT + 1);
        assertThat(saga.world.ledger).as(saga.tale()).hasSize(1);
    }

    @Test
    void aDatabaseThatStraysIsBroughtBackAndDriftIsLookedFor() {
        var base = Services.saga(Duration.ofSeconds(1));
        var policy = new SagaPolicy(
                base.patience(),
                base.soak(),
                base.pauseMax(),
                false,
                base.limits(),
                Duration.ZERO,
                0,
                base.readinessHalfLife(),
                Duration.ofSeconds(20));
        var saga = new SagaWorld(SagaWorld.service(1, policy), chance);
        saga.world.at(10, () -> saga.strays.add(B));
        saga.world.runUntil(45);
        assertThat(saga.strays).isEmpty();
        assertThat(saga.world.journals).isEmpty();
        assertThat(saga.world.tasks.stream().map(task -> task.id().work()))
                .containsExactly("rejoin-zone-b", "refresh", "refresh");
    }

    /** A person may give all traffic to a zone where nothing runs; no agent gives any back to it. */
    @Test
    void nothingGoesBackToAZoneWhereNothingRuns() {
        var saga = new SagaWorld(SagaWorld.service(0), chance);
        saga.world.runUntil(20);
        saga.world.setByPerson(share(10_000));
        double at = 20;
        while (!saga.world.leading().phase().equals("shifting")) { // on its way home by itself
            at += 0.01;
            assertThat(at).as(saga.tale()).isLessThan(40);
            saga.world.runUntil(at);
        }
        int before = saga.world.ledger.size();
        long back = saga.order(new Order.What.RollBack());
        saga.world.runUntil(90);
        assertThat(saga.answer(back).verdict()).isEqualTo(Answer.Verdict.REFUSED);
        assertThat(saga.answer(back).text()).contains("nothing runs in zone-b");
        assertThat(saga.world.ledger.subList(before, saga.world.ledger.size()))
                .extracting(revision -> revision.change().weights().of(B))
                .as(saga.tale())
                .allMatch(share -> share < 10_000);
        assertThat(saga.world.desired()).isEqualTo(share(0));
    }

    /** Nobody can probe what does not run: a zone where nothing runs counts as well for as long as its agent answers. */
    @Test
    void theTrafficComesHomeByItselfToAPrimaryThatWasSizedToNothing() {
        var saga = new SagaWorld(SagaWorld.service(0), chance);
        saga.world.weather =
                World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(A) && at > 20 && at < 60 ? 1.0 : 0.0);
        saga.world.runUntil(55);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(10_000));
        saga.world.runUntil(140);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(0));
        assertThat(saga.writer).isEqualTo(A);
        assertThat(saga.world.leading().provision()).isEqualTo(Provision.AS_DECLARED);
    }

    /** Whoever leads next has nothing but the newest entry, the head and what it sees. */
    @ParameterizedTest
    @CsvSource({
        "0,0", "1,0", "2,0", "3,0", "4,0", "5,0", "6,0", "7,0", "8,0", //
        "1,30", "3,30", "4,30", "7,30", "1,400", "3,400", "4,400", "5,400", "7,400"
    })
    void anotherLeaderGoesOnFromAnyEntry(int entry, int laterMillis) {
        var saga = new SagaWorld(SagaWorld.service(0), chance);
        saga.world.taskDelay = Duration.ofMillis(200);
        var killed = new boolean[1];
        saga.world.beforeJournal = _ -> {
            if (saga.world.journals.size() == entry && !killed[0]) {
                killed[0] = true;
                saga.world.after(Duration.ofMillis(laterMillis), saga::allStartAgain);
            }
        };
        saga.world.at(ORDERED_AT, () -> saga.order(OUT));
        saga.world.runUntil(65);
        assertThat(killed[0]).isTrue();
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(10_000));
        assertThat(saga.writer).isEqualTo(B);
        assertThat(saga.world.leading().phase()).as(saga.tale()).isEqualTo("away");
        assertThat(saga.running).containsEntry(A, 0).containsEntry(B, 2);
        assertThat(saga.answered).as(saga.tale()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pre-copy", "connect", "cut-over", "drain"})
    void aTaskThatCannotBeDoneIsUndoneTrafficThenDataThenSize(String work) {
        var saga = new SagaWorld(SagaWorld.service(0), chance);
        saga.trouble = task -> task.id().work().equals(work)
                ? Optional.of(new TaskEnd.Refused(Because.of("no such luck")))
                : Optional.empty();
        saga.world.at(ORDERED_AT, () -> saga.order(OUT));
        saga.world.runUntil(90);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(0));
        assertThat(saga.writer).isEqualTo(A);
        assertThat(saga.world.leading().provision()).as(saga.tale()).isEqualTo(Provision.AS_DECLARED);
        assertThat(saga.running).containsEntry(A, 2).containsEntry(B, 0);
        assertThat(saga.world.leading().phase()).isEqualTo("at home");
        assertThat(saga.world.journals)
                .anyMatch(entry -> entry.state() instanceof MigrationState.RollingBack
                        && entry.because().sentence().contains("no such luck"));
    }

    @Test
    void aTaskThatFailsOnceIsTriedAgain() {
        var saga = new SagaWorld(SagaWorld.service(0), chance);
        saga.trouble = task -> task.id().attempt() == 1 && task instanceof Task.Connect
                ? Optional.of(new TaskEnd.Failed(Because.of("not this time")))
                : Optional.empty();
        saga.world.at(ORDERED_AT, () -> saga.order(OUT));
        saga.world.runUntil(60);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(10_000));
        assertThat(saga.phases()).doesNotContain("rolling back");
    }

    @Test
    void anInstanceThatNeverComesUpIsAFaultAfterThePatience() {
        var base = Services.saga(Duration.ofSeconds(1));
        var policy = new SagaPolicy(
                Duration.ofSeconds(10),
                base.soak(),
                base.pauseMax(),
                false,
                base.limits(),
                Duration.ZERO,
                0,
                base.readinessHalfLife(),
                Duration.ZERO);
        var saga = new SagaWorld(SagaWorld.service(0, policy), chance);
        saga.world.instances = zone -> zone.equals(B) ? Math.min(1, saga.running.getOrDefault(B, 0)) : 2;
        saga.world.at(ORDERED_AT, () -> saga.order(OUT));
        saga.world.runUntil(50);
        assertThat(saga.phases())
                .as(saga.tale())
                .startsWith("warming", "rolling back")
                .endsWith("watching");
        assertThat(saga.world.ledger.stream().map(revision -> revision.change().weights()))
                .allMatch(share(0)::equals);
        assertThat(saga.running).containsEntry(B, 0);
    }

    @Test
    void aDeadPrimaryIsEvacuatedInOneRevisionByTheFastLane() {
        var saga = new SagaWorld(SagaWorld.service(1), chance);
        saga.world.applyDelay = Duration.ofSeconds(30);
        saga.world.weather = World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(A) && at > 20 ? 1.0 : 0.0);
        saga.world.runUntil(45);
        var first = saga.world.ledger.getFirst().change();
        assertThat(first.weights()).as(saga.tale()).isEqualTo(share(10_000));
        assertThat(first.provision().instances()).containsEntry(B, 2);
        assertThat(saga.world.effective.of(B)).isEqualTo(10_000);
        assertThat(saga.world.tasks.getFirst()).isInstanceOf(Task.FastLane.class);
        assertThat(saga.world.tasks)
                .filteredOn(Task.CutOver.class::isInstance)
                .singleElement()
                .matches(task -> ((Task.CutOver) task).forced());
        assertThat(saga.writer).isEqualTo(B);
        var migration = saga.world.journals.stream()
                .flatMap(entry -> entry.state().underWay().stream())
                .reduce((_, last) -> last)
                .orElseThrow();
        assertThat(migration.kind()).isEqualTo(Migration.Kind.EVACUATION);
        assertThat(migration.givenUp()).anyMatch(gone -> gone.sentence().contains("may be lost"));
    }

    @Test
    void aShadowThatSleepsIsWokenForAnEvacuation() {
        var saga = new SagaWorld(SagaWorld.service(0), chance);
        saga.world.weather = World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(A) && at > 20 ? 1.0 : 0.0);
        saga.world.runUntil(60);
        assertThat(saga.phases()).as(saga.tale()).startsWith("warming", "connecting", "shifting", "cutting over");
        assertThat(saga.world.desired()).isEqualTo(share(10_000));
        assertThat(saga.writer).isEqualTo(B);
    }

    @Test
    void aPlannedMigrationWhoseSourceDiesBecomesAnEvacuation() {
        var saga = new SagaWorld(SagaWorld.service(1), chance);
        saga.world.weather = World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(A) && at > 24 ? 1.0 : 0.0);
        saga.world.at(ORDERED_AT, () -> saga.order(OUT));
        saga.world.runUntil(60);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(10_000));
        assertThat(saga.writer).isEqualTo(B);
        assertThat(saga.world.journals)
                .anyMatch(entry -> entry.state()
                        .underWay()
                        .map(migration ->
                                migration.id().ordinal() == 1 && migration.kind() == Migration.Kind.EVACUATION)
                        .orElse(false));
    }

    @Test
    void aTargetThatDiesIsLeftAtOnce() {
        var saga = new SagaWorld(SagaWorld.service(1), chance);
        saga.world.weather = World.weather((_, _) -> 0.0, (zone, at) -> zone.equals(B) && at > 24 ? 1.0 : 0.0);
        saga.world.at(ORDERED_AT, () -> saga.order(OUT));
        saga.world.runUntil(60);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(0));
        assertThat(saga.writer).isEqualTo(A);
        assertThat(saga.world.leading().phase()).isEqualTo("at home");
    }

    @SeededTest(tries = 6)
    void whateverDiesTheServiceIsWholeAgainInTheEnd(Chance chance) {
        var saga = new SagaWorld(SagaWorld.service(chance.oneOf(0, 1, 2)), chance);
        saga.world.taskDelay = chance.between(Duration.ofMillis(1), Duration.ofMillis(1_500));
        saga.world.journalDelay = chance.between(Duration.ofMillis(1), Duration.ofMillis(800));
        saga.world.refusals = chance.oneOf(0.0, 0.2);
        double failing = chance.oneOf(0.0, 0.2);
        var dice = chance.fork();
        saga.trouble = _ -> saga.world.seconds() < 100 && dice.happens(failing)
                ? Optional.of(
                        dice.happens(0.5)
                                ? new TaskEnd.Failed(Because.of("not this time"))
                                : new TaskEnd.Refused(Because.of("not so")))
                : Optional.empty();
        var zone = chance.oneOf(A, B);
        double from = chance.between(15.0, 60.0);
        double until = from + chance.between(0.0, 40.0);
        saga.world.weather =
                World.weather((_, _) -> 0.0, (each, at) -> each.equals(zone) && at > from && at < until ? 1.0 : 0.0);
        saga.world.at(chance.between(10.0, 40.0), () -> saga.order(OUT));
        for (int kill = 0; kill < chance.between(0, 4); kill++) {
            saga.world.at(chance.between(10.0, 90.0), saga::allStartAgain);
        }
        saga.world.at(chance.between(60.0, 100.0), () -> saga.order(HOME));
        saga.world.at(200, () -> saga.order(HOME));
        saga.world.runUntil(320);

        assertThat(saga.world.leading().phase()).as(saga.tale()).isEqualTo("at home");
        assertThat(saga.writer).as(saga.tale()).isEqualTo(A);
        assertThat(saga.world.leading().provision()).isEqualTo(Provision.AS_DECLARED);
        assertThat(saga.world.journals.stream()
                        .map(entry -> entry.reservation())
                        .reduce((_, last) -> last))
                .satisfiesAnyOf(
                        none -> assertThat(none).isEmpty(),
                        last -> assertThat(last.orElseThrow()).isEmpty());
        assertThat(saga.answered.keySet()).as(saga.tale()).hasSize(saga.given.size());
        legal(saga.world.journals.stream().map(entry -> entry.state()).toList());
    }

    /** The arrows of the picture at the head of {@link MigrationState}. */
    static void legal(List<MigrationState> states) {
        MigrationState before = new MigrationState.Watching(World.START, dev.understudy.core.saga.History.NONE);
        for (MigrationState next : states) {
            boolean allowed = switch (before) {
                case MigrationState.Watching _ ->
                    next instanceof MigrationState.Warming || next instanceof MigrationState.Shifting;
                case MigrationState.Warming _ -> follows(next, "pre-copying", "connecting");
                case MigrationState.PreCopying _ -> follows(next, "connecting");
                case MigrationState.Connecting _ -> follows(next, "shifting");
                case MigrationState.Shifting _ -> follows(next, "cutting over", "draining");
                case MigrationState.CuttingOver _ -> follows(next, "draining");
                case MigrationState.Draining _ -> follows(next, "settling");
                case MigrationState.Settling _ -> follows(next, "retiring", "warming");
                case MigrationState.Retiring _ -> follows(next, "watching", "warming");
                case MigrationState.RollingBack _ -> follows(next, "rolling back", "watching");
            };
            assertThat(allowed).as(before.phase() + " -> " + next.phase()).isTrue();
            before = next;
        }
    }

    private static boolean follows(MigrationState next, String... phases) {
        boolean faultOrRescue = next instanceof MigrationState.RollingBack
                || next instanceof MigrationState.Watching // somebody else has set the weights
                || next.underWay()
                        .map(migration -> migration.kind() == Migration.Kind.EVACUATION)
                        .orElse(false);
        return faultOrRescue || List.of(phases).contains(next.phase());
    }
}
