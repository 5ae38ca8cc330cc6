package dev.understudy.core.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.replicate.DataMember.Role;
import dev.understudy.core.replicate.Succession.OldWriter;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class SuccessionTest {
    private static final ZoneId B = new ZoneId("zone-b");
    private static final ZoneId C = new ZoneId("zone-c");

    private static DataMember member(ZoneId zone, Role role, long timeline, long received, boolean acknowledges) {
        return new DataMember(zone, role, timeline, received, received, new Lag.Unknown(), acknowledges, true);
    }

    private static DataMember standby(ZoneId zone, long received) {
        return member(zone, Role.STANDBY, 1, received, true);
    }

    private static OldWriter gone(ReplicationMode mode) {
        return new OldWriter(mode, 1, 2, 1, OptionalLong.empty());
    }

    private static OldWriter fenced(ReplicationMode mode, long end) {
        return new OldWriter(mode, 1, 2, 1, OptionalLong.of(end));
    }

    @Test
    void aTargetThatHasAllIsPromoted() {
        var choice = Succession.choose(
                List.of(standby(B, 100), standby(C, 90)), B, fenced(ReplicationMode.ASYNC, 100), false);

        assertThat(choice).isInstanceOfSatisfying(Succession.Promote.class, promote -> {
            assertThat(promote.zone()).isEqualTo(B);
            assertThat(promote.thenHandOverTo()).isEmpty();
            assertThat(promote.because().sentence()).contains("nothing the writer wrote is missing");
        });
    }

    @Test
    void aTargetThatIsBehindAnotherStandbyCatchesUpFirst() {
        var choice = Succession.choose(List.of(standby(B, 60), standby(C, 100)), B, gone(ReplicationMode.SYNC), true);

        assertThat(choice).isInstanceOfSatisfying(Succession.CatchUp.class, behind -> {
            assertThat(behind.zone()).isEqualTo(B);
            assertThat(behind.from()).isEqualTo(C);
            assertThat(behind.missingBytes()).isEqualTo(40);
        });
    }

    @Test
    void withoutATargetTheMostAdvancedStandsInWhenForcedAndNobodyWhenPlanned() {
        var frozen = List.of(member(B, Role.STRAY, 1, 500, true), standby(C, 100));

        assertThat(Succession.choose(frozen, B, fenced(ReplicationMode.SYNC, 100), true))
                .isInstanceOfSatisfying(Succession.Promote.class, promote -> {
                    assertThat(promote.zone()).isEqualTo(C);
                    assertThat(promote.thenHandOverTo()).contains(B);
                });
        assertThat(Succession.choose(frozen, B, fenced(ReplicationMode.SYNC, 100), false))
                .isInstanceOf(Succession.Refuse.class);
    }

    @Test
    void aPlannedOneIsRefusedWhileTheWritersLogIsLongerThanAnyStandbys() {
        var frozen = List.of(standby(B, 90), standby(C, 80));

        assertThat(Succession.choose(frozen, B, fenced(ReplicationMode.SYNC, 100), false)
                        .because())
                .hasToString("the writer's log is 10 bytes longer than that of any standby; the writer goes on");
        assertThat(Succession.choose(frozen, B, fenced(ReplicationMode.SYNC, 100), true)
                        .because()
                        .sentence())
                .contains("10 bytes of log that no standby has are given up");
    }

    @Test
    void anAcknowledgedWriteThatMayBeOnAnUnseenStandbyIsNotGivenUpEvenWhenForced() {
        var frozen = List.of(standby(B, 90));

        assertThat(Succession.choose(frozen, B, gone(ReplicationMode.SYNC), true)
                        .because())
                .hasToString(
                        "a write acknowledged by 1 of 2 standbys may be on none of the 1 that can be reached; 2 are"
                                + " needed");
        assertThat(Succession.choose(frozen, B, gone(ReplicationMode.HYBRID), true))
                .isInstanceOf(Succession.Refuse.class);
        assertThat(Succession.choose(frozen, B, gone(ReplicationMode.ASYNC), true))
                .isInstanceOf(Succession.Promote.class);
        assertThat(Succession.choose(frozen, B, gone(ReplicationMode.ASYNC), false))
                .isInstanceOf(Succession.Refuse.class);
        assertThat(Succession.choose(frozen, B, fenced(ReplicationMode.SYNC, 90), false))
                .isInstanceOf(Succession.Promote.class);
    }

    @Test
    void aStandbyOfAnotherHistoryIsNoHeir() {
        var other = member(B, Role.STANDBY, 2, 900, true);

        assertThat(Succession.choose(List.of(other), B, gone(ReplicationMode.ASYNC), true))
                .isInstanceOf(Succession.Refuse.class);
        assertThat(Succession.choose(List.of(standby(B, 101)), B, fenced(ReplicationMode.SYNC, 100), true)
                        .because()
                        .sentence())
                .contains("1 bytes more than the writer ever wrote");
    }

    @Test
    void nobodyIsLeft() {
        for (Role role : List.of(Role.WRITER, Role.REBUILDING, Role.FENCED, Role.STRAY, Role.DOWN)) {
            assertThat(Succession.choose(List.of(member(B, role, 1, 100, true)), B, gone(ReplicationMode.ASYNC), true))
                    .isInstanceOf(Succession.Refuse.class);
        }
    }

    /**
     * Draws a history: the writer writes, each standby receives a part, each synchronous write is acknowledged once a
     * quorum has it; then some servers cannot be reached.
     */
    @SeededTest(tries = 2_000)
    void noAcknowledgedWriteIsLostAndNobodyIsPromotedOverOneThatIsAhead(Chance chance) {
        var mode = chance.oneOf(List.of(ReplicationMode.values()));
        int standbys = chance.between(1, 5);
        int quorum = chance.between(1, standbys);
        long end = chance.between(1, 20);
        var all = new ArrayList<DataMember>();
        for (int index = 0; index < standbys; index++) {
            all.add(standby(new ZoneId("zone-" + (char) ('b' + index)), chance.between(0, (int) end)));
        }
        // What a quorum has: the quorum-th greatest position.
        long acknowledged = all.stream()
                .map(DataMember::receivedBytes)
                .sorted((one, other) -> Long.compare(other, one))
                .toList()
                .get(quorum - 1);
        boolean inReach = chance.happens(0.5);
        var seen =
                chance.shuffled(all).stream().filter(_ -> chance.happens(0.7)).toList();
        var old = new OldWriter(
                mode, quorum, standbys, chance.oneOf(0, 1), inReach ? OptionalLong.of(end) : OptionalLong.empty());
        boolean forced = chance.happens(0.5);
        var wanted = new ZoneId("zone-b");

        var choice = Succession.choose(seen, wanted, old, forced);

        switch (choice) {
            case Succession.Promote promote -> {
                long received = position(seen, promote.zone());
                assertThat(seen)
                        .allSatisfy(other -> assertThat(other.receivedBytes()).isLessThanOrEqualTo(received));
                if (mode != ReplicationMode.ASYNC) {
                    assertThat(received).isGreaterThanOrEqualTo(acknowledged);
                }
                if (!forced && inReach) {
                    assertThat(received).isEqualTo(end);
                }
                assertThat(promote.thenHandOverTo().isPresent())
                        .isEqualTo(!promote.zone().equals(wanted));
                assertThat(forced || promote.zone().equals(wanted)).isTrue();
            }
            case Succession.CatchUp behind -> {
                long goal = position(seen, behind.from());
                assertThat(position(seen, behind.zone()) + behind.missingBytes())
                        .isEqualTo(goal);
                var caughtUp = seen.stream()
                        .map(one -> one.zone().equals(wanted) ? standby(wanted, goal) : one)
                        .toList();
                assertThat(Succession.choose(caughtUp, wanted, old, forced))
                        .isInstanceOfSatisfying(
                                Succession.Promote.class,
                                promote -> assertThat(promote.zone()).isEqualTo(wanted));
            }
            case Succession.Refuse refuse ->
                assertThat(refuse.because().sentence()).isNotBlank();
        }
    }

    private static long position(List<DataMember> seen, ZoneId zone) {
        return seen.stream()
                .filter(one -> one.zone().equals(zone))
                .findFirst()
                .orElseThrow()
                .receivedBytes();
    }
}
