package dev.understudy.provider.plugin;

import static dev.understudy.provider.plugin.Rig.obj;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.weights.Provision;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.WireValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pulumirpc.Provider.DiffResponse;

/** A volume as a resource: it is made here, its writer moves elsewhere, and an update finds that done. */
class VolumeTest {
    private static final String URN = Rig.urn("understudy:local:Volume", "shop");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final Obj PROGRAM = obj("service", "shop", "zones", List.of("zone-a", "zone-b"));

    @TempDir
    Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new Rig(directory).configured(Obj.EMPTY);
        var _ = rig.up(LocalFixture.ZONE_A, Optional.empty(), Obj.EMPTY);
        var _ = rig.up(LocalFixture.ZONE_B, Optional.empty(), Obj.EMPTY);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void isMadeFoundImportedAndRemoved() {
        var state = rig.up(URN, Optional.empty(), PROGRAM);
        assertThat(state.outputs().get("writer")).isEqualTo(PropertyValue.text("zone-a"));
        assertThat(state.outputs().get("syncSeconds")).isEqualTo(PropertyValue.number(10));
        assertThat(((Obj) state.outputs().get("paths")).get("zone-b").show()).contains("/at/zone-b");
        assertThat(rig.up(URN, Optional.empty(), PROGRAM)).as("made twice").isEqualTo(state);

        var seen = rig.read(URN, state);
        assertThat(WireValues.read(seen.getInputs())).isEqualTo(state.inputs());
        assertThat(WireValues.read(seen.getProperties())).isEqualTo(state.outputs());
        assertThat(rig.diff(URN, state, rig.checked(URN, Optional.of(state.inputs()), PROGRAM))
                        .getChanges())
                .isEqualTo(DiffResponse.DiffChanges.DIFF_NONE);
        var imported = rig.read(URN, new Rig.State("shop", Obj.EMPTY, Obj.EMPTY));
        assertThat(WireValues.read(imported.getInputs()).get("zones").show()).isEqualTo("[\"zone-a\", \"zone-b\"]");

        var _ = rig.delete(URN, state);
        assertThat(rig.read(URN, state).getId()).isEmpty();
    }

    @Test
    void anUpdateFindsTheWriterWhereTheAgentsHaveMovedIt() throws IOException {
        var first = rig.up(URN, Optional.empty(), PROGRAM);
        rig.world.cloud.moveVolume("shop", B);
        rig.agentMoves("zone-b", Map.of("zone-b", 10_000), Provision.AS_DECLARED.withWriter(B));

        var inputs = rig.checked(URN, Optional.of(first.inputs()), PROGRAM);
        assertThat(rig.diff(URN, first, inputs).getDiffsList()).containsExactly("desiredWriter");
        try (var automatic = rig.weightsOnly()) {
            var second = automatic.up(URN, Optional.of(first), PROGRAM);
            assertThat(second.outputs().get("writer")).isEqualTo(PropertyValue.text("zone-b"));
            assertThat(second.outputs().get("desiredWriter")).isEqualTo(PropertyValue.text("zone-b"));
            assertThat(rig.up(URN, Optional.of(second), PROGRAM)).isEqualTo(second);
        }
    }

    @Test
    void badInputIsNamed() {
        assertThat(rig.check(URN, Optional.empty(), PROGRAM.with("zones", new PropertyValue.Items(List.of())))
                        .getFailuresList())
                .singleElement()
                .satisfies(fault -> assertThat(fault.getReason()).contains("zones of volume shop are []"));
        assertThat(rig.check(URN, Optional.empty(), PROGRAM.with("syncSeconds", PropertyValue.number(0)))
                        .getFailuresList())
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault.getReason()).contains("syncSeconds of volume shop is 0; allowed: 1 to 3600"));
    }
}
