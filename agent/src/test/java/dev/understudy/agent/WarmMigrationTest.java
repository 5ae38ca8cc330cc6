package dev.understudy.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.history.HistoryReader;
import dev.understudy.agent.history.Replay;
import dev.understudy.core.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service with a database that moves warm, by real agents over a real ledger. */
@Timeout(90)
class WarmMigrationTest {
    private static final Duration SLOW = Duration.ofMillis(120);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private Stage stage;

    @BeforeEach
    void begin() throws Exception {
        stage = Stage.withData(directory);
        stage.startLedger();
        stage.startAgents();
        await("a leader", () -> stage.leader().isPresent());
        await(
                "three observers of zone a",
                () -> stage.state(stage.leader().orElse(Samples.C))
                                .at("/services/0/assessment/health/zone-a/observers")
                                .asInt(0)
                        >= 3);
    }

    @AfterEach
    void end() {
        var faults = stage.faults();
        stage.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void theDataGoesOutWithTheTrafficAndComesHomeWithIt() throws Exception {
        stage.instance(Samples.A).delay(SLOW);
        await("traffic and writer in zone b", this::isAway);
        await("the old zone to follow", () -> stage.data().follows(Samples.A));
        await("the journal to say Settling", () -> stage.states().contains("Settling"));
        assertThat(stage.states())
                .containsSubsequence("Warming", "PreCopying", "Connecting", "Shifting", "CuttingOver", "Draining");
        assertThat(stage.revisions())
                .anySatisfy(revision ->
                        assertThat(revision.change().provision().instances()).containsEntry(Samples.B, 2));
        var leader = stage.leader().orElseThrow();
        assertThat(stage.ask(leader, "/metrics"))
                .contains("understudy_data_role{service=\"shop\",zone=\"zone-b\",understudy_data_role=\"writer\"} 1")
                .contains("understudy_saga{service=\"shop\",understudy_saga=\"watching\"}");

        stage.instance(Samples.A).delay(Duration.ZERO);
        await("traffic and writer at home", this::isHome);
        await("the old zone follows", () -> stage.data().follows(Samples.B));
        stage.close();
        for (var zone : List.of(Samples.A, Samples.B, Samples.C)) {
            replayed(directory.resolve("state").resolve(zone.value()).resolve("history"));
        }
    }

    /** Whoever plays the kept history again gets the same requests, byte for byte. */
    private static void replayed(Path histories) throws IOException {
        try (var files = Files.list(histories)) {
            for (Path file : files.toList()) {
                try (var history = HistoryReader.open(file)) {
                    var outcome = Replay.of(history, _ -> {});
                    assertThat(outcome.firstDifference()).isEmpty();
                    assertThat(outcome.missed()).isZero();
                    assertThat(outcome.requests()).as("%s", file).isPositive();
                    assertThat(outcome.events()).isGreaterThan(100);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Warming", "PreCopying", "Connecting", "Shifting", "CuttingOver", "Draining"})
    void whoeverSucceedsALeaderGoesOnWhereItWas(String state) throws Exception {
        var first = stage.leader().orElseThrow();
        stage.instance(Samples.A).delay(SLOW);
        await("the journal to say " + state, () -> stage.states().contains(state));

        stage.stopAgent(first);

        await("another leader", () -> stage.leader().isPresent());
        stage.startAgent(first); // a cloud starts it again; the others are enough of a quorum meanwhile
        await("traffic and writer in zone b", this::isAway);
        await("the old zone follows", () -> stage.data().follows(Samples.A));
        assertThat(stage.data().calls().stream().map(call -> Long.parseLong(call.substring(call.lastIndexOf(' ') + 1))))
                .as("epochs of what was done to the database")
                .isSorted();
    }

    private boolean isAway() {
        return stage.balancer().weights().of(Samples.B) == Weights.WHOLE
                && stage.data().writer().equals(Optional.of(Samples.B));
    }

    private boolean isHome() {
        return stage.balancer().weights().of(Samples.A) == Weights.WHOLE
                && stage.data().writer().equals(Optional.of(Samples.A));
    }

    private void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(45).toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what + "; journal " + stage.states() + ", database "
                        + stage.data().calls() + ", faults " + stage.faults());
            }
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    /** An agent that is too busy to answer in time is asked again. */
    private static boolean holds(Callable<Boolean> condition) throws Exception {
        try {
            return Objects.requireNonNull(condition.call());
        } catch (IOException _) {
            return false;
        }
    }
}
