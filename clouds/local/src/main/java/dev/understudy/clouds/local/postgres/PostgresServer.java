package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.process.Launcher;
import dev.understudy.clouds.local.process.Signal;
import dev.understudy.clouds.local.process.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL server: its process and its files. It follows the writer, or is it; who is which is decided elsewhere. */
final class PostgresServer {
    private static final Duration START_BOUND = Duration.ofSeconds(60);
    private static final Duration END_BOUND = Duration.ofSeconds(10);

    private final Seat seat;
    private final Programs programs;
    private final Rights rights;
    private final Launcher launcher;
    private final Consumer<PostgresServer> onCrash;
    private final Sql sql;
    private volatile @Nullable Process process;
    private volatile boolean ending;
    private String configured = "";

    /** @param onCrash is told when it ended and nobody had asked it to */
    PostgresServer(Seat seat, Programs programs, Rights rights, Launcher launcher, Consumer<PostgresServer> onCrash) {
        this.seat = seat;
        this.programs = programs;
        this.rights = rights;
        this.launcher = launcher;
        this.onCrash = onCrash;
        this.sql = new Sql(seat.inside(), seat.server(), "postgres", ServerConfig.CLOUD, seat.identity("cloud"));
    }

    Seat seat() {
        return seat;
    }

    /** The cloud's own connection to it. */
    Sql sql() {
        return sql;
    }

    boolean isAlive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /** Its first process; 0 when it does not run. */
    long pid() {
        Process running = process;
        return running != null && running.isAlive() ? running.pid() : 0;
    }

    /** All its processes. */
    List<ProcessHandle> processes() {
        Process running = process;
        return running == null || !running.isAlive()
                ? List.of()
                : Stream.concat(Stream.of(running.toHandle()), running.descendants())
                        .toList();
    }

    boolean hasData() {
        return Files.exists(seat.data().resolve("PG_VERSION"));
    }

    ControlFile control() throws IOException {
        return ControlFile.read(seat.data());
    }

    /** Makes an empty cluster whose only role is the cloud's. */
    void initialise() throws IOException {
        run(
                "initdb",
                List.of(
                        "--pgdata=" + seat.data(),
                        "--data-checksums",
                        "--no-sync",
                        "--username=" + ServerConfig.CLOUD,
                        "--auth=reject",
                        "--encoding=UTF8",
                        "--locale=C"));
    }

    /** Whether the files said something else before; a running server is told. */
    boolean configure(ServerConfig config, String hba, String ident) throws IOException {
        String all = config.postgresqlConf() + hba + ident;
        if (all.equals(configured)) {
            return false;
        }
        write(seat.directory().resolve("pg_hba.conf"), hba);
        write(seat.directory().resolve("pg_ident.conf"), ident);
        write(conf(), config.postgresqlConf());
        configured = all;
        reload();
        return true;
    }

    /** Makes it read its configuration again; nothing happens when it does not run. */
    void reload() {
        long pid = pid();
        if (pid > 0) {
            var _ = Signal.HANGUP.to(pid);
        }
    }

    /**
     * Starts it and returns when it answers.
     *
     * @param standby whether it shall follow, never write
     */
    void start(boolean standby) throws IOException {
        if (isAlive()) {
            return;
        }
        // What was altered inside travels with copies and rewinds; the cloud alone configures its servers.
        write(seat.data().resolve("postgresql.auto.conf"), "");
        Path signal = seat.data().resolve("standby.signal");
        if (standby && !Files.exists(signal)) {
            write(signal, "");
        } else if (!standby) {
            Files.deleteIfExists(signal);
        }
        long deadline = System.nanoTime() + START_BOUND.toNanos();
        while (!started()) {
            if (System.nanoTime() > deadline) {
                throw new StartException("PostgreSQL of zone " + seat.zone() + " did not start: " + lastWords());
            }
            Waiting.pause(Duration.ofMillis(20)); // children of one that was killed may still hold its memory
        }
    }

    private boolean started() throws IOException {
        ending = false;
        sql.close();
        Process begun = launcher.start(
                prefix(),
                List.of(programs.server("postgres"), "-D", seat.data().toString(), "--config-file=" + conf()),
                seat.log(),
                false);
        process = begun;
        boolean ready = Waiting.until(START_BOUND, () -> !begun.isAlive() || isReady(begun.pid()));
        if (!begun.isAlive()) {
            return false;
        }
        if (!ready) {
            kill();
            throw new StartException("PostgreSQL of zone " + seat.zone() + " is not ready after "
                    + START_BOUND.toSeconds() + " s: " + lastWords());
        }
        var _ = begun.onExit().thenAccept(this::left);
        return true;
    }

