package dev.understudy.core.control;

import static dev.understudy.core.control.Services.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;

/** Weather that is no reason to move. */
final class NoiseTest {
    @SeededTest(tries = 2)
    void jitterMovesNothing(Chance chance) {
        var world = new World(Services.quick(), chance);
        world.jitterMillis = 6;

        world.runUntil(150);

        assertThat(world.ledger).as(world.story()).isEmpty();
        assertThat(world.decisions).hasSizeLessThanOrEqualTo(2);
    }

    @SeededTest(tries = 2)
    void aSpikeOfOneSecondMovesNothing(Chance chance) {
        var world = new World(Services.quick(), chance);
        double every = chance.between(7.0, 20.0);
        double height = chance.between(20.0, 400.0);
        world.weather = World.weather((zone, at) -> zone.equals(A) && at % every < 1 ? height : 0.0, (_, _) -> 0.0);

        world.runUntil(150);

        assertThat(world.ledger).as(world.story()).isEmpty();
    }

    @SeededTest(tries = 2)
    void aPauseOfTheWholeMachineMovesNothing(Chance chance) {
        var world = new World(Services.quick(), chance);
        double every = chance.between(7.0, 20.0);
        double length = chance.between(1.0, 4.0);
        double height = chance.between(10.0, 200.0);
        world.weather = World.weather((_, at) -> at % every < length ? height : 0.0, (_, _) -> 0.0);

        world.runUntil(150);

        assertThat(world.ledger).as(world.story()).isEmpty();
    }

    @SeededTest(tries = 2)
    void oneLostProbeNowAndThenMovesNothing(Chance chance) {
        var world = new World(Services.quick(), chance);
        world.weather = World.weather((_, _) -> 0.0, (_, _) -> 0.003);

        world.runUntil(150);

        assertThat(world.ledger).as(world.story()).isEmpty();
    }
}
