package dev.understudy.clouds.local.postgres;

import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.zone.ZoneId;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a server is told, all of it outside its data directory: what is inside travels with copies and rewinds.
 *
 * @param seat whose
 * @param upstream whom it follows; empty for the writer, and for a standby that shall receive nothing
 * @param waitFor standbys of which one must have a write before it is acknowledged; none when writes wait for nobody
 * @param setting how writes are acknowledged where the client does not say
 */
record ServerConfig(Seat seat, Optional<Seat> upstream, List<ZoneId> waitFor, ReplicationSetting setting) {
    /** The cloud's own role, which may do everything. */
    static final String CLOUD = "cloud";

    /** Reads what servers say of themselves; agents take it. */
    static final String OBSERVER = "observer";

    static final String REPLICA = "replica";
    static final String REWINDER = "rewinder";
    static final String POOLER = "pooler";

    /** Time after which a silent connection between servers is given up, milliseconds. */
    private static final int SILENCE_MILLIS = 3_000;

    static String settingName(ReplicationSetting setting) {
        return switch (setting) {
            case LOCAL -> "local";
            case REMOTE_FLUSH -> "on";
            case REMOTE_APPLY -> "remote_apply";
        };
    }

    String synchronousNames() {
        return waitFor.isEmpty()
                ? ""
                : waitFor.stream()
                        .map(zone -> '"' + zone.value() + '"')
                        .collect(Collectors.joining(", ", "ANY 1 (", ")"));
    }

    String postgresqlConf() {
        Path identity = seat.identity("server");
        return """
                hba_file = '%s'
                ident_file = '%s'
                listen_addresses = '%s'
                port = %d
                unix_socket_directories = ''
                cluster_name = '%s'
                max_connections = 200
                shared_buffers = 32MB
                wal_level = replica
                wal_log_hints = on
                max_wal_senders = 16
                max_replication_slots = 16
                wal_keep_size = 128MB
                max_slot_wal_keep_size = 512MB
                max_wal_size = 512MB
                recovery_init_sync_method = syncfs
                hot_standby = on
                hot_standby_feedback = on
                wal_receiver_status_interval = 1s
                wal_receiver_timeout = %dms
                wal_sender_timeout = %dms
                wal_retrieve_retry_interval = 20ms
                tcp_keepalives_idle = 2
                tcp_keepalives_interval = 1
                tcp_keepalives_count = 3
                tcp_user_timeout = %d
                ssl = on
                ssl_min_protocol_version = 'TLSv1.3'
                ssl_ca_file = '%s'
                ssl_cert_file = '%s'
                ssl_key_file = '%s'
                log_line_prefix = '%%m [%%p] %%a '
                logging_collector = off
                synchronous_standby_names = '%s'
                synchronous_commit = '%s'
                primary_conninfo = '%s'
                primary_slot_name = '%s'
                """.formatted(
                        seat.directory().resolve("pg_hba.conf"),
                        seat.directory().resolve("pg_ident.conf"),
                        seat.address(),
                        seat.serverPort(),
                        seat.zone(),
                        SILENCE_MILLIS,
                        SILENCE_MILLIS,
                        SILENCE_MILLIS,
                        identity.resolve("ca.pem"),
                        identity.resolve("cert.pem"),
                        identity.resolve("key.pem"),
                        synchronousNames(),
                        settingName(setting),
                        upstream.map(this::upstreamConnection).orElse(""),
                        upstream.isPresent() ? seat.slot() : "");
    }

    private String upstreamConnection(Seat from) {
        return connection(from, REPLICA) + " application_name=" + seat.zone();
    }

    /** How this server reaches another one in a role, as libpq wants it. */
    String connection(Seat to, String role) {
        Path identity = seat.identity(role);
        return "host=" + to.address() + " port=" + to.serverPort() + " user=" + role
                + " dbname=postgres sslmode=verify-full ssl_min_protocol_version=TLSv1.3 gssencmode=disable sslrootcert="
                + identity.resolve("ca.pem") + " sslcert=" + identity.resolve("cert.pem") + " sslkey="
                + identity.resolve("key.pem") + " connect_timeout=3 keepalives_idle=2 keepalives_interval=1"
                + " keepalives_count=3 tcp_user_timeout=" + SILENCE_MILLIS;
    }

    /** Nobody gets in but by TLS and a certificate; clients only through the poolers, which can hold them. */
    static String hba(Collection<String> databases) {
        var lines = new StringBuilder();
        lines.append("hostssl replication replica 0.0.0.0/0 cert\n");
        lines.append("hostssl postgres rewinder 0.0.0.0/0 cert\n");
        lines.append("hostssl all cloud 0.0.0.0/0 cert\n");
        lines.append("hostssl postgres observer 0.0.0.0/0 cert map=agents\n");
        for (String database : databases) {
            lines.append("hostssl ").append(database).append(" +clients 0.0.0.0/0 cert map=pools\n");
        }
        return lines.append("hostnossl all all 0.0.0.0/0 reject\n").toString();
    }

    /** Agents look by their own certificates; a pooler may be any of its clients. */
    static String ident(Collection<String> roles) {
        var lines = new StringBuilder("agents /^agent-.*$ observer\nagents observer observer\n");
        for (String role : roles) {
            lines.append("pools pooler ").append(role).append('\n');
        }
        return lines.toString();
    }
}
