package dev.understudy.clouds.local;

import static dev.understudy.clouds.local.TestCloud.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.clouds.local.fabric.Fabrics;
import dev.understudy.clouds.local.postgres.KeyedWriter;
import dev.understudy.clouds.local.postgres.PostgresReplica;
import dev.understudy.clouds.spi.DataReplica.Observed;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A replicated PostgreSQL in a cloud of its own, and what tests do with it. */
final class TestDatabase implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(40);
    static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    final TestCloud cloud;
    final String name;
    private final PostgresReplica replica;
    private long epoch;

    private TestDatabase(TestCloud cloud, DatabaseSpec spec) {
        this.cloud = cloud;
        this.name = spec.name();
        ZoneId from = spec.zones().getLast();
        this.replica = new PostgresReplica(
                cloud.daemon, name, WEB, cloud.inside(from), cloud.identity("agent-" + from), InstantSource.system());
    }

    /** Zones 20 ms apart where the fabric can slow the way. */
    static TestDatabase make(Fabrics.Wish wish, Path directory, DatabaseSpec spec) throws IOException {
        TestCloud cloud = TestCloud.of(wish, directory);
        cloud.zones(spec.zones().toArray(ZoneId[]::new));
        var database = new TestDatabase(cloud, spec);
        if (cloud.fabric().kind() == LocalCloudStatus.Fabric.TUN) {
            for (ZoneId from : spec.zones()) {
                for (ZoneId to : spec.zones()) {
                    database.link(from, to, false);
                }
            }
        }
        cloud.daemon.putDatabase(spec);
        return database;
    }

    DatabaseInfo info() {
        return cloud.daemon.database(name);
    }

    ZoneId writer() {
        return info().writer();
    }

    List<ZoneId> standbys() {
        var zones = new ArrayList<>(info().spec().zones());
        zones.remove(writer());
        return zones;
    }

    long nextEpoch() {
        return ++epoch;
    }

    TaskEnd cutOver(ZoneId to, boolean forced) {
        return cloud.daemon.cutOver(name, writer(), to, forced, PAUSE_MAX, nextEpoch());
    }

    TaskEnd rejoin(ZoneId zone) {
        return cloud.daemon.rejoin(name, zone, nextEpoch());
    }

    void link(ZoneId from, ZoneId to, boolean cut) {
        if (!from.equals(to)) {
            cloud.daemon.link(new LinkSpec(from.value(), to.value(), 10, 0, 0, cut));
        }
    }

    long serverPid(ZoneId zone) {
        return info().member(zone).serverPid();
    }

    /** Returns within a millisecond or two of the end of a process: what follows it may be over in a hundred. */
    void awaitEnd(long pid) throws InterruptedException {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
            assertThat(System.nanoTime()).as("process " + pid + " does not end").isLessThan(deadline);
            Thread.sleep(1);
        }
    }

    /** A client in a zone that writes 200 times a second through its pooler. */
    KeyedWriter client(ZoneId zone, String table) throws IOException, SQLException {
        return KeyedWriter.start(cloud.inside(zone), url(zone), table, 16, 200);
    }

    String url(ZoneId zone) {
        return info().jdbcUrl(zone, "app", "app");
    }

    void nothingIsLost(KeyedWriter client) throws IOException, SQLException {
        assertThat(client.acknowledged()).isPositive();
        assertThat(client.account(cloud.inside(writer()), url(writer())))
                .isEqualTo(new KeyedWriter.Account(Set.of(), Set.of()));
    }

    Connection connect(ZoneId from, String url) throws IOException {
        return cloud.inside(from).call(() -> DriverManager.getConnection(url));
    }

    /** Asks a server itself, as an observer. */
    String ask(ZoneId zone, String query) throws IOException, SQLException {
        String identity = cloud.daemon.identity("observer", List.of()).directory();
        String url = "jdbc:postgresql://" + info().member(zone).server()
                + "/postgres?user=observer&sslmode=verify-full&connectTimeout=3&socketTimeout=5"
                + "&sslfactory=dev.understudy.clouds.local.postgres.IdentitySockets&sslfactoryarg=" + identity;
        try (Connection connection = connect(zone, url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    DataView view() {
        return ((Observed.Seen) replica.observe()).view();
    }

    void awaitRole(ZoneId zone, DataMember.Role role) {
        await(zone + " is not " + role, () -> {
            DataMember member = view().members().get(zone);
            return member != null && member.role() == role;
        });
    }

    static void await(String otherwise, BooleanSupplier condition) {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(otherwise).isLessThan(deadline);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        replica.close();
        cloud.close();
    }
}
