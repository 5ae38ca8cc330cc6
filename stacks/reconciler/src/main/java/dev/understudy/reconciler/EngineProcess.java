package dev.understudy.reconciler;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A run of the engine. It has a session of its own, so that a Ctrl-C in the terminal reaches the reconciler, which lets
 * the run end, and not the run itself.
 */
final class EngineProcess {
    private static final Duration ASKED_LIMIT = Duration.ofSeconds(20);
    /** How often the log of a run is looked at for new lines. */
    private static final Duration LOOK = Duration.ofMillis(3);

    private static final ProcessBuilder.Redirect NOTHING = ProcessBuilder.Redirect.from(new File("/dev/null"));
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Process process;
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean ended;

    private EngineProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param stdout told of each line, from a thread of its own
     * @param stderr as {@code stdout}
     */
    static EngineProcess start(
            List<String> command,
            Path directory,
            Map<String, String> environment,
            Consumer<String> stdout,
            Consumer<String> stderr)
            throws IOException {
        var builder = new ProcessBuilder(ownSession(command)).directory(directory.toFile());
        builder.environment().putAll(environment);
        builder.redirectInput(NOTHING);
        var started = new EngineProcess(builder.start());
        started.read(started.process.getInputStream(), stdout);
        started.read(started.process.getErrorStream(), stderr);
        return started;
    }

    /**
     * Starts it in such a way that it also ends well when this process is killed: what it prints goes to a file, since a
     * broken pipe would end it in the middle of writing its state.
     *
     * @param printed file for what it prints on standard error
     * @param events file in which it is told to log its events
     * @param sink told of each event's line as it comes, from a thread of its own
     */
    static EngineProcess startLogged(
            List<String> command,
            Path directory,
            Map<String, String> environment,
            Path printed,
            Path events,
            Consumer<String> sink)
            throws IOException {
        var builder = new ProcessBuilder(ownSession(command)).directory(directory.toFile());
        builder.environment().putAll(environment);
        builder.redirectInput(NOTHING);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(printed.toFile());
        var started = new EngineProcess(builder.start());
        started.readers.add(Thread.ofPlatform().daemon().start(() -> started.follow(new LineTail(events), sink)));
        return started;
    }

    private void follow(LineTail tail, Consumer<String> sink) {
        try {
            boolean alive;
            do {
                alive = process.isAlive(); // before the read: what was written until its death is read after it
                tail.next().forEach(sink);
                if (alive) {
                    Thread.sleep(LOOK);
                }
            } while (alive);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static List<String> ownSession(List<String> command) {
        if (!Files.isExecutable(SETSID)) {
            return command;
        }
        var withSession = new ArrayList<String>();
        withSession.add(SETSID.toString());
        withSession.addAll(command);
        return withSession;
    }

    private void read(InputStream stream, Consumer<String> sink) {
        readers.add(Thread.ofPlatform().daemon().start(() -> {
            try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    sink.accept(line);
                }
            } catch (IOException e) {
                // The pipe broke because the process was killed; its exit code tells.
            } catch (UncheckedIOException e) {
                throw new IllegalStateException("a reader of the engine's output failed", e);
            }
        }));
    }

    /** Whether the run was asked or made to end, and did not fail by itself. */
    boolean wasEnded() {
        return ended;
    }

    long pid() {
        return process.pid();
    }

    /**
     * Waits for the end and for all output. A run that outlasts the limit is asked to end, then made to.
     *
     * @return the exit code
     */
    int await(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            end();
        }
        for (Thread reader : readers) {
            // A plugin that outlives the engine may hold the pipe open.
            reader.join(Duration.ofSeconds(2));
        }
        return process.exitValue();
    }

    /** Kills the run and its plugins at once: for a run that changes nothing. */
    void kill() {
        ended = true;
        var plugins = process.descendants().toList();
        process.destroyForcibly();
        plugins.forEach(ProcessHandle::destroyForcibly);
    }

    /** Lets it end by itself within a time, else ends it. Does not return before it has ended. */
    void settle(Duration grace) {
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                if (interrupted || !process.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                    end();
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the engine to stop after the step it is in, as Ctrl-C would; waits, and kills what is left. */
    void end() throws InterruptedException {
        ended = true;
        var plugins = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(ASKED_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            plugins = process.descendants().toList();
            process.destroyForcibly().waitFor();
        }
        plugins.forEach(ProcessHandle::destroyForcibly);
    }
}
