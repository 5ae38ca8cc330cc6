package dev.understudy.clouds.local.postgres;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;

/** Opens the pool of a zone as wide as it goes: each transaction that is open at once needs a connection of its own. */
final class WarmPool {
    private static final Duration BOUND = Duration.ofSeconds(3);
    private static final int CONNECTIONS = PoolerConfig.POOL_SIZE / 2;

    private WarmPool() {}

    /** Returns how many connections to the writer are open. */
    static int open(Seat seat, String database, String role, String identity) throws SQLException {
        var clients = new ArrayList<Sql>();
        try {
            for (int client = 0; client < CONNECTIONS; client++) {
                var sql = new Sql(seat.inside(), seat.pooler(), database, role, Path.of(identity));
                clients.add(sql);
                sql.run(BOUND, "begin");
            }
            for (Sql sql : clients) {
                sql.run(BOUND, "rollback");
            }
            return CONNECTIONS;
        } finally {
            clients.forEach(Sql::close);
        }
    }
}
