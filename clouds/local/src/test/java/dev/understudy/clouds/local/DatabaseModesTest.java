package dev.understudy.clouds.local;

import static dev.understudy.clouds.local.TestCloud.A;
import static dev.understudy.clouds.local.TestCloud.B;
import static dev.understudy.clouds.local.TestCloud.WEB;
import static dev.understudy.clouds.local.TestDatabase.BOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.clouds.local.DatabaseInfo.State;
import dev.understudy.clouds.local.fabric.Fabrics;
import dev.understudy.clouds.local.postgres.KeyedWriter;
import dev.understudy.clouds.local.process.Signal;
import dev.understudy.core.replicate.DataMember.Role;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How writes are acknowledged, and how a set begins small and outlives its cloud. On loopback addresses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseModesTest {
    private static final DatabaseSpec HYBRID = new DatabaseSpec(
            "till",
            WEB,
            List.of(A, B),
            new TreeSet<>(Set.of(B)),
            ReplicationMode.HYBRID,
            List.of("app", "books"),
            List.of("app", "audit"),
            new TreeSet<>(Set.of("books")),
            new TreeSet<>(Set.of("audit")));

    private TestDatabase set;

    @BeforeAll
    void make(@TempDir Path directory) throws IOException {
        set = TestDatabase.make(Fabrics.Wish.LOOPBACK, directory, HYBRID);
        assertThat(set.info().member(B).state()).isEqualTo(State.DORMANT);
        assertThat(set.info().member(B).serverPid()).isZero();
    }

    @AfterAll
    void end() {
        set.close();
    }

    @BeforeEach
    void theShadowHasAStandby() {
        ZoneId standby = set.standbys().getFirst();
        assertThat(set.cloud.daemon.preCopy("till", standby, set.nextEpoch())).isInstanceOf(TaskEnd.Done.class);
        assertThat(set.info().member(standby).state()).isEqualTo(State.RUNNING);
        set.awaitRole(standby, Role.STANDBY);
    }

    @Test
    void whatIsCriticalByDatabaseRoleOrTransactionWaitsForAStandbyAndTheRestDoesNot() throws Exception {
        ZoneId writer = set.writer();
        assertThat(setting(writer, "app", "app")).isEqualTo("local");
        assertThat(setting(writer, "books", "app")).isEqualTo("remote_apply");
        assertThat(setting(writer, "app", "audit")).isEqualTo("remote_apply");
        run(writer, "app", "app", "create table if not exists notes (n int)");
        run(writer, "books", "app", "create table if not exists notes (n int)");
        List<ProcessHandle> standby = set.cloud.databaseProcesses(set.standbys().getFirst());
        standby.forEach(process -> Signal.STOP.to(process.pid()));
        CompletableFuture<Boolean> critical;
        CompletableFuture<Boolean> byHand;
        try {
            run(writer, "app", "app", "insert into notes values (1)");
            critical = later(() -> run(writer, "books", "app", "insert into notes values (1)"));
            byHand = later(() -> run(
                    writer,
                    "app",
                    "app",
                    "begin; set local synchronous_commit = 'on'; insert into notes values (2); commit"));
            TestDatabase.await("no write waits", () -> waiting(writer) == 2);
            assertThat(critical).isNotDone();
            assertThat(byHand).isNotDone();
        } finally {
            standby.forEach(process -> Signal.CONTINUE.to(process.pid()));
        }
        assertThat(critical.get(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(byHand.get(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anIdleStandbyIsCaughtUpAndTheModeStepsUpAndDown() throws Exception {
        ZoneId writer = set.writer();
        ZoneId standby = set.standbys().getFirst();
        TestDatabase.await(
                "an idle standby is not caught up",
                () -> set.view().members().entrySet().stream()
                        .anyMatch(member -> member.getKey().equals(standby)
                                && member.getValue().lag() instanceof Lag.CaughtUp));

        for (ReplicationSetting step : List.of(ReplicationSetting.REMOTE_APPLY, ReplicationSetting.LOCAL)) {
            assertThat(set.cloud.daemon.acknowledge("till", step, set.nextEpoch()))
                    .isInstanceOf(TaskEnd.Done.class);
            assertThat(set.view().setting()).isEqualTo(step);
        }
        assertThat(setting(writer, "app", "app")).isEqualTo("local");
    }

    @Test
    void withTwoServersTheOldWriterFollowsBeforeCriticalWritesGoOn() throws Exception {
        ZoneId to = set.standbys().getFirst();
        ZoneId from = set.writer();
        try (var client =
                KeyedWriter.start(set.cloud.inside(to), set.info().jdbcUrl(to, "books", "app"), "entries", 8, 200)) {
            client.await(50, BOUND);
            TaskEnd end = set.cutOver(to, false);
            client.await(50, BOUND);
            client.stop();

            assertThat(end).isInstanceOf(TaskEnd.Done.class);
            assertThat(client.faults()).isEmpty();
            assertThat(client.account(set.cloud.inside(to), set.info().jdbcUrl(to, "books", "app")))
                    .isEqualTo(new KeyedWriter.Account(Set.of(), Set.of()));
        }
        set.awaitRole(from, Role.STANDBY);
    }

    @Test
    void whatAnAsynchronousSetLosesIsNoOlderThanTheBoundThatIsStated() throws Exception {
        set.cloud.daemon.putDatabase(spec(ReplicationMode.ASYNC));
        ZoneId to = set.standbys().getFirst();
        try (var client = set.client(to, "quick")) {
            client.await(100, BOUND);
            long killed = System.nanoTime();
            Signal.KILL.to(set.serverPid(set.writer()));
            TaskEnd end = set.cutOver(to, true);
            client.await(20, BOUND);
            client.stop();

            assertThat(end).isInstanceOf(TaskEnd.Done.class);
            double boundNanos = end.because().numbers().getOrDefault("lossMs", 0.0) * 1e6;
            Set<Long> lost = client.account(set.cloud.inside(to), set.url(to)).lost();
            Map<Long, Long> answered = client.writes().stream()
                    .collect(Collectors.toMap(KeyedWriter.Write::key, KeyedWriter.Write::answeredNanos));
            assertThat(lost).allMatch(key -> killed - answered.getOrDefault(key, 0L) <= boundNanos);
        } finally {
            set.cloud.daemon.putDatabase(spec(ReplicationMode.HYBRID));
        }
    }

    @Test
    void aSetOutlivesItsCloudAndRemembersItsWriterAndItsFence(@TempDir Path directory) throws Exception {
        DatabaseSpec spec = DatabaseSpec.of("books", WEB, List.of(A, B), ReplicationMode.SYNC);
        KeyedWriter client;
        try (var before = TestDatabase.make(Fabrics.Wish.LOOPBACK, directory, spec)) {
            client = before.client(B, "entries");
            client.await(20, BOUND);
            assertThat(before.cutOver(B, false)).isInstanceOf(TaskEnd.Done.class);
            client.await(20, BOUND);
            client.stop();
        }
        try (Stream<Path> identities = Files.walk(directory.resolve("identity"))) {
            for (Path path : identities.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }

        try (var after = TestDatabase.make(Fabrics.Wish.LOOPBACK, directory, spec)) {
            assertThat(after.writer()).isEqualTo(B);
            after.nothingIsLost(client);
            assertThat(after.cloud.daemon.cutOver("books", B, A, false, TestDatabase.PAUSE_MAX, 0))
                    .isInstanceOf(TaskEnd.Refused.class);
        }
    }

    private static DatabaseSpec spec(ReplicationMode mode) {
        return new DatabaseSpec(
                HYBRID.name(),
                HYBRID.service(),
                HYBRID.zones(),
                HYBRID.dormant(),
                mode,
                HYBRID.databases(),
                HYBRID.roles(),
                HYBRID.criticalDatabases(),
                HYBRID.criticalRoles());
    }

    private long waiting(ZoneId writer) {
        try {
            return Long.parseLong(
                    set.ask(writer, "select count(*) from pg_stat_activity where wait_event = 'SyncRep'"));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String setting(ZoneId zone, String database, String role) throws IOException, SQLException {
        try (var connection = set.connect(zone, set.info().jdbcUrl(zone, database, role));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("show synchronous_commit")) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    private boolean run(ZoneId zone, String database, String role, String commands) throws IOException, SQLException {
        try (var connection = set.connect(zone, set.info().jdbcUrl(zone, database, role));
                var statement = connection.createStatement()) {
            statement.execute(commands);
            return true;
        }
    }

    private interface Work {
        boolean get() throws IOException, SQLException;
    }

    private static CompletableFuture<Boolean> later(Work work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.get();
                    } catch (IOException | SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                each -> Thread.ofPlatform().daemon().start(each));
    }
}
