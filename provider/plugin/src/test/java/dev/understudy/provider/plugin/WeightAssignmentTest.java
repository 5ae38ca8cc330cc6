package dev.understudy.provider.plugin;

import static dev.understudy.provider.plugin.Rig.obj;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.WireValues;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pulumirpc.Provider.DiffResponse;
import pulumirpc.Provider.ErrorResourceInitFailed;

class WeightAssignmentTest {
    private static final String URN =
            Rig.urn("understudy:index:ShadowedService$understudy:index:WeightAssignment", "shop-weights");
    private static final Obj HOME = program(100, 0, "agent");

    @TempDir
    Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new Rig(directory).configured(Obj.EMPTY);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static Obj program(int zoneA, int zoneB, String ownership) {
        return obj(
                "service",
                "shop",
                "weights",
                obj("zone-a", zoneA, "zone-b", zoneB),
                "ownership",
                ownership,
                "balancer",
                "127.77.250.1:9000");
    }

    private static Obj shares(int zoneA, int zoneB) {
        return obj("zone-a", zoneA, "zone-b", zoneB);
    }

    private Optional<WeightsRevision> head() {
        return rig.ledger().head(new ServiceId("shop"));
    }

    @Test
    void theFirstUpdateRecordsTheProgramsWeightsAndPutsThemInForce() {
        var state = rig.up(URN, Optional.empty(), HOME);

        assertThat(state.id()).isEqualTo("shop");
        assertThat(state.outputs().get("declared")).isEqualTo(shares(10_000, 0));
        assertThat(state.outputs().get("desired")).isEqualTo(shares(10_000, 0));
        assertThat(state.outputs().get("effective")).isEqualTo(shares(10_000, 0));
        assertThat(state.outputs().get("revision")).isEqualTo(PropertyValue.number(1));
        assertThat(state.outputs().get("author")).isEqualTo(PropertyValue.text("program shop-project/dev"));
        assertThat(head().orElseThrow().number()).isEqualTo(1);
    }

    @Test
    void aSecondUpdateOfTheSameProgramChangesNothing() {
        var first = rig.up(URN, Optional.empty(), HOME);
        var second = rig.up(URN, Optional.of(first), HOME);

        assertThat(second.outputs()).isEqualTo(first.outputs());
        assertThat(rig.world.balancer("shop").changes).isEqualTo(1);
        assertThat(head().orElseThrow().number()).isEqualTo(1);
        assertThat(rig.diff(URN, second, second.inputs()).getChanges()).isEqualTo(DiffResponse.DiffChanges.DIFF_NONE);
    }

    @Test
    void anAgentsRevisionIsShownInCheckWithWhoAskedAndWhyAndThenApplied() {
        var first = rig.up(URN, Optional.empty(), HOME);
        rig.agentMoves("zone-b", Map.of("zone-a", 9_000, "zone-b", 1_000));

        var inputs = rig.checked(URN, Optional.of(first.inputs()), HOME);
        assertThat(inputs.get("weights")).as("declared stays as written").isEqualTo(obj("zone-a", 100, "zone-b", 0));
        assertThat(inputs.get("desired")).isEqualTo(shares(9_000, 1_000));
        assertThat(inputs.get("revision")).isEqualTo(PropertyValue.number(2));
        assertThat(inputs.get("author")).isEqualTo(PropertyValue.text("agent zone-b"));
        assertThat(inputs.get("reason")).isEqualTo(PropertyValue.text("zone-a answers late"));

        var diff = rig.diff(URN, first, inputs);
        assertThat(diff.getReplacesList()).isEmpty();
        assertThat(diff.getDetailedDiffMap())
                .containsKeys("desired[\"zone-a\"]", "desired[\"zone-b\"]", "revision", "author", "reason");
        assertThat(diff.getDiffsList()).containsExactlyInAnyOrder("desired", "revision", "author", "reason", "fence");

        var second = rig.up(URN, Optional.of(first), HOME);
        assertThat(second.outputs().get("declared")).isEqualTo(shares(10_000, 0));
        assertThat(second.outputs().get("desired")).isEqualTo(shares(9_000, 1_000));
        assertThat(second.outputs().get("revision")).isEqualTo(PropertyValue.number(2));
    }

