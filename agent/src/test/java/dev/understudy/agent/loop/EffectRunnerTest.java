package dev.understudy.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.LeaseState;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.OverLimit;
import dev.understudy.core.saga.Task;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.AccountId;
import dev.understudy.ledger.WeightsLedger.Append;
import dev.understudy.ledger.WeightsLedger.Journaling;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class EffectRunnerTest {
    private static final WeightsChange CHANGE = new WeightsChange(
            Samples.SHOP,
            Weights.allTo(Samples.B, List.of(Samples.A)),
            new Fence(2),
            new Author(Author.Kind.AGENT, "zone-c"),
            Because.of("a test said so"),
            new TreeMap<>());
    private static final WeightsRevision REVISION = new WeightsRevision(4, "00", CHANGE, Samples.START);

    private static final Author LEADER = new Author(Author.Kind.AGENT, "zone-c");
    private static final Answer ANSWER = new Answer(3, Answer.Verdict.ACCEPTED, "the plan", Samples.START);

    private final Mandates mandates = new Mandates(InstantSource.fixed(Samples.START));
    private final List<Task> asked = new ArrayList<>();
    private final LedgerDouble ledger = new LedgerDouble();
    private final Mailbox mailbox = new Mailbox(64);
    private final List<Decision> decided = new ArrayList<>();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
    private final EffectRunner runner = new EffectRunner(
            ledger,
            mailbox,
            LEADER,
            mandates,
            (_, decision) -> decided.add(decision),
            (_, task) -> asked.add(task),
            InstantSource.fixed(Samples.START),
            new Random(7),
            fault::complete);

    @Test
    void answersWhatTheLedgerSays() throws InterruptedException {
        ledger.append = () -> new Append.Appended(REVISION);
        runner.perform(Samples.SHOP, new Effect.Append(CHANGE, 3));
        assertThat(heard()).isEqualTo(new Event.Appended(Samples.START, REVISION));

        ledger.append = () -> new Append.Superseded(REVISION);
        runner.perform(Samples.SHOP, new Effect.Append(CHANGE, 3));
        assertThat(heard()).isEqualTo(new Event.AppendRefused(Samples.START, "revision 4 came first"));

        ledger.append = () -> new Append.Fenced(new Fence(9));
        runner.perform(Samples.SHOP, new Effect.Append(CHANGE, 3));
        assertThat(heard()).isEqualTo(new Event.AppendRefused(Samples.START, "the fence 2 is older than 9"));

        ledger.append = () -> new Append.Forbidden("stopped by ada");
        runner.perform(Samples.SHOP, new Effect.Append(CHANGE, 3));
        assertThat(heard()).isEqualTo(new Event.AppendRefused(Samples.START, "stopped by ada"));

        ledger.reachable = false;
        runner.perform(Samples.SHOP, new Effect.Append(CHANGE, 3));
        assertThat(heard()).isEqualTo(new Event.AppendRefused(Samples.START, "the ledger does not answer; is it up?"));
    }

    @Test
    void answersWhatTheLedgerSaysToAJournalEntry() throws InterruptedException {
        var journal = new Effect.Journal(Samples.entry(2), 6);
        ledger.journal = () -> new Journaling.Written(7);
        runner.perform(Samples.SHOP, journal);
        assertThat(heard()).isEqualTo(new Event.Journaled(Samples.START, 7, Samples.entry(2)));

        ledger.journal = () -> new Journaling.Superseded(8, Samples.entry(5));
        runner.perform(Samples.SHOP, journal);
        assertThat(heard()).isEqualTo(new Event.Journaled(Samples.START, 8, Samples.entry(5)));
        assertThat(heard()).isEqualTo(new Event.JournalRefused(Samples.START, "journal entry 8 came first"));

        ledger.journal = () -> new Journaling.Fenced(new Fence(9));
        runner.perform(Samples.SHOP, journal);
        assertThat(heard())
                .isEqualTo(
                        new Event.JournalRefused(Samples.START, "the fence 2 is older than 9, or its lease has ended"));

        ledger.journal = () -> new Journaling.OverLimit(OverLimit.Limit.MIGRATIONS, "three at once");
        runner.perform(Samples.SHOP, journal);
        assertThat(heard())
                .isEqualTo(new Event.JournalRefused(
                        Samples.START, "three at once", Optional.of(OverLimit.Limit.MIGRATIONS)));

        ledger.reachable = false;
        runner.perform(Samples.SHOP, journal);
        assertThat(heard()).isEqualTo(new Event.JournalRefused(Samples.START, "the ledger does not answer; is it up?"));
    }

    @Test
    void oneJournalEntryIsUnderWayAtMost() throws InterruptedException {
        ledger.gate = new CountDownLatch(1);
        ledger.journal = () -> new Journaling.Written(7);
        runner.perform(Samples.SHOP, new Effect.Journal(Samples.entry(2), 6));

        runner.perform(Samples.SHOP, new Effect.Journal(Samples.entry(2), 6));

        assertThat(heard()).isInstanceOf(Event.JournalRefused.class);
        ledger.gate.countDown();
        assertThat(heard()).isEqualTo(new Event.Journaled(Samples.START, 7, Samples.entry(2)));
    }

    @Test
    void anAnswerIsSentOnceHoweverOftenItIsSaid() throws InterruptedException {
        lead();
        ledger.gate = new CountDownLatch(1);
        for (int i = 0; i < 50; i++) {
            runner.perform(Samples.SHOP, new Effect.Reply(ANSWER));
        }
        ledger.gate.countDown();
        await(() -> !ledger.answered.isEmpty());
        runner.perform(
                Samples.SHOP,
                new Effect.Reply(new Answer(3, Answer.Verdict.ACCEPTED, "the plan", Samples.START.plusSeconds(9))));

        var other = new Answer(4, Answer.Verdict.REFUSED, "no", Samples.START);
        runner.perform(Samples.SHOP, new Effect.Reply(other));
        await(() -> ledger.answered.size() == 2);
        assertThat(ledger.answered)
                .containsExactly("the plan for shop by agent zone-c under 5", "no for shop by agent zone-c under 5");
    }

    @Test
    void anAnswerIsTriedAgainForAsLongAsThisAgentLeads() throws InterruptedException {
        lead();
        ledger.reachable = false;
        runner.perform(Samples.SHOP, new Effect.Reply(ANSWER));
        await(() -> ledger.asked.get() >= 2);
        ledger.reachable = true;
        await(() -> ledger.answered.size() == 1);

        mandates.know(Samples.SHOP, new LeaseState.Unknown());
        var other = new Answer(4, Answer.Verdict.REFUSED, "no", Samples.START);
        runner.perform(Samples.SHOP, new Effect.Reply(other));
        lead();
        await(() -> {
            runner.perform(Samples.SHOP, new Effect.Reply(other)); // what was not delivered may be said again
            return ledger.answered.size() == 2;
        });
    }

    @Test
    void handsTasksOn() {
        var task = new Task.Drain(new TaskId("shop-1", "drain", 1), new Fence(5), Samples.A);
        runner.perform(Samples.SHOP, new Effect.Perform(task));
        assertThat(asked).containsExactly(task);
    }

    private void lead() {
        mandates.know(Samples.SHOP, new LeaseState.Held(new Fence(5), Samples.START.plusSeconds(5)));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void oneAppendIsUnderWayAtMost() throws InterruptedException {
        ledger.gate = new CountDownLatch(1);
        ledger.append = () -> new Append.Appended(REVISION);
        runner.perform(Samples.SHOP, new Effect.Append(CHANGE, 3));

        runner.perform(Samples.SHOP, new Effect.Append(CHANGE, 3));

        assertThat(heard())
                .isEqualTo(
                        new Event.AppendRefused(Samples.START, "an earlier append of this agent is still under way"));
        ledger.gate.countDown();
        assertThat(heard()).isEqualTo(new Event.Appended(Samples.START, REVISION));
    }

    @Test
    void aSlowLedgerGetsTheNewestProfilesOnly() throws InterruptedException {
        ledger.gate = new CountDownLatch(1);
        for (int memory = 1; memory <= 50; memory++) {
            runner.perform(Samples.SHOP, new Effect.PublishProfiles(List.of(profile(memory))));
        }
        ledger.gate.countDown();

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while ((ledger.published.isEmpty() || !ledger.published.getLast().equals(List.of(profile(50))))
                && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(ledger.published).hasSizeLessThanOrEqualTo(2).last().isEqualTo(List.of(profile(50)));
    }

    @Test
    void remembersDecisions() {
        var hold = new Decision.Hold(Because.of("all is well"));
        runner.perform(Samples.SHOP, new Effect.Decided(hold));
        assertThat(decided).containsExactly(hold);
    }

    @Test
    void whatIsNoFaultOfTheLedgersIsOurs() throws Exception {
        ledger.append = () -> {
            throw new IllegalStateException("a bug");
        };
        runner.perform(Samples.SHOP, new Effect.Append(CHANGE, 3));
        assertThat(fault.get(5, TimeUnit.SECONDS)).hasMessage("a bug");
    }

    private Event heard() throws InterruptedException {
        return Objects.requireNonNull(mailbox.poll(Duration.ofSeconds(5)), "no event came")
                .event();
    }

    private static ShadowProfile profile(int memoryMiB) {
        return new ShadowProfile(
                new AccountId("acme"),
                Samples.SHOP,
                Samples.B,
                ShadowProfile.Role.SHADOW,
                500,
                memoryMiB,
                0,
                10,
                0,
                0,
                Samples.START);
    }
}
