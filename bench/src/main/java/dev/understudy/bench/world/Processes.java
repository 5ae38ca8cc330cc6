package dev.understudy.bench.world;

import dev.understudy.clouds.local.process.Ending;
import dev.understudy.clouds.local.process.Launcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes of a measurement: each has a log, and none outlives us, by whatever death. */
public final class Processes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path logs;
    private final Launcher launcher = new Launcher();
    private final Deque<Process> alive = new ArrayDeque<>();

    Processes(Path logs) {
        this.logs = logs;
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a process in a place; what it says goes to its log. */
    public Process start(String name, List<String> enter, List<String> command) {
        return start(name, enter, command, false);
    }

    /** Starts a process in a place with its input and output ours. */
    public Process startPiped(String name, List<String> enter, List<String> command) {
        return start(name, enter, command, true);
    }

    private Process start(String name, List<String> enter, List<String> command, boolean piped) {
        try {
            Process process = launcher.start(enter, command, logs.resolve(name + ".log"), piped);
            synchronized (alive) {
                alive.push(process);
            }
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    /** Runs a command to its end and returns what it said on its output. */
    public String run(List<String> enter, List<String> command, Duration limit) {
        var whole = new ArrayList<>(enter);
        whole.addAll(command);
        try {
            var process = new ProcessBuilder(whole).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var said = new StringBuilder();
            var reader = Thread.ofPlatform().daemon().start(() -> read(process, said));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(words(command) + " did not end in " + limit.toSeconds() + " s");
            }
            reader.join();
            if (process.exitValue() != 0) {
                throw new IllegalStateException(words(command) + " ended with " + process.exitValue() + ": " + said);
            }
            return said.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.getFirst() + " ran", e);
        }
    }

    /** A command without the variables that are set for it. */
    private static String words(List<String> command) {
        return String.join(
                " ",
                command.stream().filter(word -> !word.matches("env|[A-Z_]+=.*")).toList());
    }

    private static void read(Process process, StringBuilder said) {
        try (var output = process.getInputStream()) {
            said.append(new String(output.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            said.append("(output lost: ").append(e.getMessage()).append(')');
        }
    }

    /** Kills one process. */
    public void kill(Process process) {
        Ending.kill(List.of(process));
        synchronized (alive) {
            alive.remove(process);
        }
    }

    /** The last lines of a log, for a message. */
    public String lastWords(String name) {
        Path log = logs.resolve(name + ".log");
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 8), lines.size()));
        } catch (IOException e) {
            return "(" + log + " cannot be read)";
        }
    }

    @Override
    public void close() {
        synchronized (alive) {
            Ending.end(alive, PATIENCE);
            alive.clear();
        }
        launcher.close();
    }
}
