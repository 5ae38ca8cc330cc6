package dev.understudy.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each mutant is caught at once by the seed that is known to catch it, and the right product passes that seed. */
final class MutantTest {
    @ParameterizedTest
    @EnumSource
    void isCaughtByItsSeed(Mutant mutant) {
        var caught = Run.of(Swarm.plan(mutant.caughtBy()), mutant.rig());
        var right = Run.of(Swarm.plan(mutant.caughtBy()), Rig.WHOLE);

        assertThat(caught.violation()).as(mutant.wrong()).isPresent();
        assertThat(caught.violation().orElseThrow().rule()).isEqualTo(mutant.rule());
        assertThat(right.violation()).isEmpty();
    }
}