    @Test
    void aPreviewSaysNothingOfWeightsInForceThatWillChange() {
        var first = rig.up(URN, Optional.empty(), HOME);
        rig.agentMoves("zone-b", Map.of("zone-a", 9_000, "zone-b", 1_000));
        var inputs = rig.checked(URN, Optional.of(first.inputs()), HOME);

        var planned = WireValues.read(rig.update(URN, first, inputs, true).getProperties());

        assertThat(planned.has("effective")).isFalse();
        assertThat(planned.get("desired")).isEqualTo(shares(9_000, 1_000));
        assertThat(rig.world.balancer("shop").changes).isEqualTo(1);
    }

    @Test
    void theDeclaredWeightsAreNeverPutOverAnAgentsWhileTheTrafficIsAway() {
        var first = rig.up(URN, Optional.empty(), HOME);
        rig.agentMoves("zone-b", Map.of("zone-a", 0, "zone-b", 10_000));
        var away = rig.up(URN, Optional.of(first), HOME);

        var changed = rig.up(URN, Optional.of(away), program(60, 40, "agent"));

        assertThat(changed.outputs().get("declared")).isEqualTo(shares(6_000, 4_000));
        assertThat(changed.outputs().get("desired")).isEqualTo(shares(0, 10_000));
        assertThat(head().orElseThrow().number()).isEqualTo(2);
    }

    @Test
    void aNewHomeMovesTheTrafficThatIsAtHome() {
        var first = rig.up(URN, Optional.empty(), HOME);
        var second = rig.up(URN, Optional.of(first), program(60, 40, "agent"));

        assertThat(second.outputs().get("desired")).isEqualTo(shares(6_000, 4_000));
        assertThat(second.outputs().get("revision")).isEqualTo(PropertyValue.number(2));
    }

    @Test
    void sharedWeightsFollowTheNewerWordAndTwoUpdatesNeverFight() {
        var first = rig.up(URN, Optional.empty(), program(100, 0, "shared"));
        rig.agentMoves("zone-b", Map.of("zone-a", 5_000, "zone-b", 5_000));
        var moved = rig.up(URN, Optional.of(first), program(100, 0, "shared"));
        assertThat(moved.outputs().get("desired")).isEqualTo(shares(5_000, 5_000));

        var declared = rig.up(URN, Optional.of(moved), program(80, 20, "shared"));
        assertThat(declared.outputs().get("desired")).isEqualTo(shares(8_000, 2_000));
        assertThat(declared.outputs().get("revision")).isEqualTo(PropertyValue.number(3));

        rig.agentMoves("zone-b", Map.of("zone-a", 0, "zone-b", 10_000));
        var last = rig.up(URN, Optional.of(declared), program(80, 20, "shared"));
        assertThat(last.outputs().get("desired")).isEqualTo(shares(0, 10_000));
        assertThat(rig.up(URN, Optional.of(last), program(80, 20, "shared")).outputs())
                .isEqualTo(last.outputs());
        assertThat(head().orElseThrow().number()).isEqualTo(4);
    }

    @Test
    void weightsOfTheProgramAloneAreAnsweredByARevisionOfTheProgram() {
        var first = rig.up(URN, Optional.empty(), program(100, 0, "iac"));
        rig.agentMoves("zone-b", Map.of("zone-a", 0, "zone-b", 10_000));

        var second = rig.up(URN, Optional.of(first), program(100, 0, "iac"));

        assertThat(second.outputs().get("desired")).isEqualTo(shares(10_000, 0));
        assertThat(second.outputs().get("revision")).isEqualTo(PropertyValue.number(3));
        assertThat(rig.world.balancer("shop").changes).as("nothing moved").isEqualTo(1);
        assertThat(rig.up(URN, Optional.of(second), program(100, 0, "iac")).outputs())
                .isEqualTo(second.outputs());
    }

