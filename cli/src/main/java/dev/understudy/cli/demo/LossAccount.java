package dev.understudy.cli.demo;

import dev.understudy.cli.CliException;
import dev.understudy.clouds.local.DatabaseInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the client was told, held against what the database has. Whoever makes it shares nothing with the client but its
 * log.
 *
 * @param acked writes that were acknowledged
 * @param lost of them, those that are not there
 * @param duplicated keys that are there more than once
 */
record LossAccount(long acked, long lost, long duplicated) {
    private static final int ATTEMPTS = 5;

    /**
     * Reads the database where its writer is.
     *
     * @param log keys that were acknowledged, one a line
     */
    static LossAccount take(DatabaseInfo database, Path log) {
        var spec = database.spec();
        String name = spec.databases().getFirst();
        String url = database.jdbcUrl(database.writer(), name, spec.roles().getFirst());
        try {
            return compare(Files.readAllLines(log), patiently(url));
        } catch (IOException fault) {
            throw new CliException("the client's log cannot be read: " + fault.getMessage(), fault);
        } catch (SQLException fault) {
            throw new CliException("the orders cannot be counted: " + fault.getMessage(), fault);
        }
    }

    /** A busy machine may need more than one try. */
    private static Map<String, Long> patiently(String url) throws SQLException {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                return keys(url);
            } catch (SQLException passing) {
                if (Thread.currentThread().isInterrupted()) {
                    throw passing;
                }
            }
        }
        return keys(url);
    }

    /** @param there each key of the database, and how often it is there */
    static LossAccount compare(List<String> acknowledged, Map<String, Long> there) {
        return new LossAccount(
                acknowledged.size(),
                acknowledged.stream().filter(key -> !there.containsKey(key)).count(),
                there.values().stream().filter(times -> times > 1).count());
    }

    private static Map<String, Long> keys(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select key, count(*) from orders group by key")) {
            var keys = new HashMap<String, Long>();
            while (rows.next()) {
                keys.put(rows.getString(1), rows.getLong(2));
            }
            return keys;
        }
    }
}
