package dev.understudy.clouds.local.postgres;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks one server over the network what it is, on a connection that is kept. One that does not answer in time is not there. */
final class ServerLook implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMillis(2_500);
    private static final String SELF = "select not pg_is_in_recovery(), case when pg_is_in_recovery() then greatest("
            + "coalesce(pg_last_wal_receive_lsn(), '0/0'), coalesce(pg_last_wal_replay_lsn(), '0/0'))"
            + " else pg_current_wal_lsn() end, case when pg_is_in_recovery() then"
            + " coalesce(pg_last_wal_replay_lsn(), '0/0') else pg_current_wal_lsn() end,"
            + " (select max(substr(name, 1, 8)) from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'),"
            + " exists (select from pg_stat_wal_receiver where status = 'streaming')";
    private static final String STANDBYS =
            "select application_name, state = 'streaming', coalesce(sent_lsn, '0/0'), coalesce(replay_lsn, '0/0'),"
                    + " extract(epoch from replay_lag) * 1e9, extract(epoch from write_lag) * 1e9,"
                    + " sync_state in ('sync', 'quorum'), coalesce(version = 'TLSv1.3' and client_dn is not null, false)"
                    + " from pg_stat_replication join pg_stat_ssl using (pid)";

    private final Sql sql;
    private @Nullable FutureTask<Answer> late;

    /**
     * What a server says of itself.
     *
     * @param writes whether it is no standby
     * @param receivedBytes newest log it has
     * @param appliedBytes log it has applied
     * @param timeline of its newest log
     * @param receiving whether log comes in
     * @param standbys those that it sends log to, by name
     */
    record Answer(
            boolean writes,
            long receivedBytes,
            long appliedBytes,
            long timeline,
            boolean receiving,
            Map<String, Standby> standbys) {}

    /**
     * What a server says of one it sends log to.
     *
     * @param replayLag how long the log takes until it is applied there; empty where nothing was under way of late
     * @param writeLag how long it takes until it is there, one round trip at least; likewise
     */
    record Standby(
            boolean streaming,
            long sentBytes,
            long replayedBytes,
            Optional<Duration> replayLag,
            Optional<Duration> writeLag,
            boolean acknowledges,
            boolean encrypted) {}

    /** @param identity whom we show */
    ServerLook(Inside inside, String endpoint, Path identity) {
        sql = new Sql(inside, endpoint, "postgres", ServerConfig.OBSERVER, identity);
    }

    /** Begins to ask; ask for the answer soon. */
    synchronized FutureTask<Answer> begin() {
        FutureTask<Answer> running = late;
        if (running != null && !running.isDone()) {
            return running; // one that hangs is not asked a second time
        }
        var task = new FutureTask<>(this::ask);
        late = task;
        Thread.ofVirtual().name("look").start(task);
        return task;
    }

    /** Empty when it does not answer in time, or says no. */
    static Optional<Answer> end(FutureTask<Answer> task, long deadlineNanos) {
        try {
            long rest = Math.max(1, deadlineNanos - System.nanoTime());
            return Optional.of(task.get(rest, TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    static long deadline() {
        return System.nanoTime() + BOUND.toNanos();
    }

    private Answer ask() throws SQLException {
        var standbys = new TreeMap<String, Standby>();
        List<Answer> self = sql.rows(
                BOUND,
                SELF,
                row -> new Answer(
                        row.getBoolean(1),
                        Topology.bytes(row.getString(2)),
                        Topology.bytes(row.getString(3)),
                        Long.parseLong(row.getString(4), 16),
                        row.getBoolean(5),
                        standbys));
        sql.rows(
                BOUND,
                STANDBYS,
                row -> standbys.put(
                        row.getString(1),
                        new Standby(
                                row.getBoolean(2),
                                Topology.bytes(row.getString(3)),
                                Topology.bytes(row.getString(4)),
                                nanos(row, 5),
                                nanos(row, 6),
                                row.getBoolean(7),
                                row.getBoolean(8))));
        return self.getFirst();
    }

    private static Optional<Duration> nanos(ResultSet row, int column) throws SQLException {
        double nanos = row.getDouble(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofNanos(Math.round(nanos)));
    }

    @Override
    public void close() {
        sql.close();
    }
}
