package dev.understudy.clouds.local;

import static dev.understudy.clouds.local.TestCloud.A;
import static dev.understudy.clouds.local.TestCloud.B;
import static dev.understudy.clouds.local.TestCloud.C;
import static dev.understudy.clouds.local.TestCloud.WEB;
import static dev.understudy.clouds.local.TestCloud.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.clouds.local.fabric.Fabrics;
import dev.understudy.clouds.local.volume.VolumeReplica;
import dev.understudy.clouds.spi.DataReplica.Observed;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataMember.Role;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The service with its volume, behind the balancer, while the writer is where it is and while it moves. */
@Timeout(240)
class VolumeTest {
    private static final Duration BOUND = Duration.ofSeconds(40);

    /** The balancer sends a request again for as long as 4.8 s. */
    private static final Duration PAUSE_MAX = Duration.ofSeconds(4);

    /** A busy machine may need more than the pause allows: then nothing has changed, and it is tried again. */
    private static final int TRIES = 12;

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private TestCloud cloud;

    @SuppressWarnings("NullAway.Init")
    private VolumeReplica replica;

    private String frontend = "";
    private long epoch;

    private void make(Fabrics.Wish wish) throws IOException {
        cloud = TestCloud.of(wish, directory);
        cloud.zones(A, B, C);
        cloud.daemon.putVolume(new VolumeSpec("web", WEB, List.of(A, B, C), 1));
        for (ZoneId zone : List.of(A, B)) {
            cloud.daemon.putGroup(
                    new GroupSpec("web-" + zone, WEB, zone, 2, 2, 2_000, 0, Optional.empty(), Optional.of("web")));
        }
        if (cloud.fabric().kind() == LocalCloudStatus.Fabric.TUN) {
            for (ZoneId from : List.of(A, B, C)) {
                for (ZoneId to : List.of(A, B, C)) {
                    link(from, to, false);
                }
            }
        }
        frontend = cloud.balancer(weights(5_000, 5_000)).frontend();
        replica = new VolumeReplica(cloud.daemon, "web", WEB, InstantSource.system());
    }

