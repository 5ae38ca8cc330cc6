package dev.understudy.agent.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.agent.loop.Mandates;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.LeaseState;
import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.saga.TaskId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TasksTest {
    private static final TaskId DRAIN = new TaskId("shop-1", "drain", 1);
    private static final TaskEnd DONE = new TaskEnd.Done(Because.of("it is done"));

    private final InstantSource clock = InstantSource.fixed(Samples.START);
    private final Mandates mandates = new Mandates(clock);
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
    private final Tasks tasks = new Tasks(mandates, (_, event) -> events.add(event), clock, fault::complete);

    @BeforeEach
    void lead() {
        lead(5);
    }

    @AfterEach
    void end() {
        tasks.close();
    }

    @Test
    void tellsHowATaskEnds() throws InterruptedException {
        tasks.serve(Samples.SHOP, (_, _, progress) -> {
            progress.accept(new CopyProgress(1, 2, 3, 4, 5));
            return DONE;
        });

        tasks.perform(Samples.SHOP, drain(5));

        assertThat(event()).isEqualTo(new Event.CopyProgressed(Samples.START, DRAIN, new CopyProgress(1, 2, 3, 4, 5)));
        assertThat(event()).isEqualTo(new Event.TaskEnded(Samples.START, DRAIN, DONE));
        assertThat(tasks.underWay(Samples.SHOP)).isEmpty();
    }

    @Test
    void oneOfANameRunsAtATime() throws InterruptedException {
        var gate = new CountDownLatch(1);
        var begun = new AtomicInteger();
        tasks.serve(Samples.SHOP, (_, _, _) -> {
            begun.incrementAndGet();
            gate.await();
            return DONE;
        });

        tasks.perform(Samples.SHOP, drain(5));
        tasks.perform(Samples.SHOP, drain(5));
        tasks.perform(Samples.SHOP, drain(4));
        assertThat(tasks.underWay(Samples.SHOP))
                .extracting(Tasks.UnderWay::task)
                .containsExactly(drain(5));
        gate.countDown();

        assertThat(event()).isInstanceOf(Event.TaskEnded.class);
        assertThat(begun).hasValue(1);
        tasks.perform(Samples.SHOP, drain(5)); // once it has ended it may be asked for again
        assertThat(event()).isInstanceOf(Event.TaskEnded.class);
        assertThat(begun).hasValue(2);
    }

    @Test
    void underANewerFenceItTakesOverFromTheOlderAndEndsOnce() throws InterruptedException {
        var begun = new LinkedBlockingQueue<Long>();
        var interrupted = new CountDownLatch(1);
        tasks.serve(Samples.SHOP, (task, _, _) -> {
            begun.add(task.fence().epoch());
            if (task.fence().epoch() == 5) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                }
            }
            assertThat(interrupted.getCount()).isZero(); // the older one has let go
            return DONE;
        });
        tasks.perform(Samples.SHOP, drain(5));
        assertThat(begun.poll(5, TimeUnit.SECONDS)).isEqualTo(5);

        lead(6);
        tasks.perform(Samples.SHOP, drain(6));

        assertThat(event()).isEqualTo(new Event.TaskEnded(Samples.START, DRAIN, DONE));
        assertThat(begun.poll(5, TimeUnit.SECONDS)).isEqualTo(6);
        assertThat(events).isEmpty();
    }

    @Test
    void aTaskIsGivenUpWhenItsLeaseIsLost() throws InterruptedException {
        var begun = new CountDownLatch(1);
        tasks.serve(Samples.SHOP, (_, _, _) -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return DONE;
        });
        tasks.perform(Samples.SHOP, drain(5));
        begun.await();

        mandates.know(Samples.SHOP, new LeaseState.Unknown());
        tasks.leaseChanged(Samples.SHOP);

        assertThat(event()).satisfies(event -> {
            var end = ((Event.TaskEnded) event).end();
            assertThat(end).isInstanceOf(TaskEnd.Failed.class);
            assertThat(end.because().sentence()).contains("epoch 5").contains("given up");
        });
    }

    @Test
    void aCutOverIsNotTornApartByALostLease() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        tasks.serve(Samples.SHOP, (_, mandate, _) -> {
            begun.countDown();
            gate.await();
            return mandate.holds() ? DONE : new TaskEnd.Refused(Because.of("not the leader"));
        });
        var id = new TaskId("shop-1", "cut-over", 1);
        tasks.perform(
                Samples.SHOP, new Task.CutOver(id, new Fence(5), Samples.A, Samples.B, false, Duration.ofSeconds(2)));
        begun.await();

        mandates.know(Samples.SHOP, new LeaseState.Unknown());
        tasks.leaseChanged(Samples.SHOP);
        gate.countDown();

        assertThat(event())
                .isEqualTo(new Event.TaskEnded(Samples.START, id, new TaskEnd.Refused(Because.of("not the leader"))));
    }

    @Test
    void nothingBeginsUnderAFenceThatIsNotHeld() throws InterruptedException {
        tasks.serve(Samples.SHOP, (_, _, _) -> {
            throw new IllegalStateException("it began");
        });

        tasks.perform(Samples.SHOP, drain(4));

        assertThat(event())
                .satisfies(event -> assertThat(((Event.TaskEnded) event).end()).isInstanceOf(TaskEnd.Failed.class));
    }

    @Test
    void aBugIsAFaultOfOurs() throws Exception {
        tasks.serve(Samples.SHOP, (_, _, _) -> {
            throw new IllegalStateException("a bug");
        });
        tasks.perform(Samples.SHOP, drain(5));
        assertThat(fault.get(5, TimeUnit.SECONDS)).hasMessage("a bug");
    }

    @Test
    void nothingBeginsAfterTheEnd() {
        tasks.serve(Samples.SHOP, (_, _, _) -> DONE);
        tasks.close();
        tasks.perform(Samples.SHOP, drain(5));
        assertThat(tasks.underWay(Samples.SHOP)).isEmpty();
    }

    private void lead(long epoch) {
        mandates.know(Samples.SHOP, new LeaseState.Held(new Fence(epoch), Samples.START.plusSeconds(5)));
    }

    private static Task drain(long epoch) {
        return new Task.Drain(DRAIN, new Fence(epoch), Samples.A);
    }

    private Event event() throws InterruptedException {
        return Objects.requireNonNull(events.poll(5, TimeUnit.SECONDS), "no event came");
    }
}
