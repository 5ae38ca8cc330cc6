package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.process.Ending;
import dev.understudy.clouds.local.process.Launcher;
import dev.understudy.clouds.local.process.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One PgBouncer: the clients of a zone speak to it, and it to the writer. It can hold them, between transactions, while
 * the writer moves; they see a pause.
 */
final class Pooler {
    private static final Duration START_BOUND = Duration.ofSeconds(10);
    private static final Duration ORDER_BOUND = Duration.ofSeconds(2);

    private final Seat seat;
    private final Programs programs;
    private final Rights rights;
    private final Launcher launcher;
    private final Consumer<Pooler> onCrash;
    private final Console orders;
    private volatile @Nullable Process process;
    private volatile boolean ending;
    private volatile boolean holding;
    private volatile boolean held;
    private volatile String configured = "";

    /** @param onCrash is told when it ended and nobody had asked it to */
    Pooler(Seat seat, Programs programs, Rights rights, Launcher launcher, Consumer<Pooler> onCrash) {
        this.seat = seat;
        this.programs = programs;
        this.rights = rights;
        this.launcher = launcher;
        this.onCrash = onCrash;
        this.orders = new Console(seat.inside(), seat.address(), seat.poolerPort(), seat.identity(ServerConfig.CLOUD));
    }

    Seat seat() {
        return seat;
    }

    boolean isAlive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    long pid() {
        Process running = process;
        return running != null && running.isAlive() ? running.pid() : 0;
    }

    List<ProcessHandle> processes() {
        Process running = process;
        return running == null || !running.isAlive() ? List.of() : List.of(running.toHandle());
    }

    /** Whether clients are, or shall be, held; one that did not hear its release may hold them still. */
    boolean holding() {
        return holding;
    }

    /** Whether it runs by an older configuration than it was given, because it did not hear of the new one. */
    boolean behind() {
        return configured.isEmpty();
    }

    /**
     * Where it leads from the next release or start on; a running one is told at once.
     *
     * @throws IOException when it runs and does not hear; it is to be told again
     */
    synchronized void configure(PoolerConfig config) throws IOException {
        String all = config.ini() + config.hba() + config.users();
        if (all.equals(configured)) {
            return;
        }
        configured = "";
        write(config.hbaFile(), config.hba());
        write(config.userFile(), config.users());
        write(config.file(), config.ini());
        if (isAlive()) {
            orders.order(ORDER_BOUND, "RELOAD");
        }
        configured = all;
    }

    /** Starts it where it does not run, holding its clients if it did, and returns when it takes orders. */
    void start(PoolerConfig config) throws IOException {
        if (isAlive()) {
            return;
        }
        configure(config);
        ending = false;
        var prefix = new ArrayList<>(seat.enter());
        prefix.addAll(rights.prefix());
        Process begun = launcher.start(
                prefix, List.of(programs.pgbouncer().toString(), config.file().toString()), seat.log(), false);
        process = begun;
        held = false;
        orders.close();
        boolean ready = Waiting.until(START_BOUND, () -> !begun.isAlive() || answers());
        if (!ready || !begun.isAlive()) {
            throw new IOException("PgBouncer of zone " + seat.zone() + " did not start; its log is " + seat.log());
        }
        var _ = begun.onExit().thenAccept(this::left);
    }

    private boolean answers() {
        try {
            orders.order(ORDER_BOUND, holding ? "PAUSE" : "SHOW VERSION");
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private void left(Process ended) {
        if (!ending && process == ended) {
            onCrash.accept(this);
        }
    }

    /**
     * Lets no transaction begin, and returns when none is under way.
     *
     * @throws IOException when that takes longer than {@code bound}; clients are still held
     */
    void hold(Duration bound) throws IOException {
        if (held && isAlive()) {
            return;
        }
        holding = true;
        try {
            orders.order(bound, "PAUSE");
        } catch (Console.RefusedException _) {
            orders.order(ORDER_BOUND, "SHOW VERSION"); // it holds them already
        }
        held = true;
    }

    /**
     * Lets clients go on.
     *
     * @throws IOException when it does not hear: one that was told to hold them, and stood still, may yet obey
     */
    void release() throws IOException {
        held = false;
        try {
            orders.order(ORDER_BOUND, "RESUME");
        } catch (Console.RefusedException _) {
            orders.order(ORDER_BOUND, "SHOW VERSION"); // it held nobody; what counts is that it works
        }
        holding = false;
    }

    /** Sends away who is in a transaction that cannot end. */
    void drop(String database) throws IOException {
        orders.order(ORDER_BOUND, "KILL " + database);
    }

    void end() {
        Process running = process;
        if (running != null) {
            ending = true;
            Ending.kill(List.of(running));
        }
        orders.close();
    }

    private void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        rights.give(fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
