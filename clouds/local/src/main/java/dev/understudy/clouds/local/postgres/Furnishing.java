package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.DatabaseSpec;
import dev.understudy.clouds.local.postgres.Members.Member;
import dev.understudy.clouds.local.postgres.SetRecord.Duty;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Makes a set what its record says: servers, roles, databases, what is critical, standbys, poolers. */
final class Furnishing {
    private static final Duration WORK = Duration.ofSeconds(10);

    private final Topology topology;

    Furnishing(Topology topology) {
        this.topology = topology;
    }

    void run() throws IOException, SQLException {
        Member writer = topology.writer();
        if (!writer.server().hasData()) {
            writer.server().initialise();
        }
        topology.configure(writer);
        writer.server().start(false);
        Sql sql = writer.server().sql();
        roles(sql);
        databases(sql);
        critical(sql);
        standbys();
        topology.configureAll();
        Topology.slots(writer, topology.othersThan(writer.seat().zone()));
        for (Member member : topology.members().all()) {
            member.pooler()
                    .configure(topology.poolerConfig(
                            member.seat(), topology.record().writer()));
            member.pooler()
                    .start(topology.poolerConfig(
                            member.seat(), topology.record().writer()));
        }
    }

    private void roles(Sql sql) throws SQLException {
        DatabaseSpec spec = topology.record().spec();
        Set<String> found = names(sql, "select rolname from pg_roles");
        once(sql, found, ServerConfig.REPLICA, "create role replica replication login");
        once(sql, found, ServerConfig.OBSERVER, "create role observer login in role pg_monitor");
        once(sql, found, "clients", "create role clients nologin");
        if (!found.contains(ServerConfig.REWINDER)) {
            sql.run(WORK, "create role rewinder login");
            for (String function : List.of(
                    "pg_ls_dir(text, boolean, boolean)",
                    "pg_stat_file(text, boolean)",
                    "pg_read_binary_file(text)",
                    "pg_read_binary_file(text, bigint, bigint, boolean)")) {
                sql.run(WORK, "grant execute on function " + function + " to rewinder");
            }
        }
        String owner = spec.roles().getFirst();
        for (String role : spec.roles()) {
            if (!found.contains(role)) {
                sql.run(
                        WORK,
                        "create role " + role + " login in role clients" + (role.equals(owner) ? "" : ", " + owner));
            }
        }
    }

    /** Each by a command of its own: a database cannot be made inside a transaction, nor by one of several commands. */
    private void databases(Sql sql) throws SQLException {
        DatabaseSpec spec = topology.record().spec();
        Set<String> found = names(sql, "select datname from pg_database");
        for (String database : spec.databases()) {
            once(
                    sql,
                    found,
                    database,
                    "create database " + database + " owner " + spec.roles().getFirst());
        }
    }

    /** In hybrid mode what is critical waits for a standby whatever the rest does. */
    private void critical(Sql sql) throws SQLException {
        DatabaseSpec spec = topology.record().spec();
        boolean hybrid = spec.mode() == ReplicationMode.HYBRID;
        for (String database : spec.databases()) {
            waits(
                    sql,
                    "database " + database,
                    hybrid && spec.criticalDatabases().contains(database));
        }
        for (String role : spec.roles()) {
            waits(sql, "role " + role, hybrid && spec.criticalRoles().contains(role));
        }
    }

    private static void waits(Sql sql, String what, boolean critical) throws SQLException {
        sql.run(
                WORK,
                "alter " + what
                        + (critical ? " set synchronous_commit = 'remote_apply'" : " reset synchronous_commit"));
    }

    private void standbys() throws IOException, SQLException {
        var joining = new Joining(topology);
        for (ZoneId zone : new TreeSet<>(topology.record().duties().keySet())) {
            Duty duty = topology.record().duty(zone);
            boolean stands = duty == Duty.RUN || duty == Duty.REBUILD;
            if (stands && !zone.equals(topology.record().writer())) {
                TaskEnd end = joining.join(zone);
                if (!(end instanceof TaskEnd.Done)) {
                    throw new IOException(end.because().sentence());
                }
            }
        }
    }

    private static void once(Sql sql, Collection<String> found, String name, String command) throws SQLException {
        if (!found.contains(name)) {
            sql.run(WORK, command);
        }
    }

    private static Set<String> names(Sql sql, String query) throws SQLException {
        return new TreeSet<>(sql.rows(WORK, query, row -> row.getString(1)));
    }
}
