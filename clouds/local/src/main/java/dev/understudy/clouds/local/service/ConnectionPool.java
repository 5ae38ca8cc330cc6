package dev.understudy.clouds.local.service;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A few connections to the pooler of the zone, kept open and used in turn. The pooler does the real pooling; here it is
 * only spared the handshake for each request. A connection that failed is thrown away, so nothing has to be tested before
 * it is used. Safe for several threads.
 */
final class ConnectionPool {
    private final String url;
    private final int size;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    /**
     * @param url where to connect, JDBC
     * @param size most connections at once, at least 1
     */
    ConnectionPool(String url, int size) {
        this.url = url;
        this.size = size;
        this.free = new Semaphore(size, true);
    }

    /** Work on one connection; it commits what it wants kept. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Does work on a connection, when one is free.
     *
     * @param deadlineNanos when to give up waiting for one, on {@link System#nanoTime}
     */
    <T> T with(long deadlineNanos, Work<T> work) throws SQLException {
        take(deadlineNanos);
        try {
            Connection kept = idle.pollFirst();
            Connection connection = kept == null ? DriverManager.getConnection(url) : kept;
            boolean well = false;
            try {
                T result = work.on(connection);
                well = true;
                return result;
            } finally {
                if (well) {
                    idle.addFirst(connection);
                } else {
                    closeQuietly(connection);
                }
            }
        } finally {
            free.release();
        }
    }

    /** Opens as many connections as it may have, and asks a question on each. */
    void warm(long deadlineNanos) throws SQLException {
        var opened = new ArrayList<Connection>();
        int taken = 0;
        try {
            for (; taken < size; taken++) {
                take(deadlineNanos);
            }
            for (Connection kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
                opened.add(kept);
            }
            while (opened.size() < size) {
                opened.add(DriverManager.getConnection(url));
            }
            for (Connection connection : opened) {
                try (Statement question = connection.createStatement()) {
                    question.execute("select 1");
                }
            }
            opened.forEach(idle::addFirst);
        } catch (SQLException e) {
            opened.forEach(ConnectionPool::closeQuietly);
            throw e;
        } finally {
            free.release(taken);
        }
    }

    private void take(long deadlineNanos) throws SQLException {
        try {
            if (!free.tryAcquire(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new SQLTransientConnectionException("none of " + size + " connections is free", "53300");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted", "57014", e);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException _) {
            // it is broken, which is why it is closed
        }
    }
}
