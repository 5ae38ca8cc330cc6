package dev.understudy.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataMember.Role;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DriftTest {
    private static final ServiceId SHOP = new ServiceId("shop");
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");

    private static ShadowProfile profile(ZoneId zone, int cpuMillis, int memoryMiB, double utilisation, long second) {
        return new ShadowProfile(
                new AccountId("acme"),
                SHOP,
                zone,
                ShadowProfile.Role.SHADOW,
                cpuMillis,
                memoryMiB,
                1_024,
                100,
                utilisation * 10,
                utilisation,
                Instant.ofEpochSecond(second));
    }

    private static DataMember member(ZoneId zone, Role role, long timeline, boolean encrypted) {
        return new DataMember(zone, role, timeline, 100, 90, new Lag.CaughtUp(), true, encrypted);
    }

    private static List<Drift> ofData(DataMember a, DataMember b) {
        return Drift.ofData(
                new DataView(
                        SHOP,
                        Instant.EPOCH,
                        new Fence(1),
                        ReplicationSetting.REMOTE_APPLY,
                        new TreeMap<>(Map.of(A, a, B, b)),
                        0),
                B);
    }

    @Test
    void whatMovesByItselfIsNoDrift() {
        assertThat(Drift.ofProfiles(List.of(profile(B, 500, 256, 0.9, 60)), List.of(profile(B, 500, 256, 0.1, 0))))
                .isEmpty();
    }

    @Test
    void eachFieldThatDiffersIsNamedWithBothValues() {
        var drifts = Drift.ofProfiles(
                List.of(profile(B, 750, 512, 0.1, 0), profile(A, 500, 256, 0.1, 0)),
                List.of(profile(B, 500, 256, 0.1, 0)));

        assertThat(drifts)
                .extracting(drift -> drift.because().sentence())
                .containsExactly(
                        "the profile of zone-a: there was none",
                        "the profile of zone-b: cpuMillis was 500 and is 750, memoryMiB was 256 and is 512");
    }

    @Test
    void aStandbyThatFollowsAsItShouldIsNoDrift() {
        var writer = member(A, Role.WRITER, 3, true);

        assertThat(ofData(writer, member(B, Role.STANDBY, 3, true))).isEmpty();
        assertThat(ofData(writer, member(B, Role.STANDBY, 0, true))).isEmpty();
        assertThat(ofData(writer, member(B, Role.REBUILDING, 1, false))).isEmpty();
        assertThat(ofData(member(A, Role.STANDBY, 3, true), member(B, Role.WRITER, 3, false)))
                .isEmpty();
    }

    @Test
    void aServerThatDoesNotFollowJoinsAgain() {
        var writer = member(A, Role.WRITER, 3, true);
        for (Role role : List.of(Role.STRAY, Role.FENCED)) {
            assertThat(ofData(writer, member(B, role, 3, true))).singleElement().isInstanceOf(Drift.Strayed.class);
        }
        assertThat(ofData(writer, member(B, Role.STANDBY, 2, true)))
                .singleElement()
                .isInstanceOf(Drift.Strayed.class)
                .extracting(drift -> drift.because().sentence())
                .isEqualTo("the data in zone-b is on timeline 2, the writer on 3");
    }

    @Test
    void withoutOneWriterNothingIsHeldAgainstAServer() {
        assertThat(ofData(member(A, Role.FENCED, 3, true), member(B, Role.STRAY, 3, true)))
                .isEmpty();
    }

    @Test
    void aChannelInTheClearIsADriftThatAnUpdateMends() {
        assertThat(ofData(member(A, Role.WRITER, 3, true), member(B, Role.STANDBY, 3, false)))
                .singleElement()
                .isInstanceOf(Drift.Configured.class);
    }
}