    private void link(ZoneId from, ZoneId to, boolean cut) {
        if (!from.equals(to)) {
            cloud.daemon.link(new LinkSpec(from.value(), to.value(), 10, 0, 0, cut));
        }
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    private Fence nextFence() {
        return new Fence(++epoch);
    }

    private Path tree(ZoneId zone) {
        return Path.of(cloud.daemon.volume("web").member(zone).tree());
    }

    private DataView view() {
        return ((Observed.Seen) replica.observe()).view();
    }

    private DataMember member(ZoneId zone) {
        return Optional.ofNullable(view().members().get(zone)).orElseThrow();
    }

    private Role role(ZoneId zone) {
        return member(zone).role();
    }

    private TaskEnd move(ZoneId from, ZoneId to) {
        TaskEnd end = replica.cutOver(from, to, false, PAUSE_MAX, nextFence());
        for (int more = 1; more < TRIES && end instanceof TaskEnd.Refused; more++) {
            end = replica.cutOver(from, to, false, PAUSE_MAX, nextFence());
        }
        return end;
    }

    private VolumeWriters writers() throws IOException {
        return cloud.fabric().inside(Places.EDGE, () -> VolumeWriters.start(frontend, 3));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fabrics.Wish.class,
            names = {"AUTO", "LOOPBACK"})
    void clientsSeeAPauseAndNoErrorWhenTheWriterMovesThereAndBack(Fabrics.Wish wish) throws Exception {
        make(wish);
        var rounds = new ArrayList<CopyProgress>();
        VolumeWriters writers = writers();
        try (writers) {
            writers.await(50, BOUND);
            assertThat(replica.preCopy(B, nextFence(), rounds::add)).isInstanceOf(TaskEnd.Done.class);
            assertThat(replica.connect(B, nextFence())).isInstanceOf(TaskEnd.Done.class);

            TaskEnd there = move(A, B);
            writers.await(50, BOUND);
            assertThat(there).as(there.because().sentence()).isInstanceOf(TaskEnd.Done.class);
            assertThat(view().writer()).contains(B);
            assertThat(replica.rejoin(A, nextFence())).isInstanceOf(TaskEnd.Done.class);
            TaskEnd back = move(B, A);
            writers.await(50, BOUND);

            assertThat(back).as(back.because().sentence()).isInstanceOf(TaskEnd.Done.class);
            assertThat(there.because().numbers().get("pauseMs")).isLessThan(PAUSE_MAX.toMillis());
        }
        assertThat(writers.failures()).isEmpty();
        assertThat(writers.missing(tree(A))).isEmpty();
        assertThat(writers.acknowledged()).isGreaterThan(100);
        assertThat(rounds).isNotEmpty();
    }

    @Test
    void itSaysWhatItIsAndHowFarItsCopiesAreBehind() throws Exception {
        make(Fabrics.Wish.LOOPBACK);
        assertThat(replica.preCopy(B, nextFence(), _ -> {})).isInstanceOf(TaskEnd.Done.class);

        assertThat(role(A)).isEqualTo(Role.WRITER);
        assertThat(role(B)).isEqualTo(Role.STANDBY);
        assertThat(member(B).lag())
                .isInstanceOfSatisfying(
                        Lag.Behind.class, lag -> assertThat(lag.time()).isLessThan(BOUND));
        assertThat(replica.acknowledge(ReplicationSetting.LOCAL, nextFence())).isInstanceOf(TaskEnd.Done.class);
        assertThat(replica.acknowledge(ReplicationSetting.REMOTE_APPLY, nextFence()))
                .isInstanceOfSatisfying(
                        TaskEnd.Refused.class,
                        end -> assertThat(end.because().sentence())
                                .isEqualTo(
                                        "volume web is copied in rounds: nothing that is written to it waits for a copy;"
                                                + " allowed: LOCAL, not REMOTE_APPLY"));
        assertThatThrownBy(() -> cloud.daemon.deleteZone(C)).hasMessageContaining("a part of volume web");
        assertThatThrownBy(() -> cloud.daemon.putGroup(
                        new GroupSpec("other", WEB, C, 1, 1, 1, 0, Optional.empty(), Optional.of("nothing"))))
                .hasMessageContaining("volume nothing does not exist; there are [web]");
        assertThat(new VolumeReplica(cloud.daemon, "nothing", WEB, InstantSource.system()).observe())
                .isInstanceOf(Observed.Failed.class);
    }

    @Test
    void whenTheWritersZoneDiesTheCopyGoesOnAndItsAgeIsSaid() throws Exception {
        make(Fabrics.Wish.AUTO);
        assertThat(replica.preCopy(B, nextFence(), _ -> {})).isInstanceOf(TaskEnd.Done.class);
        VolumeWriters early = writers();
        try (early) {
            early.await(50, BOUND);
        }
        assertThat(replica.rejoin(B, nextFence())).as("a round").isInstanceOf(TaskEnd.Done.class);
        cloud.daemon.kill(A);

        TaskEnd end = replica.cutOver(A, B, true, PAUSE_MAX, nextFence());

        assertThat(end).as(end.because().sentence()).isInstanceOf(TaskEnd.Done.class);
        assertThat(end.because().sentence()).contains("since its last complete round began, is given up");
        assertThat(early.missing(tree(B)))
                .as("what was there when the round began")
                .isEmpty();
        assertThat(role(A)).isEqualTo(Role.FENCED);
        cloud.daemon.heal(A);
        assertThat(replica.rejoin(A, nextFence())).isInstanceOf(TaskEnd.Done.class);
        assertThat(role(A)).isEqualTo(Role.STANDBY);
        VolumeWriters late = writers();
        try (late) {
            late.await(20, BOUND);
        }
        assertThat(late.missing(tree(B))).isEmpty();
        assertThat(Files.isDirectory(tree(A))).isTrue();
    }
}
