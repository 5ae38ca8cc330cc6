package dev.understudy.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UpdateLogTest {
    private final List<String> progress = new ArrayList<>();
    private final UpdateLog log = new UpdateLog(Set.of(Recorded.FRONT), step -> progress.add(step.op()));

    private void read(String name) {
        long second = 0;
        for (String line : Recorded.lines(name)) {
            log.line(line, Recorded.NOON.plusSeconds(second++));
        }
    }

    @Test
    void aMoveOfWeightsChangesItsTargetAndNothingElse() {
        read("weights.log");

        assertThat(log.ended()).isTrue();
        assertThat(log.changed()).containsExactly(Recorded.FRONT);
        assertThat(log.revisions()).containsEntry(Recorded.FRONT, 12L);
        assertThat(log.strangers()).isEmpty();
        assertThat(log.errors()).isEmpty();
        assertThat(log.outputs()).isEmpty();
        assertThat(progress).containsExactly("update");
        assertThat(log.programStartedAt()).contains(Recorded.NOON);
        assertThat(log.registeredAt().orElseThrow()).isAfter(Recorded.NOON);
    }

    @Test
    void weightsThatAreInForceAlreadyAreNoChange() {
        read("same.log");

        assertThat(log.ended()).isTrue();
        assertThat(log.changed()).isEmpty();
        assertThat(log.revisions()).containsEntry(Recorded.FRONT, 12L);
    }

    @Test
    void aStepOnAnotherResourceIsNamed() {
        read("everything.log");

        assertThat(log.strangers())
                .containsExactlyInAnyOrder(
                        "create of fresh (understudy:index:Thing)", "delete of note (understudy:index:Thing)");
    }

    @Test
    void outputsThatSomebodyEditedAreNamed() {
        read("everything.log");

        assertThat(log.outputs()).containsExactly("edited");
    }

    @Test
    void aBrokenProgramIsQuoted() {
        read("broken.log");

        assertThat(log.changed()).isEmpty();
        assertThat(EngineFault.explain("", log.errors()))
                .isEqualTo("Error: resource, variable, or config value \"nope\" not found on Pulumi.yaml line 7:"
                        + " 7: service: ${nope}");
    }

    @Test
    void aLogThatEndsEarlyProvesNothing() {
        Recorded.lines("weights.log").stream().limit(5).forEach(line -> log.line(line, Recorded.NOON));

        assertThat(log.ended()).isFalse();
    }
}
