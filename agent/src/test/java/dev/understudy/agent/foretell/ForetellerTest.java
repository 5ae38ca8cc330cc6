package dev.understudy.agent.foretell;

import static dev.understudy.agent.Samples.A;
import static dev.understudy.agent.Samples.B;
import static dev.understudy.agent.Samples.C;
import static dev.understudy.agent.Samples.SHOP;
import static dev.understudy.agent.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.agent.loop.ControllerLoop;
import dev.understudy.agent.loop.Mailbox;
import dev.understudy.core.control.Controller;
import dev.understudy.core.control.ControllerState;
import dev.understudy.core.control.Event;
import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.models.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forecasters beside the real controller. */
final class ForetellerTest {
    private static final Duration BURST = Duration.ofSeconds(8);

    private final Mailbox mailbox = new Mailbox(16);
    private final SplittableRandom random = new SplittableRandom(1);
    private final SortedMap<ServiceId, ControllerLoop.View> views = new TreeMap<>();
    private ControllerState state = ControllerState.start(Samples.shop(MigrationPolicy.DEFAULT), C);
    private Instant now = START;

    private void see(ZoneId observer, double millis) {
        long micros = Math.round(millis * 1_000);
        turn(new Event.Measured(
                now,
                new LatencyWindow(
                        observer,
                        A,
                        ProbeKind.TCP,
                        now,
                        Duration.ofSeconds(1),
                        10,
                        10,
                        micros,
                        micros,
                        micros,
                        micros)));
    }

    private void turn(Event event) {
        state = Controller.step(state, event).next();
        views.put(SHOP, new ControllerLoop.View(now, state, new Decision.Hold(Because.of("all is well"))));
    }

    @Test
    void whatHasBeenEarnedReachesTheController() throws InterruptedException {
        var foreteller = new Foreteller(() -> views, mailbox, () -> now, Kind.ROUND_TRIP.learned(OptionalInt.empty()));
        var told = new ArrayList<Event.Foretold>();
        double millis = 20;
        for (int second = 0; second < 8_000; second++) {
            now = now.plusSeconds(1);
            if (second % BURST.toSeconds() == 0) {
                millis = random.nextInt(8) == 0 ? 60 : 20;
            }
            see(B, millis + random.nextDouble());
            see(C, millis + random.nextDouble());
            assertThat(foreteller.turn()).isLessThanOrEqualTo(Duration.ofSeconds(1));
            for (var letter = mailbox.poll(Duration.ZERO); letter != null; letter = mailbox.poll(Duration.ZERO)) {
                assertThat(letter.to()).hasValue(SHOP);
                told.add((Event.Foretold) letter.event());
                turn(letter.event());
            }
        }
        assertThat(told).isNotEmpty();
        var last = told.stream()
                .filter(said -> !said.foretold().isEmpty())
                .toList()
                .getLast();
        assertThat(last.foretold()).allSatisfy(said -> {
            assertThat(said.zone()).isEqualTo(A);
            assertThat(List.of(B, C)).contains(said.observer());
            assertThat(said.ahead().midMillis()).isBetween(19.0, 30.0);
        });
        assertThat(last.at()).isAfter(START.plusSeconds(1_500));

        told.clear();
        views.clear();
        foreteller.turn();
        assertThat(mailbox.poll(Duration.ZERO)).as("nobody is left to be told").isNull();
    }

    @ParameterizedTest
    @CsvSource({"PT30S, PT7.5S", "PT1S, PT1S", "PT10M, PT2M30S", "PT5H, PT4M"})
    void aStepIsAQuarterOfTheHorizonAndNeitherHecticNorIdle(Duration horizon, Duration step) {
        assertThat(Foreteller.step(horizon)).isEqualTo(step);
    }
}
