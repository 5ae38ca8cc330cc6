package dev.understudy.clouds.local.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The programs that databases are made with.
 *
 * @param postgres folder with {@code postgres}, {@code initdb}, {@code pg_basebackup} and {@code pg_rewind} of one
 *     release, 15 or newer
 * @param pgbouncer the pooler's program
 */
record Programs(Path postgres, Path pgbouncer) {
    private static final Path RELEASES = Path.of("/usr/lib/postgresql");
    private static final Pattern RELEASE = Pattern.compile("\\d+");
    private static final int OLDEST = 15;

    /** Those named by {@code UNDERSTUDY_POSTGRES} and {@code UNDERSTUDY_PGBOUNCER}, else the newest installed. */
    static Programs find() throws IOException {
        Optional<Path> postgres = named("UNDERSTUDY_POSTGRES");
        if (postgres.isEmpty()) {
            postgres = newest();
        }
        Optional<Path> pgbouncer = named("UNDERSTUDY_PGBOUNCER");
        if (pgbouncer.isEmpty()) {
            pgbouncer = onPath("pgbouncer");
        }
        return new Programs(
                postgres.orElseThrow(() -> new IOException("no PostgreSQL " + OLDEST
                        + " or newer is installed; install one (on Debian: apt-get install postgresql)")),
                pgbouncer.orElseThrow(() -> new IOException(
                        "PgBouncer is not installed; install it (on Debian: apt-get install pgbouncer)")));
    }

    String server(String program) {
        return postgres.resolve(program).toString();
    }

    private static Optional<Path> named(String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    private static Optional<Path> newest() throws IOException {
        Optional<Path> best = Optional.empty();
        int release = OLDEST - 1;
        if (Files.isDirectory(RELEASES)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(RELEASES)) {
                for (Path folder : folders) {
                    String name = folder.getFileName().toString();
                    Path programs = folder.resolve("bin");
                    if (RELEASE.matcher(name).matches()
                            && Integer.parseInt(name) > release
                            && Files.isExecutable(programs.resolve("initdb"))) {
                        release = Integer.parseInt(name);
                        best = Optional.of(programs);
                    }
                }
            }
        }
        return best.isPresent() ? best : onPath("initdb").map(Path::getParent);
    }

    private static Optional<Path> onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/sbin";
        for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
            Path candidate = Path.of(folder, program);
            if (!folder.isEmpty() && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
