package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.B;
import static dev.understudy.core.control.Services.C;
import static dev.understudy.core.control.Services.share;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.calendar.Window;
import dev.understudy.core.calendar.Windows;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.OverLimit;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people order, and what they are told. */
final class OrdersObeyedTest {
    private static final Order.What.Migrate OUT = new Order.What.Migrate(B, false, false);

    private final Chance chance = new Chance(3);
    private final SagaWorld saga = new SagaWorld(SagaWorld.service(1), chance);

    @Test
    void theDryRunIsTheRealPlanByteForByte() {
        saga.world.runUntil(20);
        long dry = saga.order(new Order.What.Migrate(B, true, false));
        saga.world.runUntil(25);
        assertThat(saga.answer(dry).verdict()).isEqualTo(Answer.Verdict.PLANNED);
        assertThat(saga.world.journals).isEmpty();

        saga.world.requestsPerSecond = 120;
        saga.world.runUntil(33);
        long real = saga.order(OUT);
        saga.world.runUntil(60);
        assertThat(saga.answer(real).verdict()).isEqualTo(Answer.Verdict.ACCEPTED);
        assertThat(saga.answer(real).text()).isEqualTo(saga.answer(dry).text());
        assertThat(saga.answer(real).text()).isEqualTo("""
                planned migration of shop from zone-a to zone-b
                  traffic      zone-a 100 %, zone-b 0 % -> zone-a 0 %, zone-b 100 %
                warming        zone-b 1 -> 2 instances
                pre-copying    the data of zone-b catches up, async replication; refused when it cannot
                connecting     connections to zone-b are opened and warmed, every instance is ready
                shifting       zone-b takes 1 %, 10 %, 50 %, 100 %; at least 1 s each
                  gate         errors at most 1 %, p95 at most 3 times what it was, at most 90 % full, both zones watched
                               the data at most 2000 ms behind
                cutting over   the writer goes to zone-b; writes are held for at most 2000 ms
                draining       zone-a finishes what is in flight; its data follows the new writer
                settling       zone-a is kept warm for 1 s; a failed gate rolls back
                retiring       zone-a 2 -> 1 instances
                looked at      stop, pins, pauses, holds, freezes, maintenance windows, health of zone-b, quorum, bounds, room in zone-b, limits of all migrations""");
        assertThat(saga.world.desired()).isEqualTo(share(10_000));
    }

    @Test
    void anOrderThatTheStackHasNoRoomForIsRefusedAtTheFirstAttempt() {
        saga.world.full = Optional.of(new OverLimit(OverLimit.Limit.MIGRATIONS, "limit of migrations at once is 2"));
        saga.world.runUntil(20);
        long order = saga.order(OUT);
        saga.world.runUntil(22);
        assertThat(saga.answer(order).verdict()).isEqualTo(Answer.Verdict.REFUSED);
        assertThat(saga.answer(order).text()).isEqualTo("limit of migrations at once is 2");
        assertThat(saga.world.asked).hasSize(1);
    }

