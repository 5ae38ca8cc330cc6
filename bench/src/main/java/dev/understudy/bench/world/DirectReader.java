package dev.understudy.bench.world;

import dev.understudy.clouds.local.DatabaseInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads a database of the cloud at its writer, past pools and service, by PostgreSQL's own program and as the cloud's own
 * role: nothing of it is shared with whoever wrote.
 */
public final class DirectReader {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final World world;

    public DirectReader(World world) {
        this.world = world;
    }

    /** The lines that a statement copies out. */
    public List<String> copy(DatabaseInfo database, String statement) {
        var member = Objects.requireNonNull(database.members().get(database.writer()));
        var server = member.server().split(":", 2);
        Path identity = Path.of(world.cloud().identity("cloud", List.of()).directory());
        String address = "host=" + server[0] + " port=" + server[1] + " user=cloud dbname="
                + database.spec().databases().getFirst() + " sslmode=verify-full sslrootcert="
                + identity.resolve("ca.pem") + " sslcert=" + identity.resolve("cert.pem") + " sslkey="
                + identity.resolve("key.pem");
        String psql = Path.of(Optional.ofNullable(System.getenv("UNDERSTUDY_POSTGRES"))
                        .orElseThrow(() -> new IllegalStateException("UNDERSTUDY_POSTGRES is not set")))
                .resolve("psql")
                .toString();
        return world.processes()
                .run(
                        List.of("env", "PGCONNECT_TIMEOUT=5"),
                        List.of(
                                psql,
                                "-qAtX",
                                "-v",
                                "ON_ERROR_STOP=1",
                                address,
                                "-c",
                                "copy (" + statement + ") to stdout"),
                        LIMIT)
                .lines()
                .toList();
    }
}
