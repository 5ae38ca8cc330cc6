package dev.understudy.clouds.local;

import static dev.understudy.clouds.local.TestCloud.A;
import static dev.understudy.clouds.local.TestCloud.B;
import static dev.understudy.clouds.local.TestCloud.C;
import static dev.understudy.clouds.local.TestCloud.WEB;
import static dev.understudy.clouds.local.TestDatabase.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understudy.clouds.local.fabric.Fabrics;
import dev.understudy.clouds.local.process.Signal;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataMember.Role;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A synchronous PostgreSQL in three zones, in the best fabric there is. Each test finds its writer where the last left it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseTest {
    private TestDatabase set;
    private Path home;

    @BeforeAll
    void make(@TempDir Path directory) throws IOException {
        home = directory.resolve("db-shop");
        set = TestDatabase.make(
                Fabrics.Wish.AUTO, directory, DatabaseSpec.of("shop", WEB, List.of(A, B, C), ReplicationMode.SYNC));
    }

    @AfterAll
    void end() {
        set.close();
    }

    @BeforeEach
    void everybodyFollows() {
        for (ZoneId zone : set.standbys()) {
            assertThat(set.rejoin(zone)).isInstanceOf(TaskEnd.Done.class);
        }
    }

    @Test
    void clientsSeeAPauseAndNoErrorWhenTheWriterMovesThereAndBack() throws Exception {
        ZoneId from = set.writer();
        ZoneId to = set.standbys().getFirst();
        try (var client = set.client(to, "there_and_back")) {
            client.await(50, BOUND);

            TaskEnd there = set.cutOver(to, false);
            client.await(50, BOUND);
            TaskEnd back = set.cutOver(from, false);
            client.await(50, BOUND);
            client.stop();

            assertThat(there).isInstanceOf(TaskEnd.Done.class);
            assertThat(back).isInstanceOf(TaskEnd.Done.class);
            assertThat(there.because().numbers())
                    .containsKeys("holdMs", "catchUpMs", "fenceMs", "promoteMs", "releaseMs", "pauseMs");
            assertThat(client.faults()).isEmpty();
            set.nothingIsLost(client);
        }
    }

    @Test
    void aMoveThatIsDoneIsDoneAgainAtOnce() {
        ZoneId to = set.standbys().getFirst();
        ZoneId from = set.writer();
        set.cutOver(to, false);

        TaskEnd again = set.cloud.daemon.cutOver("shop", from, to, false, TestDatabase.PAUSE_MAX, set.nextEpoch());

        assertThat(again).isInstanceOf(TaskEnd.Done.class);
        assertThat(again.because().sentence()).contains("already");
        set.awaitRole(to, Role.WRITER);
    }

    @Test
    void everyChannelIsTls13WithACertificateOnBothSides() throws Exception {
        try (var client = set.client(set.writer(), "encrypted")) {
            client.await(10, BOUND);

            assertThat(set.ask(
                            set.writer(),
                            "select count(*) from pg_stat_ssl join pg_stat_activity using (pid)"
                                    + " where client_addr is not null and not"
                                    + " (ssl and version = 'TLSv1.3' and client_dn is not null)"))
                    .isEqualTo("0");
        }
        TestDatabase.await(
                "not every channel is seen encrypted",
                () -> set.view().members().values().stream().allMatch(DataMember::encrypted));
        assertThat(
                        set.ask(
                                set.writer(),
                                "select string_agg(distinct client_dn, ',') from pg_stat_replication join pg_stat_ssl using (pid)"))
                .isEqualTo("/CN=replica");
    }

    @Test
    void plainConnectionsAndThoseThatPassThePoolerByAreRefused() {
        ZoneId writer = set.writer();
        DatabaseInfo.Member member = set.info().member(writer);
        String plain = "/app?user=app&sslmode=disable&connectTimeout=3&socketTimeout=5";

        assertThatThrownBy(() -> set.connect(writer, "jdbc:postgresql://" + member.server() + plain))
                .hasMessageContaining("rejects connection");
        assertThatThrownBy(() -> set.connect(writer, "jdbc:postgresql://" + member.pooler() + plain))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> set.connect(writer, set.url(writer).replace(member.pooler(), member.server())))
                .hasMessageContaining("certificate authentication failed");
    }

    @Test
    void anOlderFenceIsRefusedAndChangesNothing() {
        ZoneId writer = set.writer();
        long obeyed = set.info().epoch();

        TaskEnd end = set.cloud.daemon.cutOver(
                "shop", writer, set.standbys().getFirst(), true, TestDatabase.PAUSE_MAX, obeyed - 1);

        assertThat(end).isInstanceOf(TaskEnd.Refused.class);
        assertThat(end.because().sentence()).contains("older than");
        assertThat(set.info().epoch()).isEqualTo(obeyed);
        set.awaitRole(writer, Role.WRITER);
    }

    @Test
    void clientsGoOnAtTheOldWriterWhenTheyCannotBeHeldInTime() throws Exception {
        ZoneId writer = set.writer();
        try (var open = set.connect(writer, set.url(writer));
                var statement = open.createStatement();
                var client = set.client(writer, "held")) {
            open.setAutoCommit(false);
            statement.execute("select 1");

            TaskEnd end = set.cloud.daemon.cutOver(
                    "shop", writer, set.standbys().getFirst(), false, Duration.ofMillis(400), set.nextEpoch());
            open.rollback();
            client.await(20, BOUND);
            client.stop();

            assertThat(end).isInstanceOf(TaskEnd.Refused.class);
            assertThat(client.faults()).isEmpty();
        }
        set.awaitRole(writer, Role.WRITER);
    }

    @Test
    void whoeverMayWriteGoesOnWhenTheHeirIsNotPromotedInTime() throws Exception {
        ZoneId writer = set.writer();
        ZoneId heir = set.standbys().getFirst();
        set.awaitRole(heir, Role.STANDBY);
        long server = set.serverPid(writer);
        long recovery =
                Long.parseLong(set.ask(heir, "select pid from pg_stat_activity where backend_type = 'startup'"));
        try (var client = set.client(writer, "not_promoted")) {
            client.await(20, BOUND);
            CompletableFuture<TaskEnd> moved = new CompletableFuture<>();
            var _ = Thread.ofPlatform()
                    .daemon()
                    .start(() -> moved.complete(set.cloud.daemon.cutOver(
                            "shop", writer, heir, false, Duration.ofSeconds(3), set.nextEpoch())));
            set.awaitEnd(server);
            Signal.STOP.to(recovery);
            TaskEnd end;
            try {
                end = moved.get(8, TimeUnit.SECONDS);
            } catch (TimeoutException _) {
                Signal.CONTINUE.to(recovery); // promoted before it was stopped, and cannot end its recovery
                end = moved.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            }
            client.await(20, BOUND);
            client.stop();

            assertThat(client.faults()).isEmpty();
            set.awaitRole(set.writer(), Role.WRITER);
            switch (end) {
                case TaskEnd.Done _ -> assertThat(set.writer()).isEqualTo(heir);
                case TaskEnd.Failed(var why) -> assertThat(why.sentence()).endsWith("the writer is in " + set.writer());
                case TaskEnd.Refused _ -> assertThat(set.writer()).isEqualTo(writer);
            }
            set.nothingIsLost(client);
        } finally {
            Signal.CONTINUE.to(recovery);
        }
        set.awaitRole(heir, set.writer().equals(heir) ? Role.WRITER : Role.STANDBY);
    }

    @Test
    void aPromotionThatTakesItsTimeIsWaitedForAsLongAsThePauseMayLast() throws Exception {
        ZoneId writer = set.writer();
        ZoneId heir = set.standbys().getFirst();
        set.awaitRole(heir, Role.STANDBY);
        long server = set.serverPid(writer);
        long recovery =
                Long.parseLong(set.ask(heir, "select pid from pg_stat_activity where backend_type = 'startup'"));
        try (var client = set.client(writer, "slow_promotion")) {
            client.await(20, BOUND);
            CompletableFuture<TaskEnd> moved = new CompletableFuture<>();
            var _ = Thread.ofPlatform()
                    .daemon()
                    .start(() -> moved.complete(set.cloud.daemon.cutOver(
                            "shop", writer, heir, false, Duration.ofSeconds(12), set.nextEpoch())));
            set.awaitEnd(server);
            Signal.STOP.to(recovery);
            try {
                var _ = moved.get(2, TimeUnit.SECONDS); // promoted before it was stopped
            } catch (TimeoutException _) {
                Signal.CONTINUE.to(recovery);
            }
            TaskEnd end = moved.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            client.await(20, BOUND);
            client.stop();

            assertThat(end).isInstanceOf(TaskEnd.Done.class);
            assertThat(set.writer()).isEqualTo(heir);
            assertThat(client.faults()).isEmpty();
            set.nothingIsLost(client);
        } finally {
            Signal.CONTINUE.to(recovery);
        }
    }

    @Test
    void theSlotsAndTheQuorumOfANewWriterAreItsOwn() throws Exception {
        ZoneId to = set.standbys().getFirst();
        set.cutOver(to, false);

        assertThat(set.ask(to, "select count(*) from pg_replication_slots where slot_type = 'physical' and active"))
                .isEqualTo("2");
        for (ZoneId standby : set.standbys()) {
            assertThat(set.ask(standby, "select count(*) from pg_replication_slots"))
                    .isEqualTo("0");
        }
        assertThat(set.ask(to, "show synchronous_standby_names"))
                .isEqualTo("ANY 1 (\"" + set.standbys().get(0) + "\", \""
                        + set.standbys().get(1) + "\")");
        TestDatabase.await(
                "two standbys do not acknowledge",
                () -> set.view().members().values().stream()
                                .filter(DataMember::acknowledges)
                                .count()
                        == 2);
    }

    @Test
    void aKilledWriterIsStartedAgainUnlessItWasFenced() throws Exception {
        ZoneId writer = set.writer();
        long pid = set.serverPid(writer);
        Signal.KILL.to(pid);

        TestDatabase.await("the writer is not back", () -> set.serverPid(writer) > 0 && set.serverPid(writer) != pid);
        set.awaitRole(writer, Role.WRITER);
        ZoneId heir = set.standbys().getFirst();
        try (var client = set.client(heir, "killed")) {
            client.await(50, BOUND);
            Signal.KILL.to(set.serverPid(writer));
            TaskEnd end = set.cutOver(heir, true);
            client.await(50, BOUND);
            client.stop();

            assertThat(end).isInstanceOf(TaskEnd.Done.class);
            assertThat(end.because().numbers()).containsEntry("lossMs", 0.0);
            set.nothingIsLost(client);
        }
        set.awaitRole(heir, Role.WRITER);
        assertThat(set.serverPid(writer)).isZero();
        set.awaitRole(writer, Role.FENCED);
    }

    @Test
    void whatWasKilledBesideTheWriterIsStartedAgain() throws Exception {
        ZoneId standby = set.standbys().getFirst();
        long server = set.serverPid(standby);
        long pooler = set.info().member(standby).poolerPid();
        Signal.KILL.to(server);
        Signal.KILL.to(pooler);

        TestDatabase.await("the pooler is not back", () -> {
            long now = set.info().member(standby).poolerPid();
            return now > 0 && now != pooler;
        });
        set.awaitRole(standby, Role.STANDBY);
        try (var client = set.client(standby, "restarted")) {
            client.await(10, BOUND);
        }
    }

    @Test
    void aStandbyThatWasBehindCatchesUpBeforeItIsPromoted() throws Exception {
        assumeTrue(
                set.cloud.fabric().kind() == LocalCloudStatus.Fabric.TUN, "only this fabric cuts one way and delays");
        ZoneId writer = set.writer();
        ZoneId behind = set.standbys().get(0);
        ZoneId ahead = set.standbys().get(1);
        try (var client = set.client(writer, "behind")) {
            client.await(20, BOUND);
            set.link(writer, behind, true);
            client.await(100, BOUND);
            Signal.KILL.to(set.serverPid(writer));
            TaskEnd end = set.cutOver(behind, true);
            set.link(writer, behind, false);
            client.stop();

            assertThat(end).isInstanceOf(TaskEnd.Done.class);
            set.awaitRole(behind, Role.WRITER);
            set.nothingIsLost(client);
        }
        set.awaitRole(ahead, Role.STANDBY);
    }

    @Test
    void aWriterThatCannotBeReachedIsEndedBeforeAnotherWrites() throws Exception {
        assumeTrue(set.cloud.fabric().kind() != LocalCloudStatus.Fabric.LOOPBACK, "cuts need a fabric");
        ZoneId old = set.writer();
        ZoneId heir = set.standbys().getFirst();
        long pid = set.serverPid(old);
        try (var left = set.client(old, "isolated")) {
            left.await(20, BOUND);
            set.cloud.daemon.kill(old);
            TaskEnd end = set.cutOver(heir, true);

            assertThat(end).isInstanceOf(TaskEnd.Done.class);
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
            assertThatThrownBy(() -> set.ask(old, "select 1")).isInstanceOf(IOException.class);
            heal(old);
            left.await(20, BOUND);
            left.stop();
            set.nothingIsLost(left);
        }
    }

    @Test
    void aPoolerThatStoodStillWhileTheWriterMovedLeadsItsClientsThereWhenItGoesOn() throws Exception {
        ZoneId old = set.writer();
        ZoneId heir = set.standbys().getFirst();
        try (var client = set.client(old, "stood_still")) {
            client.await(20, BOUND);
            long pooler = set.info().member(old).poolerPid();
            Signal.STOP.to(pooler);
            TaskEnd end;
            try {
                end = set.cutOver(heir, true);
            } finally {
                Signal.CONTINUE.to(pooler);
            }

            assertThat(end).isInstanceOf(TaskEnd.Done.class);
            client.await(20, BOUND);
            client.stop();
            set.nothingIsLost(client);
        }
    }

    private void heal(ZoneId zone) {
        set.cloud.daemon.heal(zone);
        if (set.cloud.fabric().kind() == LocalCloudStatus.Fabric.TUN) {
            for (ZoneId other : set.info().spec().zones()) {
                set.link(zone, other, false);
                set.link(other, zone, false);
            }
        }
    }

    @Test
    void anOldWriterIsRewoundOrWhereThatFailsCopiedAnew() throws Exception {
        ZoneId first = set.writer();
        ZoneId second = set.standbys().getFirst();
        diverge(first);
        assertThat(set.cutOver(second, true)).isInstanceOf(TaskEnd.Done.class);

        TaskEnd rewound = set.rejoin(first);

        assertThat(rewound.because().sentence()).contains("was rewound");
        set.awaitRole(first, Role.STANDBY);
        diverge(second);
        assertThat(set.cutOver(first, true)).isInstanceOf(TaskEnd.Done.class);
        emptyTheLogOf(second);

        TaskEnd copied = set.rejoin(second);

        assertThat(copied.because().sentence()).contains("was copied anew");
        set.awaitRole(second, Role.STANDBY);
        assertThat(set.ask(second, "show synchronous_standby_names")).doesNotContain(second.value());
    }

    /** Writes that only the writer has: made there while nobody can hear of them. */
    private void diverge(ZoneId writer) throws Exception {
        for (ZoneId standby : set.standbys()) {
            for (ProcessHandle process : set.cloud.databaseProcesses(standby)) {
                Signal.STOP.to(process.pid());
            }
        }
        try (var connection = set.connect(writer, set.url(writer));
                var statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = local");
            statement.execute("create table if not exists diverged as select generate_series(1, 1000) as n");
            statement.execute("insert into diverged select generate_series(1, 1000)");
        } finally {
            Signal.KILL.to(set.serverPid(writer));
            for (ZoneId standby : set.standbys()) {
                for (ProcessHandle process : set.cloud.databaseProcesses(standby)) {
                    Signal.CONTINUE.to(process.pid());
                }
            }
        }
    }

    private void emptyTheLogOf(ZoneId zone) throws IOException {
        try (Stream<Path> log = Files.list(home.resolve(zone.value()).resolve("data/pg_wal"))) {
            for (Path file : log.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aSynchronousSetNeverAcknowledgesByTheWriterAlone() {
        TaskEnd end = set.cloud.daemon.acknowledge("shop", ReplicationSetting.LOCAL, set.nextEpoch());

        assertThat(end).isInstanceOf(TaskEnd.Refused.class);
        assertThat(set.info().setting()).isEqualTo(ReplicationSetting.REMOTE_APPLY);
        assertThat(set.cloud.daemon.acknowledge("shop", ReplicationSetting.REMOTE_FLUSH, set.nextEpoch()))
                .isInstanceOf(TaskEnd.Done.class);
        assertThat(set.cloud.daemon.acknowledge("shop", ReplicationSetting.REMOTE_APPLY, set.nextEpoch()))
                .isInstanceOf(TaskEnd.Done.class);
    }

    @Test
    void poolsAreOpenedAheadAndTheSetIsLeftAloneWhenPutAgain() throws SQLException, IOException {
        DatabaseInfo before = set.info();

        TaskEnd end = set.cloud.daemon.connect("shop", set.standbys().getFirst(), set.nextEpoch());
        DatabaseInfo after = set.cloud.daemon.putDatabase(before.spec());

        assertThat(end).isInstanceOf(TaskEnd.Done.class);
        assertThat(set.ask(set.writer(), "select count(*) > 4 from pg_stat_activity where usename = 'app'"))
                .isEqualTo("t");
        assertThat(after.members()).isEqualTo(before.members());
        assertThat(after.writer()).isEqualTo(before.writer());
    }
}
