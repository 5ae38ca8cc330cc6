package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static dev.understudy.core.control.Services.share;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import java.time.Duration;
import java.util.stream.IntStream;

/** A bad day of the primary: it slows by 3 ms a second up to 80 ms, dies for six seconds, and heals. */
final class DayTest {
    private static final double RAMP_AT = 10;
    private static final double DEAD_AT = RAMP_AT + 27;
    private static final double HEALED_AT = DEAD_AT + 6;

    @SeededTest(tries = 6)
    void theTrafficLeavesBeforeThePrimaryDiesAndComesHomeOnceItIsWell(Chance chance) {
        var world = new World(Services.quick(), chance);
        world.weather = World.weather(
                (zone, at) ->
                        zone.equals(A) && at >= RAMP_AT && at < HEALED_AT ? Math.min(80, 3 * (at - RAMP_AT)) : 0.0,
                (zone, at) -> zone.equals(A) && at >= DEAD_AT && at < HEALED_AT ? 1.0 : 0.0);

        world.runUntil(RAMP_AT + 80);

        assertThat(world.ledger.stream().map(revision -> revision.change().weights()))
                .as(world.story())
                .containsExactly(
                        share(100),
                        share(1_000),
                        share(5_000),
                        share(10_000),
                        share(9_900),
                        share(9_000),
                        share(5_000),
                        share(0));
        var secondsOfMoves = IntStream.range(0, world.ledger.size())
                .mapToObj(move -> Duration.between(World.START, world.recordedAt.get(move))
                                .toMillis()
                        / 1000.0)
                .toList();
        assertThat(secondsOfMoves.get(0)).as(world.story()).isBetween(RAMP_AT + 2, RAMP_AT + 9);
        assertThat(secondsOfMoves.get(3)).as(world.story()).isLessThan(DEAD_AT - 3);
        assertThat(secondsOfMoves.get(4)).as(world.story()).isBetween(HEALED_AT + 10, HEALED_AT + 20);
        assertThat(secondsOfMoves.get(7)).as(world.story()).isLessThan(RAMP_AT + 70);
        assertThat(world.leading().phase()).isEqualTo("at home");
    }
}