    @Test
    void whatAPersonAsksForIsKeptAndNotAppliedWhereTheProgramOwnsTheWeights() throws IOException {
        var owned = program(100, 0, "iac");
        var first = rig.up(URN, Optional.empty(), owned);
        rig.personMoves(Map.of("zone-a", 0, "zone-b", 10_000));
        try (var narrow = new Rig(rig.world, true).configured(Obj.EMPTY)) {
            var kept = narrow.up(URN, Optional.of(first), owned);
            assertThat(kept.outputs().get("desired")).isEqualTo(shares(10_000, 0));
            assertThat(kept.outputs().get("effective")).isEqualTo(shares(10_000, 0));
        }
        assertThat(head().orElseThrow().number()).as("kept in the ledger").isEqualTo(2);

        var declared = rig.up(URN, Optional.of(first), owned);
        assertThat(declared.outputs().get("desired")).isEqualTo(shares(10_000, 0));
        assertThat(rig.world.balancer("shop").changes).as("nothing moved").isEqualTo(1);
    }

    @Test
    void anAgentOutsideItsBoundsIsNotFollowedAndAPersonIs() {
        var bounded = HOME.with("bounds", obj("min", 1_000, "max", 9_000));
        var first = rig.up(URN, Optional.empty(), bounded);
        rig.agentMoves("zone-b", Map.of("zone-a", 0, "zone-b", 10_000));
        var kept = rig.up(URN, Optional.of(first), bounded);
        assertThat(kept.outputs()).isEqualTo(first.outputs());
        assertThat(head().orElseThrow().number())
                .as("nothing is recorded over it")
                .isEqualTo(2);
        assertThat(rig.world.balancer("shop").changes).isEqualTo(1);

        rig.personMoves(Map.of("zone-a", 0, "zone-b", 10_000));
        var followed = rig.up(URN, Optional.of(kept), bounded);
        assertThat(followed.outputs().get("desired")).isEqualTo(shares(0, 10_000));
    }

    @Test
    void whatWasPlannedOnAnOlderHeadIsRefusedWithWhatIsNewer() {
        var first = rig.up(URN, Optional.empty(), HOME);
        rig.agentMoves("zone-b", Map.of("zone-a", 9_000, "zone-b", 1_000));
        var planned = rig.checked(URN, Optional.of(first.inputs()), HOME);
        rig.agentMoves("zone-b", Map.of("zone-a", 5_000, "zone-b", 5_000));

        assertThatThrownBy(() -> rig.update(URN, first, planned, false))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("planned on revision 2")
                .hasMessageContaining("revision 3 by agent zone-b")
                .hasMessageContaining("zone-a 50 %");
        assertThat(rig.world.balancer("shop").changes).isEqualTo(1);
    }

    @Test
    void aProgramsWordPlannedOnAnOlderHeadIsNotRecorded() {
        var first = rig.up(URN, Optional.empty(), program(100, 0, "shared"));
        var planned = rig.checked(URN, Optional.of(first.inputs()), program(70, 30, "shared"));
        assertThat(planned.has("revision")).isFalse();
        rig.agentMoves("zone-b", Map.of("zone-a", 5_000, "zone-b", 5_000));

        assertThatThrownBy(() -> rig.update(URN, first, planned, false)).hasMessageContaining("revision 2 by agent");
        assertThat(head().orElseThrow().number()).isEqualTo(2);
    }

    @Test
    void aBalancerThatCarriesSomethingNewerRefuses() {
        var first = rig.up(URN, Optional.empty(), HOME);
        var second = rig.agentMoves("zone-b", Map.of("zone-a", 9_000, "zone-b", 1_000));
        rig.world.balancer("shop").carry(new WeightsRevision(99, second.parent(), second.change(), second.at()));

        assertThatThrownBy(() -> rig.up(URN, Optional.of(first), HOME))
                .hasMessageContaining("revision 2")
                .hasMessageContaining("revision 99");
    }

