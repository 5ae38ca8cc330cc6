package dev.understudy.clouds.local.postgres;

import java.nio.file.Path;
import java.util.Collection;

/**
 * What a pooler is told.
 *
 * @param seat whose
 * @param writer where it leads to
 * @param databases it offers
 * @param roles it lets in, each by a certificate of its name
 */
record PoolerConfig(Seat seat, Seat writer, Collection<String> databases, Collection<String> roles) {
    /** Connections to the writer for each database and role of a zone. */
    static final int POOL_SIZE = 12;

    /** The pooler's own database, where it takes orders. */
    static final String ADMIN = "pgbouncer";

    /** Longest that a client is held before it is told, seconds. */
    private static final int HOLD_SECONDS = 30;

    Path file() {
        return seat.directory().resolve("pgbouncer.ini");
    }

    Path hbaFile() {
        return seat.directory().resolve("pooler_hba.conf");
    }

    Path userFile() {
        return seat.directory().resolve("pooler_users.txt");
    }

    String ini() {
        var lines = new StringBuilder("[databases]\n");
        for (String database : databases) {
            lines.append(database)
                    .append(" = host=")
                    .append(writer.address())
                    .append(" port=")
                    .append(writer.serverPort())
                    .append(" dbname=")
                    .append(database)
                    .append('\n');
        }
        Path identity = seat.identity(ServerConfig.POOLER);
        return lines.append("""
                [pgbouncer]
                listen_addr = %s
                listen_port = %d
                unix_socket_dir =
                admin_users = cloud
                auth_type = hba
                auth_hba_file = %s
                auth_file = %s
                pool_mode = transaction
                max_client_conn = 500
                default_pool_size = %d
                server_login_retry = 0.1
                server_connect_timeout = 3
                server_idle_timeout = 600
                query_wait_timeout = %d
                tcp_keepidle = 2
                tcp_keepintvl = 1
                tcp_keepcnt = 3
                tcp_user_timeout = 3000
                ignore_startup_parameters = extra_float_digits,options
                client_tls_sslmode = verify-full
                client_tls_protocols = tlsv1.3
                client_tls_ca_file = %s
                client_tls_cert_file = %s
                client_tls_key_file = %s
                server_tls_sslmode = verify-full
                server_tls_protocols = tlsv1.3
                server_tls_ca_file = %s
                server_tls_cert_file = %s
                server_tls_key_file = %s
                log_connections = 0
                log_disconnections = 0
                log_stats = 0
                """.formatted(
                                seat.address(),
                                seat.poolerPort(),
                                hbaFile(),
                                userFile(),
                                POOL_SIZE,
                                HOLD_SECONDS,
                                identity.resolve("ca.pem"),
                                identity.resolve("cert.pem"),
                                identity.resolve("key.pem"),
                                identity.resolve("ca.pem"),
                                identity.resolve("cert.pem"),
                                identity.resolve("key.pem")))
                .toString();
    }

    String hba() {
        var lines = new StringBuilder("hostssl pgbouncer cloud 0.0.0.0/0 cert\n");
        for (String role : roles) {
            lines.append("hostssl all ").append(role).append(" 0.0.0.0/0 cert\n");
        }
        return lines.append("host all all 0.0.0.0/0 reject\n").toString();
    }

    String users() {
        var lines = new StringBuilder("\"cloud\" \"\"\n");
        for (String role : roles) {
            lines.append('"').append(role).append("\" \"\"\n");
        }
        return lines.toString();
    }
}
