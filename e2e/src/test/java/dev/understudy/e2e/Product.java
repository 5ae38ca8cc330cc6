package dev.understudy.e2e;

import dev.understudy.clouds.local.process.CommandLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ./understudy}, as a user runs it. */
final class Product {
    static final Path ROOT =
            Path.of(System.getProperty("repo", "..")).toAbsolutePath().normalize();

    /** How a command ended. */
    record Ended(int code, String out, String err) {
        String lastError() {
            var lines = err.strip().lines().toList();
            return lines.isEmpty() ? "" : lines.getLast();
        }
    }

    private Product() {}

    static ProcessBuilder command(String... arguments) {
        var command = new ArrayList<String>();
        command.add(ROOT.resolve("understudy").toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Runs a command in a folder to its end. */
    static Ended run(Path folder, Map<String, String> environment, long limitSeconds, String... arguments)
            throws IOException, InterruptedException {
        return run(folder, environment, limitSeconds, command(arguments));
    }

    static Ended run(Path folder, Map<String, String> environment, long limitSeconds, ProcessBuilder command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        var builder =
                command.directory(folder.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
            throw new AssertionError(String.join(" ", command.command()) + " did not end in " + limitSeconds
                    + " s; it said " + Files.readString(out) + Files.readString(err));
        }
        var ended = new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
        Files.delete(out);
        Files.delete(err);
        return ended;
    }

    /** Processes whose command line names this text, ours excepted. */
    static List<String> processesNaming(String text) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .map(pid -> pid + ": " + CommandLine.of(pid))
                .filter(line -> line.contains(text))
                .toList();
    }
}
