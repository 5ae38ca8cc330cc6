package dev.understudy.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each mutant is caught, by the search that begins at the seed that caught it last; the right product passes there. */
final class MutantTest {
    @ParameterizedTest
    @EnumSource
    void isCaughtFromItsSeedOn(Mutant mutant) throws Exception {
        var caught = SimMain.hunt(mutant, mutant.caughtBy(), SimMain.MUTANT_SEEDS);

        assertThat(caught).as(mutant.wrong()).isPresent();
        var right = Run.of(Swarm.plan(caught.orElseThrow().seed()), Rig.WHOLE);
        assertThat(right.violation()).isEmpty();
    }
}
