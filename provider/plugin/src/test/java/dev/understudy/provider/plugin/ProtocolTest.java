package dev.understudy.provider.plugin;

import static dev.understudy.provider.plugin.Rig.obj;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.WireValues;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pulumirpc.Plugin.PluginAttach;
import pulumirpc.Provider.CallRequest;
import pulumirpc.Provider.CheckRequest;
import pulumirpc.Provider.DiffRequest;
import pulumirpc.Provider.DiffResponse;
import pulumirpc.Provider.GetMappingRequest;
import pulumirpc.Provider.GetMappingsRequest;
import pulumirpc.Provider.GetSchemaRequest;
import pulumirpc.Provider.ParameterizeRequest;
import pulumirpc.Provider.ProviderHandshakeRequest;

class ProtocolTest {
    private static final String PROVIDER = Rig.urn("pulumi:providers:understudy", "default");

    @TempDir
    Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new Rig(directory);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void itShakesHandsAttachesAndSaysItsTrueVersion() {
        var hands = rig.provider.handshake(ProviderHandshakeRequest.newBuilder()
                .setEngineAddress("127.0.0.1:1")
                .build());
        assertThat(hands.getAcceptSecrets()).isTrue();
        assertThat(hands.getAcceptResources()).isTrue();
        assertThat(hands.getAcceptOutputs()).isTrue();
        assertThat(rig.provider.attach(
                        PluginAttach.newBuilder().setAddress("127.0.0.1:1").build()))
                .isEqualTo(Empty.getDefaultInstance());
        assertThat(rig.provider.getPluginInfo(Empty.getDefaultInstance()).getVersion())
                .isEqualTo(Release.version())
                .matches("\\d+\\.\\d+\\.\\d+");
    }

    @Test
    void theSchemaIsServedAsItWasWritten() {
        assertThat(rig.provider
                        .getSchema(GetSchemaRequest.getDefaultInstance())
                        .getSchemaBytes()
                        .toByteArray())
                .isEqualTo(Release.schema());
    }

    @Test
    void whatItDoesNotDoItSaysWithTheRightCode() {
        assertThatThrownBy(() -> rig.provider.parameterize(ParameterizeRequest.getDefaultInstance()))
                .hasMessageContaining("UNIMPLEMENTED");
        assertThatThrownBy(() -> rig.provider.call(
                        CallRequest.newBuilder().setTok("x:y:z").build()))
                .hasMessageContaining("UNIMPLEMENTED")
                .hasMessageContaining("x:y:z");
        assertThat(rig.provider
                        .getMapping(GetMappingRequest.getDefaultInstance())
                        .getProvider())
                .isEmpty();
        assertThat(rig.provider
                        .getMappings(GetMappingsRequest.getDefaultInstance())
                        .getProvidersList())
                .isEmpty();
        assertThatThrownBy(() -> rig.check(Rig.urn("understudy:index:Nothing", "n"), Optional.empty(), Obj.EMPTY))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("understudy:local:Zone");
    }

