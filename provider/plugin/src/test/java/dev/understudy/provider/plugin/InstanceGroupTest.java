package dev.understudy.provider.plugin;

import static dev.understudy.provider.plugin.Rig.obj;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.clouds.local.GroupSpec;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.WireValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pulumirpc.Provider.DiffResponse;

/** Sizes: what the program declares, and what the ledger's head says over it. */
class InstanceGroupTest {
    private static final String URN = LocalFixture.GROUP;
    private static final ZoneId A = new ZoneId("zone-a");
    private static final Obj WAITING = obj(
            "service", "shop",
            "zone", "zone-a",
            "instances", 1,
            "slots", 3,
            "capacityPerSecond", 100,
            "fullCapacityPerSecond", 200);

    @TempDir
    Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new Rig(directory).configured(Obj.EMPTY);
        var _ = rig.up(LocalFixture.ZONE_A, Optional.empty(), Obj.EMPTY);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private void sized(int instances) {
        rig.agentMoves("zone-b", Map.of("zone-a", 10_000), Provision.AS_DECLARED.withInstances(A, instances));
    }

    private GroupSpec running() {
        return Objects.requireNonNull(rig.world.cloud.groups.get("shop-zone-a")).spec();
    }

    @Test
    void runsAsDeclaredUntilTheLedgerSaysOtherwiseAndThenAtFullSize() {
        var first = rig.up(URN, Optional.empty(), WAITING);
        assertThat(running().instances()).isEqualTo(1);
        assertThat(running().capacityPerSecond()).isEqualTo(100);

        sized(3);
        var inputs = rig.checked(URN, Optional.of(first.inputs()), WAITING);
        assertThat(inputs.get("instances")).as("declared stays as written").isEqualTo(PropertyValue.number(1));
        assertThat(inputs.get("desiredInstances")).isEqualTo(PropertyValue.number(3));
        var diff = rig.diff(URN, first, inputs);
        assertThat(diff.getDiffsList()).containsExactlyInAnyOrder("desiredInstances", "desiredCapacityPerSecond");
        assertThat(diff.getReplacesList()).isEmpty();

        var second = rig.up(URN, Optional.of(first), WAITING);
        assertThat(running().instances()).isEqualTo(3);
        assertThat(running().capacityPerSecond()).isEqualTo(200);
        assertThat(second.outputs().get("endpoints")).isEqualTo(first.outputs().get("endpoints"));

        rig.agentMoves("zone-b", Map.of("zone-a", 10_000), Provision.AS_DECLARED);
        var _ = rig.up(URN, Optional.of(second), WAITING);
        assertThat(running().instances()).isEqualTo(1);
        assertThat(running().capacityPerSecond()).isEqualTo(100);
    }

    @Test
    void anotherWordOfTheProgramDoesNotUndoTheSize() {
        var first = rig.up(URN, Optional.empty(), WAITING);
        sized(3);
        var warmed = rig.up(URN, Optional.of(first), WAITING);

        var changed = rig.up(URN, Optional.of(warmed), WAITING.with("instances", PropertyValue.number(2)));

        assertThat(running().instances()).isEqualTo(3);
        assertThat(changed.outputs().get("instances")).isEqualTo(PropertyValue.number(2));
        assertThat(rig.diff(URN, changed, changed.inputs()).getChanges()).isEqualTo(DiffResponse.DiffChanges.DIFF_NONE);
    }

    @Test
    void aNewWordOnWeightsKeepsTheSizesOfTheHead() {
        var weights = Rig.urn("understudy:index:WeightAssignment", "shop-weights");
        var program = obj(
                "service", "shop",
                "weights", obj("zone-a", 100, "zone-b", 0),
                "ownership", "shared",
                "balancer", "127.77.250.1:9000");
        var declared = rig.up(weights, Optional.empty(), program);
        sized(3);

        var _ = rig.up(weights, Optional.of(declared), program.with("weights", obj("zone-a", 70, "zone-b", 30)));

        var head = rig.ledger().head(new ServiceId("shop")).orElseThrow();
        assertThat(head.change().weights().of(A)).isEqualTo(7_000);
        assertThat(head.change().provision().instances()).containsEntry(A, 3);
    }

    @Test
    void theProgramAloneDecidesWhereItOwnsTheWeights() {
        var iac = WAITING.with("ownership", PropertyValue.text("iac"));
        var first = rig.up(URN, Optional.empty(), iac);
        sized(3);

        var _ = rig.up(URN, Optional.of(first), iac);

        assertThat(running().instances()).isEqualTo(1);
    }

    @Test
    void noMoreRunThanThereIsRoomFor() {
        sized(9);
        var _ = rig.up(URN, Optional.empty(), WAITING);

        assertThat(running().instances()).isEqualTo(3);
    }

    @Test
    void whatWasLastKnownStaysWhileTheLedgerIsAway() {
        sized(3);
        var warmed = rig.up(URN, Optional.empty(), WAITING);
        rig.world.ledgerAway = true;

        var inputs = rig.checked(URN, Optional.of(warmed.inputs()), WAITING);

        assertThat(rig.diff(URN, warmed, inputs).getChanges()).isEqualTo(DiffResponse.DiffChanges.DIFF_NONE);
    }

    @Test
    void anAutomaticUpdateFollowsTheLedgerAndLeavesTheProgramsOwnChangesToAPerson() throws IOException {
        var first = rig.up(URN, Optional.empty(), WAITING);
        sized(2);
        try (var automatic = rig.weightsOnly()) {
            var larger =
                    WAITING.with("instances", PropertyValue.number(3)).with("serviceMillis", PropertyValue.number(9));

            var second = automatic.up(URN, Optional.of(first), larger);

            assertThat(second.outputs().get("instances")).isEqualTo(PropertyValue.number(1));
            assertThat(running().instances()).isEqualTo(2);
            assertThat(running().serviceMillis()).isEqualTo(5);
            assertThatThrownBy(() -> automatic.update(URN, first, first.inputs().with(larger), false))
                    .hasMessageContaining("PERMISSION_DENIED")
                    .hasMessageContaining("updates weights, sizes and writers to what the ledger says, nothing else");
            assertThatThrownBy(() -> automatic.create(URN, first.inputs(), false))
                    .hasMessageContaining("PERMISSION_DENIED");
        }
    }

    @Test
    void aGroupThatSomebodyScaledIsFoundAndBroughtBack() {
        var first = rig.up(URN, Optional.empty(), WAITING);
        var _ = rig.world.cloud.putGroup(running().withInstances(3));

        var seen = rig.read(URN, first);
        var live = new Rig.State(first.id(), WireValues.read(seen.getInputs()), WireValues.read(seen.getProperties()));
        assertThat(live.outputs().get("desiredInstances")).isEqualTo(PropertyValue.number(3));
        assertThat(live.inputs().get("instances")).isEqualTo(PropertyValue.number(1));

        var _ = rig.up(URN, Optional.of(first), WAITING);
        assertThat(running().instances()).isEqualTo(1);
    }
}
