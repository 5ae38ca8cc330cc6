package dev.understudy.bench.load;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client of the database itself. A broken connection costs the statement that was on it; the next one connects again and
 * keeps trying, as a pool does.
 */
final class SqlClient implements Client {
    /** The order and its key are one row, so one transaction; nothing keeps a key from being there twice but us. */
    private static final String WRITE = "insert into orders(key, body) values (?, 'order of the measurement')";

    private static final String READ = "select body from orders where key = ?";
    private static final long TRY_AGAIN_MILLIS = 20;

    private final String url;
    private final Duration deadline;
    private @Nullable Connection connection;

    /**
     * @param url with every host, of which the driver finds the one that takes writes
     * @param deadline how long it tries to connect before a request fails
     */
    SqlClient(String url, Duration deadline) {
        this.url = url;
        this.deadline = deadline;
    }

    @Override
    public void send(boolean write, String key) throws SQLException, InterruptedException {
        Connection open = connected();
        try (var statement = open.prepareStatement(write ? WRITE : READ)) {
            statement.setString(1, key);
            statement.execute();
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private Connection connected() throws SQLException, InterruptedException {
        Connection open = connection;
        long until = System.nanoTime() + deadline.toNanos();
        while (open == null) {
            try {
                open = DriverManager.getConnection(url);
            } catch (SQLException e) {
                if (System.nanoTime() > until) {
                    throw e;
                }
                Thread.sleep(TRY_AGAIN_MILLIS);
            }
        }
        connection = open;
        return open;
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException _) {
                return; // it was broken, which is why it is closed
            }
        }
    }
}
