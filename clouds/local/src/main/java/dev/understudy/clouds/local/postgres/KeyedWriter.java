package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.process.Waiting;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A client that writes at a steady rate, each write with a key of its own in the same transaction, and notes what was
 * acknowledged when: what is acknowledged and not there was lost, what is there twice was written twice. A write that
 * failed is not sent again.
 */
public final class KeyedWriter implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Inside inside;
    private final String url;
    private final String table;
    private final long periodNanos;
    private final ConcurrentLinkedQueue<Write> writes = new ConcurrentLinkedQueue<>();
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong due;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * One write.
     *
     * @param key unique
     * @param sentNanos when it was sent
     * @param answeredNanos when its answer came
     * @param fault why it failed; empty when it was acknowledged
     */
    public record Write(long key, long sentNanos, long answeredNanos, String fault) {
        public boolean acknowledged() {
            return fault.isEmpty();
        }
    }

    private KeyedWriter(Inside inside, String url, String table, double perSecond) {
        this.inside = inside;
        this.url = url;
        this.table = table;
        this.periodNanos = (long) (1e9 / perSecond);
        this.due = new AtomicLong(System.nanoTime());
    }

    /**
     * Makes its table where there is none and begins.
     *
     * @param inside where it is
     * @param url of the database, for JDBC
     * @param connections writes that may be under way at once
     */
    public static KeyedWriter start(Inside inside, String url, String table, int connections, double perSecond)
            throws IOException, SQLException {
        var writer = new KeyedWriter(inside, url, table, perSecond);
        try (Connection connection = writer.connect();
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists " + table
                    + " (key bigint not null, written_at timestamptz not null" + " default now())");
        }
        for (int at = 0; at < connections; at++) {
            writer.threads.add(Thread.ofPlatform().daemon().name("writer-" + at).start(writer::work));
        }
        return writer;
    }

    /** What it wrote so far, in the order of the answers. */
    public List<Write> writes() {
        return List.copyOf(writes);
    }

    /** Returns when so many more writes were acknowledged. */
    public void await(int more, Duration bound) throws IOException {
        long wanted = acknowledged() + more;
        if (!Waiting.until(bound, () -> acknowledged() >= wanted)) {
            throw new IOException(
                    "only " + acknowledged() + " writes were acknowledged, not " + wanted + ": " + faults());
        }
    }

    public long acknowledged() {
        return writes.stream().filter(Write::acknowledged).count();
    }

    public List<String> faults() {
        return writes.stream()
                .filter(write -> !write.acknowledged())
                .map(Write::fault)
                .toList();
    }

    /** The longest time without an acknowledgement. */
    public Duration longestPause() {
        long longest = 0;
        long last = 0;
        for (Write write : writes) {
            if (write.acknowledged()) {
                longest = last == 0 ? 0 : Math.max(longest, write.answeredNanos() - last);
                last = write.answeredNanos();
            }
        }
        return Duration.ofNanos(longest);
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends the writing, once what is under way is answered. */
    public void stop() {
        ended.set(true);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * What an independent look finds.
     *
     * @param lost keys acknowledged and not there
     * @param duplicated keys there more than once
     */
    public record Account(Set<Long> lost, Set<Long> duplicated) {}

    /** Counts what is there, over a connection of its own. */
    public Account account(Inside from, String throughUrl) throws IOException, SQLException {
        var there = new HashSet<Long>();
        var twice = new HashSet<Long>();
        try (Connection connection = from.call(() -> DriverManager.getConnection(throughUrl));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select key from " + table)) {
            while (rows.next()) {
                if (!there.add(rows.getLong(1))) {
                    twice.add(rows.getLong(1));
                }
            }
        }
        var lost = new HashSet<Long>();
        writes.stream()
                .filter(Write::acknowledged)
                .map(Write::key)
                .filter(key -> !there.contains(key))
                .forEach(lost::add);
        return new Account(lost, twice);
    }

    private Connection connect() throws IOException {
        return inside.call(() -> DriverManager.getConnection(
                url + "&connectTimeout=" + CONNECT.toSeconds() + "&socketTimeout=40&ApplicationName=keyed-writer"));
    }

    private void work() {
        @Nullable Connection connection = null;
        while (!ended.get()) {
            waitUntil(due.getAndAdd(periodNanos));
            long key = keys.incrementAndGet();
            long sent = System.nanoTime();
            String fault = "";
            try {
                if (connection == null) {
                    connection = connect();
                }
                try (var statement = connection.prepareStatement("insert into " + table + " (key) values (?)")) {
                    statement.setLong(1, key);
                    statement.executeUpdate();
                }
            } catch (IOException | SQLException e) {
                fault = String.valueOf(e.getMessage());
                close(connection);
                connection = null;
            }
            writes.add(new Write(key, sent, System.nanoTime(), fault));
        }
        close(connection);
    }

    private static void waitUntil(long nanos) {
        long rest = nanos - System.nanoTime();
        if (rest > 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(rest);
        }
    }

    private static void close(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException _) {
                // it is gone, which is what was wanted
            }
        }
    }
}
