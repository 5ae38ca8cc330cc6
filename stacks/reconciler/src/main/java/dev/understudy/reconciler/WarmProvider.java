package dev.understudy.reconciler;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A provider that runs before the engine asks for it: the engine is given its port. It ends with this process, however
 * this process ends: a shell waits for its pipe to close. An update that a killed reconciler has left behind is let end
 * first, for at most ten minutes, because the engine would have to leave its state half written.
 */
final class WarmProvider implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final int SAID_MAX = 20;
    private static final String KEEPER = """
            note=$1; shift
            "$@" </dev/null & provider=$!
            exec >/dev/null 2>&1
            cat
            left=3000
            while engine=$(sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' "$note") && [ -n "$engine" ] &&
                kill -0 "$engine" && [ $((left -= 1)) -gt 0 ]; do sleep 0.2; done
            kill $provider
            wait $provider""";

    private final Process keeper;
    private final int port;
    private final CompletableFuture<Void> ended;

    private WarmProvider(Process keeper, int port, CompletableFuture<Void> ended) {
        this.keeper = keeper;
        this.port = port;
        this.ended = ended;
    }

    /**
     * Starts a provider and waits for its port.
     *
     * @param note file that names the engine's process while an update runs
     * @throws ReconcilerException when it does not come up, with what it said
     */
    static WarmProvider start(Path launcher, List<String> arguments, Map<String, String> environment, Path note)
            throws InterruptedException {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", KEEPER, "sh", note.toString(), launcher.toString()));
        command.addAll(arguments);
        Process keeper;
        try {
            var builder = new ProcessBuilder(EngineProcess.ownSession(command));
            builder.environment().putAll(environment);
            keeper = builder.start();
        } catch (IOException e) {
            throw new ReconcilerException("the provider cannot be started: " + Words.of(e), e);
        }
        var said = collect(keeper);
        var port = new CompletableFuture<Integer>();
        var ended = new CompletableFuture<Void>();
        Thread.ofPlatform().daemon().start(() -> readPort(keeper, port, ended));
        try {
            return new WarmProvider(keeper, port.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS), ended);
        } catch (ExecutionException | TimeoutException e) {
            end(keeper);
            throw new ReconcilerException(
                    "the provider " + launcher + " printed no port within " + START_LIMIT.toSeconds() + " s"
                            + tail(said),
                    e);
        }
    }

    private static void readPort(Process keeper, CompletableFuture<Integer> port, CompletableFuture<Void> ended) {
        try (var lines = new BufferedReader(new InputStreamReader(keeper.getInputStream(), StandardCharsets.UTF_8))) {
            String first = lines.readLine();
            port.complete(Integer.valueOf(first == null ? "" : first.strip()));
            while (lines.readLine() != null) {
                // The provider says nothing more; the end of the pipe is its end.
            }
        } catch (IOException | NumberFormatException e) {
            port.completeExceptionally(e);
        }
        ended.complete(null);
    }

    private static Deque<String> collect(Process keeper) {
        var said = new ArrayDeque<String>();
        Thread.ofPlatform().daemon().start(() -> {
            try (var lines =
                    new BufferedReader(new InputStreamReader(keeper.getErrorStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    synchronized (said) {
                        said.addLast(line);
                        if (said.size() > SAID_MAX) {
                            said.removeFirst();
                        }
                    }
                }
            } catch (IOException e) {
                // The provider is gone; what it said is kept.
            }
        });
        return said;
    }

    private static String tail(Deque<String> said) {
        synchronized (said) {
            return said.isEmpty() ? "" : "; it said: " + String.join(" ", said);
        }
    }

    /** Where it listens, on the loopback address. */
    int port() {
        return port;
    }

    boolean isAlive() {
        return !ended.isDone() && keeper.isAlive();
    }

    private static void end(Process keeper) throws InterruptedException {
        var provider = keeper.descendants().toList();
        try {
            keeper.getOutputStream().close();
        } catch (IOException e) {
            // It has closed its end already.
        }
        if (!keeper.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            keeper.destroyForcibly().waitFor();
        }
        provider.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        try {
            end(keeper);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            keeper.descendants().forEach(ProcessHandle::destroyForcibly);
            keeper.destroyForcibly();
        }
    }
}
