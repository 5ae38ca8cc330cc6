package dev.understudy.clouds.local.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server or a pooler, opened when it is needed and kept: TLS 1.3, our certificate shown, theirs
 * checked against the address. Every call is bounded in time; whatever goes wrong closes the connection.
 */
final class Sql implements AutoCloseable {
    private final Inside inside;
    private final String url;
    private final Properties properties;
    private @Nullable Connection connection;

    /** Reads one row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * @param inside the place to speak from
     * @param endpoint {@code host:port}
     * @param identity directory of the identity to show
     */
    Sql(Inside inside, String endpoint, String database, String role, Path identity) {
        this.inside = inside;
        this.url = "jdbc:postgresql://" + endpoint + "/" + database;
        properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslfactory", IdentitySockets.class.getName());
        properties.setProperty("sslfactoryarg", identity.toString());
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("assumeMinServerVersion", "15");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("ApplicationName", "understudy");
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "3");
        properties.setProperty("sslResponseTimeout", "2000");
    }

    /** Every row that a query gives. One that finds the kept connection broken is asked again on a new one. */
    synchronized <T> List<T> rows(Duration bound, String query, Row<T> reader) throws SQLException {
        boolean kept = connection != null;
        try {
            return rows(open(), bound, query, reader);
        } catch (SQLException e) {
            if (kept && connection == null) {
                return rows(open(), bound, query, reader);
            }
            throw e;
        }
    }

    private <T> List<T> rows(Connection open, Duration bound, String query, Row<T> reader) throws SQLException {
        try {
            open.setNetworkTimeout(Runnable::run, Math.toIntExact(Math.max(1, bound.toMillis())));
            try (var statement = open.createStatement()) {
                var rows = new ArrayList<T>();
                try (ResultSet result = statement.executeQuery(query)) {
                    while (result.next()) {
                        rows.add(reader.read(result));
                    }
                }
                return rows;
            }
        } catch (SQLException e) {
            closeBroken(open, e);
            throw e;
        }
    }

    /** The first column of the only row. */
    String text(Duration bound, String query) throws SQLException {
        List<String> rows = rows(bound, query, row -> row.getString(1));
        if (rows.size() != 1) {
            throw new SQLException("\"" + query + "\" gave " + rows.size() + " rows; expected: one");
        }
        return rows.getFirst();
    }

    synchronized void run(Duration bound, String command) throws SQLException {
        Connection open = open();
        try {
            open.setNetworkTimeout(Runnable::run, Math.toIntExact(Math.max(1, bound.toMillis())));
            try (var statement = open.createStatement()) {
                statement.execute(command);
            }
        } catch (SQLException e) {
            closeBroken(open, e);
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException _) {
                // it is gone, which is what was wanted
            }
            connection = null;
        }
    }

    private Connection open() throws SQLException {
        Connection found = connection;
        if (found != null && !found.isClosed()) {
            return found;
        }
        try {
            Connection opened = inside.call(() -> DriverManager.getConnection(url, properties));
            connection = opened;
            return opened;
        } catch (IOException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw new SQLException("cannot connect to " + url + ": " + e.getMessage(), e);
        }
    }

    /** An answer that says no leaves the connection as it was; class 08 and 57 of SQLSTATE say that it is gone. */
    private void closeBroken(Connection open, SQLException e) throws SQLException {
        String state = e.getSQLState() == null ? "08" : e.getSQLState();
        if (state.startsWith("08") || state.startsWith("57") || open.isClosed()) {
            close();
        }
    }
}
