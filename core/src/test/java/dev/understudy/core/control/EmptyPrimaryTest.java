package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.B;
import static dev.understudy.core.control.Services.share;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A person has given a share to a primary of which nothing runs: the balancer finds it dead, its own agent alive. */
final class EmptyPrimaryTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void itIsSizedAgainAndTheTrafficComesHome() {
        var service = SagaWorld.service(0);
        var state = ControllerState.start(service, B);
        var change = new WeightsChange(
                service.service(),
                share(7_500),
                Fence.NONE,
                new Author(Author.Kind.PERSON, "anna"),
                Because.of("I say so"),
                new TreeMap<>());
        state = Controller.step(state, new Event.HeadMoved(START, new WeightsRevision(2, "00", change, START)))
                .next();
        for (int second = 0; second < 40; second++) {
            var now = START.plusSeconds(second);
            var zones = new TreeMap<>(Map.of(
                    A, new BalancerView.ZoneHealth(0, 2, 0, 0, 0, 0),
                    B, new BalancerView.ZoneHealth(2, 2, 100L * second, 0, 0, 3)));
            for (Event event : new Event[] {
                new Event.LeaseChanged(now, new LeaseState.Held(new Fence(1), now.plusSeconds(5))),
                new Event.Measured(
                        now,
                        new LatencyWindow(
                                B, A, ProbeKind.TCP, now, Duration.ofSeconds(1), 10, 10, 2_000, 2_100, 2_200, 2_300)),
                new Event.LoadRead(now, new ServiceLoad(service.service(), A, now, 0, 0, 0, 0, 0)),
                new Event.LoadRead(now, new ServiceLoad(service.service(), B, now, 2, 100, 1_000, 0, 100L * second)),
                new Event.BalancerRead(now, new BalancerView(service.service(), now, share(7_500), zones))
            }) {
                state = Controller.step(state, event).next();
            }
        }
        assertThat(state.decision()).isInstanceOf(Decision.Hold.class);
        assertThat(state.decision().explain()).contains("the ledger was asked to keep that the service is warming");
    }
}
