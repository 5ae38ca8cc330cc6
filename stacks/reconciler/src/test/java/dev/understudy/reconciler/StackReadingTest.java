package dev.understudy.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.weights.Provision;
import dev.understudy.core.zone.ServiceId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackReadingTest {
    @Test
    void theStateTellsWhichRevisionIsInForceWhere() {
        var state = StackState.parse(Recorded.text("export.json"));

        assertThat(state.of(Recorded.SHOP)).contains(new StackState.Assignment(Recorded.FRONT, 12));
        assertThat(state.of(new ServiceId("other"))).isEmpty();
        assertThat(state.with(Map.of(Recorded.FRONT, 13L), Map.of())
                        .of(Recorded.SHOP)
                        .orElseThrow()
                        .revision())
                .isEqualTo(13);
    }

    @Test
    void aRevisionIsInForceOnlyWithItsSizesAndItsWriter() {
        var state = StackState.parse("""
                {"deployment": {"resources": [
                  {"type": "understudy:index:WeightAssignment", "urn": "w",
                   "outputs": {"service": "shop", "revision": 7}},
                  {"type": "understudy:local:InstanceGroup",
                   "urn": "urn:pulumi:dev::p::understudy:index:ShadowedService$understudy:local:InstanceGroup::g",
                   "outputs": {"service": "shop", "zone": "zone-b", "instances": 1, "capacityPerSecond": 100,
                     "fullCapacityPerSecond": 200, "slots": 2, "desiredInstances": 2,
                     "desiredCapacityPerSecond": 200}},
                  {"type": "understudy:local:Database", "urn": "urn:pulumi:dev::p::understudy:local:Database::d",
                   "outputs": {"service": "shop", "writer": "zone-a"}}]}}""");
        var warmed = Provision.AS_DECLARED.withInstances(Recorded.B, 2);

        assertThat(inForce(state, warmed)).isEqualTo(7);
        assertThat(inForce(state, Provision.AS_DECLARED.withInstances(Recorded.B, 5)))
                .as("more than there is room for are as many as there is room for")
                .isEqualTo(7);
        assertThat(inForce(state, Provision.AS_DECLARED)).isZero();
        assertThat(inForce(state, warmed.withInstances(Recorded.B, 1))).isZero();
        assertThat(inForce(state, warmed.withWriter(Recorded.A))).isEqualTo(7);
        assertThat(inForce(state, warmed.withWriter(Recorded.B))).isZero();
    }

    @Test
    void aRevisionIsInForceOnlyWhenTheWriterOfItsVolumeIsThere() {
        var state = StackState.parse("""
                {"deployment": {"resources": [
                  {"type": "understudy:index:WeightAssignment", "urn": "w",
                   "outputs": {"service": "shop", "revision": 7}},
                  {"type": "understudy:local:Volume", "urn": "urn:pulumi:dev::p::understudy:local:Volume::v",
                   "outputs": {"service": "shop", "writer": "zone-a"}}]}}""");

        assertThat(inForce(state, Provision.AS_DECLARED.withWriter(Recorded.A))).isEqualTo(7);
        assertThat(inForce(state, Provision.AS_DECLARED.withWriter(Recorded.B))).isZero();
    }

    private static long inForce(StackState state, Provision provision) {
        var head = Recorded.revision(Recorded.SHOP, 7, 500, provision);
        return state.whole(List.of(head)).of(Recorded.SHOP).orElseThrow().revision();
    }

    @Test
    void whereTheProgramOwnsTheWeightsSizesAreItsOwnWord() {
        var state = StackState.parse("""
                {"deployment": {"resources": [
                  {"type": "understudy:index:WeightAssignment", "urn": "w",
                   "outputs": {"service": "shop", "revision": 7}},
                  {"type": "understudy:local:InstanceGroup", "urn": "urn:pulumi:dev::p::understudy:local:InstanceGroup::g",
                   "outputs": {"service": "shop", "zone": "zone-b", "instances": 1, "capacityPerSecond": 100,
                     "ownership": "iac"}}]}}""");

        assertThat(inForce(state, Provision.AS_DECLARED.withInstances(Recorded.B, 2)))
                .isEqualTo(7);
    }

    @Test
    void anEmptyStackHasNoAssignment() {
        assertThat(StackState.parse("{\"version\":3,\"deployment\":{}}").assignments())
                .isEmpty();
        assertThat(StackState.parse("").assignments()).isEmpty();
    }

    @Test
    void updatesOfABackendThatDoesNotCountAreNumberedByPosition() {
        var history = StackHistory.parse(Recorded.text("history.json"));

        assertThat(history.updates()).extracting(StackHistory.Update::number).containsExactly(3, 2, 1);
        assertThat(history.newest("everything"::equals).orElseThrow().number()).isEqualTo(2);
        assertThat(history.newest(String::isEmpty)).as("the newest failed").isEmpty();
    }

    @Test
    void aBackendThatCountsIsBelieved() {
        var history = StackHistory.parse("""
                [{"version": 41, "kind": "update", "startTime": "2026-11-22T22:34:41.000Z", "message": "m",
                  "result": "succeeded", "endTime": "2026-11-22T22:34:42.000Z"}]""");

        assertThat(history.newest("m"::equals).orElseThrow().number()).isEqualTo(41);
    }

    @Test
    void whatAPersonWouldDeployIsNamed() {
        var pending = PendingChanges.parse(Recorded.text("preview.json"));

        assertThat(pending.sentence())
                .isEqualTo("waits for a person: create of fresh (understudy:index:Thing), delete of note"
                        + " (understudy:index:Thing); weights move without it, pulumi up deploys it");
        assertThat(PendingChanges.parse("{\"steps\": []}").isEmpty()).isTrue();
    }

    @Test
    void aPreviewOfABrokenProgramNamesTheError() {
        assertThat(PendingChanges.errors(Recorded.text("broken-preview.json")))
                .first()
                .asString()
                .contains("\"nope\" not found");
    }

    @Test
    void aResourceInsideAComponentIsNamedByItsOwnType() {
        assertThat(Urns.spoken("urn:pulumi:dev::shop::my:app:Front$aws:s3/bucket:Bucket::logs"))
                .isEqualTo("logs (aws:s3/bucket:Bucket)");
        assertThat(Urns.spoken("nonsense")).isEqualTo("nonsense");
    }
}