    @Test
    void aDeadBalancerLeavesARecordedRevisionThatTheNextUpdateApplies() throws InvalidProtocolBufferException {
        rig.world.balancer("shop").dead = true;
        var inputs = rig.checked(URN, Optional.empty(), HOME);
        ErrorResourceInitFailed half;
        try {
            var _ = rig.create(URN, inputs, false);
            throw new AssertionError("it was created");
        } catch (StatusRuntimeException failed) {
            assertThat(failed)
                    .hasMessageContaining("recorded but not in force")
                    .hasMessageContaining("does not answer");
            half = Objects.requireNonNull(StatusProto.fromThrowable(failed))
                    .getDetails(0)
                    .unpack(ErrorResourceInitFailed.class);
        }
        assertThat(half.getId()).isEqualTo("shop");
        assertThat(half.getRefreshBeforeUpdate()).isTrue();

        rig.world.balancer("shop").dead = false;
        var state =
                new Rig.State(half.getId(), WireValues.read(half.getInputs()), WireValues.read(half.getProperties()));
        var again = rig.checked(URN, Optional.of(state.inputs()), HOME);
        var outputs = WireValues.read(rig.update(URN, state, again, false).getProperties());

        assertThat(outputs.get("effective")).isEqualTo(shares(10_000, 0));
        assertThat(head().orElseThrow().number()).as("recorded once").isEqualTo(1);
    }

    @Test
    void aCreateThatIsRepeatedRecordsNothingTwice() {
        var inputs = rig.checked(URN, Optional.empty(), HOME);
        var first = rig.create(URN, inputs, false);
        var second = rig.create(URN, inputs, false);

        assertThat(second.getProperties()).isEqualTo(first.getProperties());
        assertThat(head().orElseThrow().number()).isEqualTo(1);
    }

    @Test
    void aLedgerThatCannotBeReadShowsTheLastKnownWeightsAndAppliesNone() {
        var first = rig.up(URN, Optional.empty(), HOME);
        rig.world.ledgerAway = true;

        var shown = rig.checked(URN, Optional.of(first.inputs()), HOME.with("bounds", obj("min", 100)));
        assertThat(shown.get("desired")).isEqualTo(shares(10_000, 0));
        assertThatThrownBy(() -> rig.update(URN, first, shown, false))
                .hasMessageContaining("no weights are applied while the ledger cannot be used")
                .hasMessageContaining("does not answer");
    }

    @Test
    void aLedgerThatCannotBeReadAtFirstShowsTheDeclaredWeightsAndCreatesNothing() {
        rig.world.ledgerAway = true;
        var shown = rig.checked(URN, Optional.empty(), HOME);
        assertThat(shown.get("desired")).isEqualTo(shares(10_000, 0));
        rig.world.ledgerAway = false;

        assertThatThrownBy(() -> rig.create(URN, shown, false)).hasMessageContaining("could not be read");
        assertThat(head()).isEmpty();
    }

