package dev.understudy.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Two hundred worlds in which anything may go wrong: no rule is broken, and all come to rest. */
final class SwarmTest {
    @Test
    void nothingIsBrokenAndAllComesToRest() throws Exception {
        var wrong = new ArrayList<String>();

        var tally = SimMain.tally(1, 200, Rig.WHOLE, wrong::add);

        assertThat(wrong).isEmpty();
        assertThat(tally.seeds()).isEqualTo(200);
        assertThat(tally.events()).isGreaterThan(1_000_000);
    }
}