    @Test
    void nobodyReachesItButThisMachine() throws IOException {
        for (var face : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : face.inetAddresses().toList()) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> new Socket(address, rig.port()).close())
                            .as("port %s of %s", rig.port(), address)
                            .isInstanceOf(IOException.class);
                }
            }
        }
        new Socket("127.0.0.1", rig.port()).close();
    }

    @Test
    void afterACancelNothingMoreIsChanged() {
        rig.configured(Obj.EMPTY);
        var zone = Rig.urn("understudy:local:Zone", "zone-a");
        var inputs = rig.checked(zone, Optional.empty(), Obj.EMPTY);
        var _ = rig.provider.cancel(Empty.getDefaultInstance());

        assertThatThrownBy(() -> rig.create(zone, inputs, false)).hasMessageContaining("cancelled");
        assertThat(rig.world.cloud.zones).isEmpty();
        assertThat(rig.create(zone, inputs, true).getId()).isEmpty();
    }

    @Test
    void theDefaultLedgerIsMadeAbsoluteOnceAndKeptFromThenOn() {
        var first = config(Obj.EMPTY, Obj.EMPTY);
        assertThat(first.get("ledger").show()).contains("file:///").contains(directory + "/shop-project/dev.ledger");

        var kept = obj("ledger", "file:///elsewhere/dev.ledger");
        assertThat(config(kept, Obj.EMPTY)).isEqualTo(kept);
        var named = obj("ledger", "https://ledger.example:7443", "identity", "/identities/ada");
        assertThat(config(kept, named)).isEqualTo(named);
    }

    @Test
    void aLaunchedAnAttachedAndASharedProviderFindTheSameLedger() throws IOException {
        var launched = config(Obj.EMPTY, Obj.EMPTY);
        try (var attached = new Rig(new FakeWorld(directory), true)) {
            var _ = attached.provider.attach(
                    PluginAttach.newBuilder().setAddress("127.0.0.1:1").build());
            assertThat(config(attached, PROVIDER)).isEqualTo(launched);
            // Shared: the same process serves another stack as well, and neither sees the other's ledger.
            var other = config(attached, PROVIDER.replace("urn:pulumi:dev", "urn:pulumi:prod"));
            assertThat(other.get("ledger").show()).contains("/prod.ledger");
            assertThat(config(attached, PROVIDER)).isEqualTo(launched);
        }
    }

    private Obj config(Obj olds, Obj news) {
        return WireValues.read(rig.provider
                .checkConfig(CheckRequest.newBuilder()
                        .setUrn(PROVIDER)
                        .setOlds(WireValues.write(olds))
                        .setNews(WireValues.write(news))
                        .build())
                .getInputs());
    }

    private static Obj config(Rig asked, String urn) {
        return WireValues.read(asked.provider
                .checkConfig(CheckRequest.newBuilder().setUrn(urn).build())
                .getInputs());
    }

    @Test
    void anotherLedgerReplacesNothing() {
        var diff = rig.provider.diffConfig(DiffRequest.newBuilder()
                .setUrn(PROVIDER)
                .setOldInputs(WireValues.write(obj("ledger", "file:///a")))
                .setNews(WireValues.write(obj("ledger", "file:///b")))
                .build());
        assertThat(diff.getChanges()).isEqualTo(DiffResponse.DiffChanges.DIFF_SOME);
        assertThat(diff.getReplacesList()).isEmpty();
        assertThat(diff.getDiffsList()).containsExactly("ledger");
    }

    @Test
    void badSettingsAreNamed() {
        var failures = rig.provider
                .checkConfig(CheckRequest.newBuilder()
                        .setUrn(PROVIDER)
                        .setNews(WireValues.write(obj("ledger", "dev.ledger", "colour", "blue")))
                        .build())
                .getFailuresList();
        assertThat(failures).extracting(failure -> failure.getProperty()).containsExactly("colour", "ledger");
        assertThat(failures.get(1).getReason()).contains("\"dev.ledger\"").contains("file:///");
    }

    @Test
    void weightsOnlyRefusesEveryOtherChangeAndKeepsWhatThePersonHasNotApplied() throws IOException {
        rig.configured(Obj.EMPTY);
        var urn = Rig.urn("understudy:index:WeightAssignment", "shop-weights");
        var program = obj("service", "shop", "weights", obj("zone-a", 1, "zone-b", 0), "balancer", "127.77.250.1:9000");
        var state = rig.up(urn, Optional.empty(), program);
        try (var narrow = new Rig(rig.world, true).configured(Obj.EMPTY)) {
            var zone = Rig.urn("understudy:local:Zone", "zone-a");
            var inputs = narrow.checked(zone, Optional.empty(), Obj.EMPTY);
            assertThatThrownBy(() -> narrow.create(zone, inputs, false)).hasMessageContaining("--weights-only");
            var madeZone = new Rig.State("zone-a", inputs, inputs);
            assertThatThrownBy(() -> narrow.update(zone, madeZone, inputs, false))
                    .hasMessageContaining("--weights-only");
            assertThatThrownBy(() -> narrow.delete(zone, madeZone)).hasMessageContaining("--weights-only");
            assertThatThrownBy(() -> narrow.delete(urn, state)).hasMessageContaining("--weights-only");

            rig.personMoves(java.util.Map.of("zone-a", 5_000, "zone-b", 5_000));
            var edited =
                    program.with("weights", obj("zone-a", 0, "zone-b", 1)).with("ownership", PropertyValue.text("iac"));
            var moved = narrow.up(urn, Optional.of(state), edited);
            assertThat(moved.outputs().get("desired")).isEqualTo(obj("zone-a", 5_000, "zone-b", 5_000));
            assertThat(moved.inputs().get("weights")).isEqualTo(obj("zone-a", 1, "zone-b", 0));
            assertThat(moved.inputs().has("ownership")).isFalse();
        }
    }
}