    @Test
    void aHoldRefusesAndForceNeedsASecondPerson() {
        saga.world.runUntil(20);
        saga.order(new Order.What.Hold());
        long plain = saga.order(OUT);
        saga.world.runUntil(22);
        assertThat(saga.answer(plain).verdict()).isEqualTo(Answer.Verdict.REFUSED);
        assertThat(saga.answer(plain).text()).contains("held by anna until released");

        long forced = saga.order(new Order.What.Migrate(B, false, true));
        saga.world.runUntil(24);
        assertThat(saga.answer(forced).verdict()).isEqualTo(Answer.Verdict.NEEDS_APPROVAL);
        saga.order(new Order.What.Approve(Long.toString(forced)), "anna");
        saga.world.runUntil(26);
        assertThat(saga.world.journals).as("nobody approves what is their own").isEmpty();
        saga.order(new Order.What.Approve(Long.toString(forced)), "berta");
        saga.world.runUntil(60);
        assertThat(saga.answer(forced).verdict()).isEqualTo(Answer.Verdict.ACCEPTED);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(10_000));
    }

    @Test
    void aPauseStopsWhatIsUnderWayAndARollBackUndoesIt() {
        saga.world.runUntil(20);
        saga.order(OUT);
        saga.world.runUntil(24);
        long pause = saga.order(new Order.What.Pause());
        saga.world.runUntil(26);
        var paused = saga.world.desired();
        saga.world.runUntil(40);
        assertThat(saga.world.desired()).isEqualTo(paused);
        assertThat(saga.world.leading().decision().explain()).contains("paused by anna until released");

        saga.order(new Order.What.Release(pause));
        long back = saga.order(new Order.What.RollBack());
        saga.world.runUntil(70);
        assertThat(saga.answer(back).verdict()).isEqualTo(Answer.Verdict.ACCEPTED);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(0));
        assertThat(saga.world.leading().phase()).isEqualTo("at home");
    }

    @Test
    void whatCannotBeIsRefusedWithItsSentence() {
        saga.world.runUntil(20);
        long elsewhere = saga.order(new Order.What.Migrate(C, false, false));
        long here = saga.order(new Order.What.Migrate(A, false, false));
        long back = saga.order(new Order.What.RollBack());
        saga.world.runUntil(22);
        assertThat(saga.answer(elsewhere).text()).contains("zone zone-c is neither primary nor shadow of service shop");
        assertThat(saga.answer(here).text()).contains("is in zone zone-a already");
        assertThat(saga.answer(back).text()).contains("no migration is under way");
        saga.order(OUT);
        saga.world.runUntil(24);
        long second = saga.order(OUT);
        saga.world.runUntil(26);
        assertThat(saga.answer(second).text()).contains("migration shop-1 is under way");
    }

    @Test
    void whatAPersonMovedStaysUntilTheyBringItBack() {
        saga.world.runUntil(20);
        saga.order(OUT);
        saga.world.runUntil(120);
        assertThat(saga.world.desired()).isEqualTo(share(10_000));
        assertThat(saga.world.leading().decision().explain()).contains("a person's order put the traffic there");
    }

    @Test
    void aPinBringsTheServiceToItsZone() {
        saga.world.runUntil(20);
        saga.order(new Order.What.Pin(B));
        saga.world.runUntil(60);
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(10_000));
        assertThat(saga.world.leading().phase()).isEqualTo("away");
    }

    @Test
    void aDrillGoesThereAndBackAndProvesTheShadow() {
        saga.world.runUntil(20);
        long drill = saga.order(new Order.What.Drill());
        saga.world.runUntil(90);
        assertThat(saga.answer(drill).text())
                .startsWith("drill migration of shop")
                .contains("the same way home");
        assertThat(saga.world.desired()).as(saga.tale()).isEqualTo(share(0));
        assertThat(saga.world.leading().phase()).isEqualTo("at home");
        assertThat(saga.world.leading().saga().history().provenAt()).isPresent();
        assertThat(saga.phases()).containsSubsequence("settling", "warming", "settling", "retiring", "watching");
    }

    @Test
    void aFailedDrillMakesAutomaticMigrationAdvice() {
        saga.trouble = task -> task instanceof Task.Connect
                ? Optional.of(new TaskEnd.Refused(Because.of("zone-b is not ready")))
                : Optional.empty();
        saga.world.runUntil(20);
        saga.order(new Order.What.Drill());
        saga.world.runUntil(35);
        saga.trouble = _ -> Optional.empty();
        assertThat(saga.world.leading().saga().history().drillFailedAt())
                .as(saga.tale())
                .isPresent();
        long entries = saga.world.journals.size();
        saga.world.weather = World.weather(
                (zone, at) -> zone.equals(A) && at > 40 ? Math.min(80, 4 * (at - 40)) : 0.0, (_, _) -> 0.0);
        saga.world.runUntil(80);
        assertThat(saga.world.journals).hasSize((int) entries);
        assertThat(saga.world.leading().decision().explain())
                .startsWith("Advise")
                .contains("the drill of", "failed");
    }

    @Test
    void retiringWaitsForAPersonWhenThePolicySaysSo() {
        var base = Services.saga(Duration.ofSeconds(1));
        var careful = new SagaPolicy(
                base.patience(),
                base.soak(),
                base.pauseMax(),
                true,
                base.limits(),
                Duration.ZERO,
                0,
                base.readinessHalfLife(),
                Duration.ZERO);
        var slow = new SagaWorld(SagaWorld.service(1, careful), chance);
        slow.world.runUntil(20);
        slow.order(OUT);
        slow.world.runUntil(60);
        assertThat(slow.world.leading().phase()).as(slow.tale()).isEqualTo("retiring");
        assertThat(slow.world.leading().decision().explain()).contains("understudy approve shop-1");
        assertThat(slow.running).containsEntry(A, 2);
        slow.order(new Order.What.Approve("shop-1"), "berta");
        slow.world.runUntil(65);
        assertThat(slow.running).containsEntry(A, 1);
        assertThat(slow.world.leading().phase()).isEqualTo("away");
    }

    @Test
    void aFreezeForbidsToBegin() {
        saga.world.runUntil(20);
        var freeze = new Window(Window.Kind.FREEZE, "year's end", World.START, World.START.plusSeconds(3_600));
        var windows = new Windows(List.of(freeze), World.START, World.START.plusSeconds(86_400), false);
        saga.world.forEachAgent(agent -> saga.world.tell(agent, new Event.CalendarRead(saga.world.now, windows)));
        long order = saga.order(OUT);
        saga.world.runUntil(22);
        assertThat(saga.answer(order).verdict()).isEqualTo(Answer.Verdict.REFUSED);
        assertThat(saga.answer(order).text()).contains("frozen until").contains("year's end");
    }

    @Test
    void aCopyThatCannotEndIsNotWaitedFor() {
        saga.world.taskDelay = Duration.ofSeconds(200);
        saga.world.runUntil(20);
        saga.order(OUT);
        saga.world.runUntil(23);
        var copy = saga.world.tasks.getLast();
        assertThat(copy).isInstanceOf(Task.PreCopy.class);
        for (int round = 1; round <= 3; round++) {
            var progress = new CopyProgress(round, round * 1_000_000_000L, 1_000_000_000L, 1e7, 2e7);
            saga.world.forEachAgent(
                    agent -> saga.world.tell(agent, new Event.CopyProgressed(saga.world.now, copy.id(), progress)));
        }
        saga.world.runUntil(30);
        assertThat(saga.phases()).as(saga.tale()).contains("rolling back").endsWith("watching");
        assertThat(saga.world.journals)
                .anyMatch(entry -> entry.because().sentence().contains("throttle writes to"));
    }

    @Test
    void aPersonsWeightsInTheMiddleEndTheMigrationWhereItIs() {
        saga.world.runUntil(20);
        saga.order(OUT);
        saga.world.runUntil(24);
        saga.world.setByPerson(share(3_000));
        saga.world.runUntil(25.5);
        assertThat(saga.world.leading().saga()).isInstanceOf(MigrationState.Watching.class);
        assertThat(saga.newest().because().sentence()).contains("person anna (the one) set the weights");
        assertThat(saga.world.desired()).isEqualTo(share(3_000));
    }

    @Test
    void aLateEndOfAnOldTaskIsNotTakenForTheNewOne() {
        saga.world.taskDelay = Duration.ofSeconds(200);
        saga.world.runUntil(20);
        saga.order(OUT);
        saga.world.runUntil(23);
        var state = saga.world.leading();
        var old = new dev.understudy.core.saga.TaskId("shop-1", "pre-copy", 9);
        var done = new TaskEnd.Done(Because.of("of another time"));
        var step = Controller.step(state, new Event.TaskEnded(state.now(), old, done));
        assertThat(step.effects()).noneMatch(Effect.Journal.class::isInstance);
        assertThat(step.next().saga()).isEqualTo(state.saga());
    }
}
