package dev.understudy.cli.demo;

import dev.understudy.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Processes of ours. They end with us, the youngest first: asked to, and then made to. */
final class Children implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path logs;
    private final Deque<Process> alive = new ArrayDeque<>();

    Children(Path logs) {
        this.logs = logs;
    }

    /** Starts a process whose standard error goes to a log of its own; its output too, unless somebody reads it. */
    synchronized Process start(
            String name, List<String> command, Map<String, String> environment, boolean outputIsRead) {
        try {
            Files.createDirectories(logs);
            var builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            builder.redirectError(
                    ProcessBuilder.Redirect.appendTo(logs.resolve(name + ".err").toFile()));
            if (!outputIsRead) {
                builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                        logs.resolve(name + ".out").toFile()));
            }
            var process = builder.start();
            alive.push(process);
            return process;
        } catch (IOException fault) {
            throw new CliException(
                    "cannot start " + name + " (" + command.getFirst() + "): " + fault.getMessage(), fault);
        }
    }

    /** Starts a process that speaks to the person: it shares our terminal. */
    synchronized Process startTalking(List<String> command) {
        try {
            var process = new ProcessBuilder(command).inheritIO().start();
            alive.push(process);
            return process;
        } catch (IOException fault) {
            throw new CliException("cannot start " + command.getFirst() + ": " + fault.getMessage(), fault);
        }
    }

    /** Ends one process in good order. */
    void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            alive.remove(process);
        }
    }

    /** The last lines a process wrote to its error log, for a message. */
    String lastWords(String name) {
        Path log = logs.resolve(name + ".err");
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException fault) {
            return "(" + log + " cannot be read)";
        }
    }

    @Override
    public void close() {
        while (true) {
            Process next;
            synchronized (this) {
                next = alive.peek();
            }
            if (next == null) {
                return;
            }
            end(next);
        }
    }
}
