package dev.understudy.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.AccountId;
import dev.understudy.ledger.WeightsLedger.Append;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    private final LedgerDouble ledger = new LedgerDouble();
    private final Mailbox mailbox = new Mailbox(64);
    private final List<Decision> decided = new ArrayList<>();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
    private final EffectRunner runner = new EffectRunner(
            ledger,
            mailbox,
            (_, decision) -> decided.add(decision),
            InstantSource.fixed(Samples.START),
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

        ledger.reachable = false;
        runner.perform(Samples.SHOP, new Effect.Append(CHANGE, 3));
        assertThat(heard()).isEqualTo(new Event.AppendRefused(Samples.START, "the ledger does not answer; is it up?"));
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