    private void left(Process ended) {
        if (!ending && process == ended) {
            onCrash.accept(this);
        }
    }

    /** The eighth line of its lock file says so, as {@code pg_ctl} reads it. */
    private boolean isReady(long pid) throws IOException {
        try {
            List<String> lines = Files.readAllLines(seat.data().resolve("postmaster.pid"), StandardCharsets.UTF_8);
            return lines.size() >= 8
                    && lines.getFirst().equals(Long.toString(pid))
                    && lines.get(7).strip().equals("ready");
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /** Lets it end in order: clients are sent away, the log is written and sent. Whether it ended in time. */
    boolean stop(Duration bound) throws IOException {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return true;
        }
        ending = true;
        var _ = Signal.INTERRUPT.to(running.pid());
        boolean ended = awaited(running, bound);
        sql.close();
        return ended;
    }

    /**
     * Tells it to end in order, and returns as soon as it can acknowledge nothing any more: it has no client left, takes
     * none, and its last record is written. Senders of its log may be at work a little longer; {@link #stop} waits for
     * them. Whether that was in time.
     */
    boolean fence(Duration bound) throws IOException {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return true;
        }
        ending = true;
        var _ = Signal.INTERRUPT.to(running.pid());
        return Waiting.until(bound, () -> !running.isAlive() || control().shutDown());
    }

    /** Ends it at once, with every process it has. When this returns it can acknowledge nothing any more. */
    void kill() throws IOException {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        ending = true;
        List<ProcessHandle> all = processes();
        for (ProcessHandle one : all) {
            var _ = Signal.KILL.to(one.pid());
        }
        if (!awaited(running, END_BOUND)
                || !Waiting.until(END_BOUND, () -> all.stream().noneMatch(PostgresServer::runs))) {
            throw new IOException("PostgreSQL of zone " + seat.zone() + " does not die");
        }
        sql.close();
    }

    /** One that is dead and waits for whoever inherited it to bury it holds no memory, file or connection any more. */
    private static boolean runs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException _) {
            return false;
        }
    }

    private boolean awaited(Process running, Duration bound) throws IOException {
        try {
            return running.waitFor(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a server ends", e);
        }
    }

    /** Copies the writer's data over whatever was there. It must not run. */
    void copyFrom(ServerConfig config, Seat writer) throws IOException {
        Trees.delete(seat.data());
        configured = "";
        run(
                "pg_basebackup",
                List.of(
                        "--dbname=" + config.connection(writer, ServerConfig.REPLICA) + " application_name=copy-"
                                + seat.zone(),
                        "--pgdata=" + seat.data(),
                        "--wal-method=stream",
                        "--slot=" + seat.slot(),
                        "--checkpoint=fast",
                        "--no-sync"));
    }

    /** Takes back what it has and the writer has not. Whether that worked; else only a copy helps. It must not run. */
    boolean rewindTo(ServerConfig config, Seat writer) throws IOException {
        configured = "";
        return attempt(
                "pg_rewind",
                List.of(
                        "--no-sync",
                        "--target-pgdata=" + seat.data(),
                        "--source-server=" + config.connection(writer, ServerConfig.REWINDER),
                        "--config-file=" + conf()));
    }

    private Path conf() {
        return seat.directory().resolve("postgresql.conf");
    }

    private List<String> prefix() {
        var prefix = new ArrayList<>(seat.enter());
        prefix.addAll(rights.prefix());
        return prefix;
    }

    private void run(String program, List<String> arguments) throws IOException {
        if (!attempt(program, arguments)) {
            throw new IOException(program + " of zone " + seat.zone() + " failed: " + lastWords());
        }
    }

    private boolean attempt(String program, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(programs.server(program));
        command.addAll(arguments);
        Process work = launcher.start(prefix(), command, seat.log(), false);
        try {
            return work.waitFor() == 0;
        } catch (InterruptedException e) {
            work.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " runs", e);
        }
    }

    /** Whole or not at all, and readable for the server. */
    private void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        rights.give(fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.exists(seat.log()) ? Files.readAllLines(seat.log()) : List.of();
        return lines.isEmpty()
                ? "its log is empty"
                : String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }
}