    @Test
    void theLedgerOfAnotherStackIsRefusedInCheck() {
        rig.up(URN, Optional.empty(), HOME);
        var ledger = rig.world.defaultLedger(Rig.STACK).toString();
        var other = URN.replace("urn:pulumi:dev", "urn:pulumi:prod");
        rig.configured(obj("ledger", ledger));

        var failures = rig.check(other, Optional.empty(), HOME).getFailuresList();
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.getReason()).contains("shop-project/dev"));
    }

    @Test
    void aRefreshAfterAnUpdateIsCleanAndDriftIsSeenAndUndone() {
        rig.up(URN, Optional.empty(), HOME);
        var state = rig.up(URN, Optional.empty(), HOME);
        rig.agentMoves("zone-b", Map.of("zone-a", 9_990, "zone-b", 10));
        state = rig.up(URN, Optional.of(state), HOME);
        assertThat(state.outputs().get("effective"))
                .as("as near as 256 steps come")
                .isNotEqualTo(shares(9_990, 10));

        var seen = rig.read(URN, state);
        var live = new Rig.State("shop", WireValues.read(seen.getInputs()), WireValues.read(seen.getProperties()));
        assertThat(live).isEqualTo(state);
        assertThat(rig.diff(URN, live, live.inputs()).getChanges()).isEqualTo(DiffResponse.DiffChanges.DIFF_NONE);

        var meddled = new TreeMap<ZoneId, Integer>(Map.of(new ZoneId("zone-a"), 2_000, new ZoneId("zone-b"), 8_000));
        rig.world.balancer("shop").meddle(new Weights(meddled));
        var drifted = WireValues.read(rig.read(URN, state).getProperties());
        var diff = rig.diff(URN, new Rig.State("shop", state.inputs(), drifted), state.inputs());
        assertThat(diff.getDiffsList()).containsExactly("effective");
        var mended = rig.up(URN, Optional.of(state), HOME);
        assertThat(mended.outputs()).isEqualTo(state.outputs());
    }

    @Test
    void itIsImportedByTheServicesNameAlone() {
        new LocalFixture(rig).zonesGroupsAndBalancer();
        rig.up(URN, Optional.empty(), HOME);

        var seen = rig.read(URN, new Rig.State("shop", Obj.EMPTY, Obj.EMPTY));
        assertThat(seen.getId()).isEqualTo("shop");
        assertThat(WireValues.read(seen.getInputs()).get("balancer"))
                .isEqualTo(PropertyValue.text("127.77.250.1:9000"));
        assertThat(rig.read(URN, new Rig.State("nobody", Obj.EMPTY, Obj.EMPTY)).getId())
                .isEmpty();
    }

    @Test
    void badInputIsNamedWithPathValueAndWhatIsAllowed() {
        assertThat(faults(HOME.with("weights", obj("zone-a", 0, "zone-b", 0))))
                .singleElement()
                .satisfies(fault -> assertThat(fault).startsWith("weights|").contains("sum to nothing"));
        assertThat(faults(HOME.with("ownership", PropertyValue.text("nobody"))))
                .containsExactly("ownership|ownership is \"nobody\"; allowed: iac, agent, shared");
        assertThat(faults(HOME.with("bounds", obj("min", 9_000, "max", 10))))
                .singleElement()
                .satisfies(fault -> assertThat(fault).startsWith("bounds|").contains("bounds.max is 10"));
        assertThat(faults(HOME.without("service"))).containsExactly("service|service is missing; allowed: a text");
        assertThat(faults(HOME.with("wieghts", PropertyValue.number(1))))
                .singleElement()
                .satisfies(fault -> assertThat(fault).startsWith("wieghts|"));
    }

    private List<String> faults(Obj program) {
        return rig.check(URN, Optional.empty(), program).getFailuresList().stream()
                .map(failure -> failure.getProperty() + "|" + failure.getReason())
                .toList();
    }

    @Test
    void inAPreviewTheBalancerMayBeUnknown() {
        var inputs = rig.checked(URN, Optional.empty(), HOME.with("balancer", new PropertyValue.Unknown()));

        assertThat(inputs.get("balancer")).isEqualTo(new PropertyValue.Unknown());
        assertThat(inputs.get("desired")).isEqualTo(shares(10_000, 0));
        assertThat(rig.create(URN, inputs, true).getId()).isEmpty();
        assertThat(head()).as("a preview records nothing").isEmpty();
    }

    @Test
    void aSecretWeightStaysSecret() {
        var secret = HOME.with("weights", new PropertyValue.Secret(obj("zone-a", 100, "zone-b", 0)));
        var state = rig.up(URN, Optional.empty(), secret);

        assertThat(state.inputs().get("weights")).isInstanceOf(PropertyValue.Secret.class);
        assertThat(state.outputs().get("weights")).isInstanceOf(PropertyValue.Secret.class);
    }
}
