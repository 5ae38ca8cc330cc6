package dev.understudy.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Effect;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.Step;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.MigrationPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class ControllerLoopTest {
    private static final Decision HOLD = new Decision.Hold(Because.of("all is well"));

    private final Mailbox mailbox = new Mailbox(64);
    private final BlockingQueue<Event> turned = new LinkedBlockingQueue<>();
    private final BlockingQueue<Effect> performed = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();

    @Test
    void turnsEachEventAndPerformsWhatItAskedFor() throws Exception {
        try (var loop = loop(Duration.ofHours(1), (_, _) -> List.of(new Effect.Decided(HOLD)))) {
            loop.start();
            assertThat(turned.poll(5, TimeUnit.SECONDS)).isInstanceOf(Event.Woke.class);
            var lost = new Event.BalancerLost(Samples.START, "it does not answer");
            mailbox.offer(Samples.SHOP, lost);

            assertThat(turned.poll(5, TimeUnit.SECONDS)).isEqualTo(lost);
            assertThat(performed.poll(5, TimeUnit.SECONDS)).isEqualTo(new Effect.Decided(HOLD));
            assertThat(loop.views().get(Samples.SHOP))
                    .extracting(ControllerLoop.View::decision)
                    .isEqualTo(HOLD);
        }
    }

    @Test
    void ticksOnItsOwn() throws Exception {
        try (var loop = loop(Duration.ofMillis(5), (_, _) -> List.of())) {
            loop.start();
            for (int i = 0; i < 5; i++) {
                assertThat(turned.poll(5, TimeUnit.SECONDS)).isInstanceOf(Event.Woke.class);
            }
        }
    }

    @Test
    void wakesBeforeTheTickWhenAsked() throws Exception {
        var asked = new AtomicInteger();
        var clock = InstantSource.system();
        try (var loop = loop(
                Duration.ofHours(1),
                (_, _) -> asked.getAndIncrement() < 3
                        ? List.of(new Effect.WakeAt(clock.instant().plusMillis(20)))
                        : List.of())) {
            loop.start();
            for (int i = 0; i < 4; i++) {
                assertThat(turned.poll(5, TimeUnit.SECONDS)).isInstanceOf(Event.Woke.class);
            }
        }
        assertThat(performed).isEmpty();
    }

    @Test
    void whatTheControllerThrowsEndsTheLoopAndIsTold() throws Exception {
        try (var loop = loop(Duration.ofHours(1), (_, event) -> {
            throw new IllegalStateException("shares sum to 9999");
        })) {
            loop.start();
            assertThat(fault.get(5, TimeUnit.SECONDS)).hasMessage("shares sum to 9999");
        }
    }

    private ControllerLoop loop(Duration tick, BiFunction<ControllerState, Event, List<Effect>> effects) {
        var state = ControllerState.start(Samples.shop(MigrationPolicy.DEFAULT), Samples.C);
        return new ControllerLoop(
                (before, event) -> {
                    turned.add(event);
                    return new Step(before, effects.apply(before, event), HOLD);
                },
                Map.of(Samples.SHOP, state),
                mailbox,
                _ -> {},
                (_, effect) -> performed.add(effect),
                tick,
                InstantSource.system(),
                System::nanoTime,
                fault::complete);
    }
}
