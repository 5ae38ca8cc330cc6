package dev.understudy.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ZoneId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(50)
class AgentsTest {
    private static final Duration SLOW = Duration.ofMillis(120);

    private Stage stage;

    @BeforeEach
    void begin(@TempDir Path directory) throws Exception {
        stage = new Stage(directory);
        stage.startLedger();
        stage.startAgents();
        await("a leader", () -> stage.leader().isPresent());
        await("three observers of zone a", this::zoneAIsWell);
    }

    @AfterEach
    void end() {
        var faults = stage.faults();
        stage.close();
        assertThat(faults).isEmpty();
    }

    private boolean zoneAIsWell() throws Exception {
        for (ZoneId zone : new ZoneId[] {Samples.A, Samples.B, Samples.C}) {
            var health = stage.state(zone).at("/services/0/assessment/health/zone-a");
            if (!health.at("/condition").asString("").equals("WELL")
                    || health.at("/observers").asInt(0) < 3) {
                return false;
            }
        }
        return true;
    }

    @Test
    void oneLeaderMovesTheTrafficAwayAndHomeAgain() throws Exception {
        var leader = stage.leader().orElseThrow();

        stage.instance(Samples.A).delay(SLOW);
        await("all traffic in zone b", () -> stage.balancer().weights().of(Samples.B) == Weights.WHOLE);
        stage.instance(Samples.A).delay(Duration.ZERO);
        await("all traffic home", () -> stage.balancer().weights().of(Samples.A) == Weights.WHOLE);

        assertThat(stage.revisions()).hasSizeGreaterThanOrEqualTo(4).allSatisfy(revision -> {
            assertThat(revision.change().author()).isEqualTo(new Author(Author.Kind.AGENT, leader.value()));
            assertThat(revision.change().fence())
                    .isEqualTo(fence(stage.revisions().getFirst()));
            assertThat(revision.change().reason().sentence()).isNotBlank();
        });
        assertThat(stage.ask(leader, "/metrics"))
                .contains("understudy_lease{service=\"shop\",understudy_lease=\"held\"} 1")
                .contains(
                        "understudy_probe_rtt_seconds{observer=\"zone-b\",target=\"zone-a\",kind=\"http\",quantile=\"0.99\"}")
                .endsWith("# EOF\n");
        assertThat(stage.ask(leader, "/v1/decisions?after=0"))
                .contains("\"kind\":\"shift\"")
                .contains("\"kind\":\"return\"");
        await("decisions on disk", () -> stage.audited(leader));
    }

    @Test
    void anotherAgentTakesOverUnderAHigherFence() throws Exception {
        var first = stage.leader().orElseThrow();
        stage.instance(Samples.A).delay(SLOW);
        await("a first revision", () -> !stage.revisions().isEmpty());

        stage.stopAgent(first);

        await("another leader", () -> stage.leader().isPresent());
        var second = stage.leader().orElseThrow();
        assertThat(second).isNotEqualTo(first);
        stage.instance(Samples.A).delay(Duration.ZERO);
        await(
                "a revision of the second leader",
                () -> stage.revisions().stream()
                        .anyMatch(revision -> revision.change().author().name().equals(second.value())));
        var fences = stage.revisions().stream().map(AgentsTest::fence).toList();
        assertThat(fences).isSorted();
        assertThat(fences.getFirst()).isLessThan(fences.getLast());
    }

    @Test
    void withoutTheLedgerNothingIsDoneAndAllIsDoneOnceItIsBack() throws Exception {
        stage.stopLedger();
        await("leases unknown", () -> {
            for (ZoneId zone : new ZoneId[] {Samples.A, Samples.B, Samples.C}) {
                if (!stage.lease(zone).equals("unknown")) {
                    return false;
                }
            }
            return true;
        });

        stage.instance(Samples.A).delay(SLOW);
        await(
                "zone a seen sick",
                () -> stage.state(Samples.C)
                        .at("/services/0/assessment/health/zone-a/condition")
                        .asString("")
                        .equals("SICK"));
        assertThat(stage.revisions()).isEmpty();

        stage.startLedger();
        await("a leader again", () -> stage.leader().isPresent());
        await("a revision", () -> !stage.revisions().isEmpty());
    }

    private static Fence fence(WeightsRevision revision) {
        return revision.change().fence();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!Objects.requireNonNull(condition.call())) {
            assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
            Thread.sleep(Duration.ofMillis(20));
        }
    }
}
