package dev.understudy.clouds.local.service;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Orders in the service's database. Each has a key that its client made, kept in the order's own row: the same order
 * given again finds itself there. So whatever became of an attempt, it can be made again, and a client whose writer moves
 * to another zone in the middle of it sees a pause and no error. Safe for several threads.
 */
final class Orders {
    /** How long attempts go on. Longer than a writer takes to move, shorter than people wait. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int WARM_UPS = 20;

    /** After being found warm it is taken for warm so long: many ask at once. */
    private static final long STAYS_WARM_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long SCHEMA_LOCK = 0x0D0E05;
    private static final String CREATE =
            "create table if not exists orders (id bigint generated always as identity primary key,"
                    + " key text not null unique, body text not null, instance text not null,"
                    + " at timestamptz not null default now())";

    private final ConnectionPool pool;
    private final ReentrantLock warming = new ReentrantLock();
    private volatile boolean made;

    /** Whether it was warm once, and when it was found so last; guarded by {@link #warming}. */
    private boolean warm;

    private long warmAtNanos;

    /**
     * An order that is in the database.
     *
     * @param id its number
     * @param body what was ordered
     * @param instance which instance took it
     * @param first whether this attempt wrote it, and none before
     */
    record Order(long id, String body, String instance, boolean first) {}

    Orders(ConnectionPool pool) {
        this.pool = pool;
    }

    /**
     * Writes an order, unless its key is there already.
     *
     * @param replicated whether it must be on a standby before it counts, whatever is usual
     */
    Order put(String key, String body, String instance, boolean replicated) throws SQLException {
        return persistently(connection -> {
            if (!replicated) {
                return put(connection, key, body, instance);
            }
            connection.setAutoCommit(false);
            try (Statement setting = connection.createStatement()) {
                setting.execute("set local synchronous_commit = remote_apply");
            }
            Order order = put(connection, key, body, instance);
            connection.commit();
            connection.setAutoCommit(true);
            return order;
        });
    }

    private static Order put(Connection connection, String key, String body, String instance) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into orders (key, body, instance) values (?, ?, ?) on conflict (key) do nothing returning id")) {
            insert.setString(1, key);
            insert.setString(2, body);
            insert.setString(3, instance);
            try (ResultSet written = insert.executeQuery()) {
                if (written.next()) {
                    return new Order(written.getLong(1), body, instance, true);
                }
            }
        }
        return get(connection, key).orElseThrow(() -> new SQLException("order " + key + " was deleted", "40001"));
    }

    Optional<Order> get(String key) throws SQLException {
        return persistently(connection -> get(connection, key));
    }

    private static Optional<Order> get(Connection connection, String key) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select id, body, instance from orders where key = ?")) {
            select.setString(1, key);
            try (ResultSet found = select.executeQuery()) {
                return found.next()
                        ? Optional.of(new Order(found.getLong(1), found.getString(2), found.getString(3), false))
                        : Optional.empty();
            }
        }
    }

    long count() throws SQLException {
        return persistently(connection -> {
            try (Statement select = connection.createStatement();
                    ResultSet counted = select.executeQuery("select count(*) from orders")) {
                counted.next();
                return counted.getLong(1);
            }
        });
    }

    /**
     * Makes the table where it is missing, opens every connection, and has the driver's code run.
     *
     * @param deadlineNanos when to give up, on {@link System#nanoTime}
     */
    void warm(long deadlineNanos) throws SQLException {
        warming.lock(); // two at once would each wait for the connections of the other
        try {
            if (warm && System.nanoTime() - warmAtNanos < STAYS_WARM_NANOS) {
                return;
            }
            for (int round = 0; round < WARM_UPS && !warm; round++) {
                var _ = persistently(deadlineNanos, connection -> get(connection, "none"));
            }
            pool.warm(deadlineNanos);
            warm = true;
            warmAtNanos = System.nanoTime();
        } finally {
            warming.unlock();
        }
    }

    private <T> T persistently(ConnectionPool.Work<T> work) throws SQLException {
        return persistently(System.nanoTime() + PATIENCE_NANOS, work);
    }

    /** Does work until it succeeds, or fails for a reason that another attempt would not change, or time is up. */
    private <T> T persistently(long deadline, ConnectionPool.Work<T> work) throws SQLException {
        long pause = PAUSE_NANOS;
        while (true) {
            try {
                if (!made) {
                    pool.with(deadline, Orders::make);
                    made = true;
                }
                return pool.with(deadline, work);
            } catch (SQLException e) {
                if (!passes(e) || deadline - System.nanoTime() < pause) {
                    throw e;
                }
                made &= !"42P01".equals(e.getSQLState()); // a writer without the table has lost it, or is a new one
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    /** One instance at a time: making the same table twice at once fails even where it need not exist. */
    private static boolean make(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
            statement.execute(CREATE);
        }
        connection.commit();
        connection.setAutoCommit(true);
        return true;
    }

    /**
     * Whether a fault passes by itself: the connection was lost or refused (class 08), the server is full (53), is being
     * ended or started (57P), takes no writes because it is a standby now (25006), has met another transaction (40), or
     * has no table yet.
     */
    private static boolean passes(SQLException fault) {
        String state = fault.getSQLState();
        return state == null
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.startsWith("40")
                || state.equals("25006")
                || state.equals("42P01");
    }
}
