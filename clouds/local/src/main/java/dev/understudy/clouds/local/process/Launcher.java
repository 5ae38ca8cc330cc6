package dev.understudy.clouds.local.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes that the kernel kills when this one dies, by whatever death. The kernel ties that to the thread that
 * started the process, so one platform thread, which lives as long as the launcher, starts them all.
 */
public final class Launcher implements AutoCloseable {
    /** Runs the rest only if its parent is still there: one that died before the tie was made would not be noticed. */
    private static final String GUARD = "test \"$PPID\" = \"$0\" && exec \"$@\"";

    private final ExecutorService parent = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("launcher").daemon().factory());

    /**
     * Starts a process.
     *
     * @param enter what to put before the command so that it runs in its place
     * @param command program and arguments
     * @param log where its error stream goes, and its output stream unless {@code piped}
     * @param piped whether its input and output streams are ours
     */
    public Process start(List<String> enter, List<String> command, Path log, boolean piped) throws IOException {
        var whole = new ArrayList<>(enter);
        whole.addAll(List.of("setpriv", "--pdeathsig", "KILL", "sh", "-c", GUARD));
        whole.add(Long.toString(ProcessHandle.current().pid()));
        whole.addAll(command);
        var builder = new ProcessBuilder(whole);
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (!piped) {
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.redirectInput(Path.of("/dev/null").toFile());
        }
        try {
            return CompletableFuture.supplyAsync(() -> spawn(builder), parent).get();
        } catch (ExecutionException e) {
            throw new IOException("cannot start " + command.getFirst() + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting " + command.getFirst(), e);
        }
    }

    /** Ends the parent thread; what it started must have ended before. */
    @Override
    public void close() {
        parent.shutdown();
    }

    private static Process spawn(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
