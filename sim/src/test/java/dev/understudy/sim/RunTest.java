package dev.understudy.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One seed is one history. */
final class RunTest {
    @Test
    void theSameSeedGivesTheSameHistory() {
        for (long seed = 1; seed <= 5; seed++) {
            var once = Run.of(Swarm.plan(seed), Rig.WHOLE);
            var again = Run.of(Swarm.plan(seed), Rig.WHOLE);

            assertThat(again.digest()).as("seed " + seed).isEqualTo(once.digest());
            assertThat(again.events()).isEqualTo(once.events());
        }
    }

    @Test
    void anotherSeedGivesAnotherHistory() {
        assertThat(Run.of(Swarm.plan(1), Rig.WHOLE).digest())
                .isNotEqualTo(Run.of(Swarm.plan(2), Rig.WHOLE).digest());
    }
}
