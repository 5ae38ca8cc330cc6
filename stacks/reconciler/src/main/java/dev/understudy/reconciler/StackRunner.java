package dev.understudy.reconciler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The only code that runs {@code pulumi up}. It targets assignments of weights, and the sizes and writers that go
 * with them, attaches a provider that refuses everything else, and reads in the event log whether the engine kept to it. It never cancels an update of
 * somebody else. One call at a time, but for {@link #pending}, {@link #history} and {@link #stop}, which may run beside
 * the others.
 */
final class StackRunner implements AutoCloseable {
    private static final long TRACE_MAX_BYTES = 4 << 20;
    private static final Duration QUESTION_LIMIT = Duration.ofMinutes(1);

    private final ReconcilerConfig config;
    private final InstantSource clock;
    private final Engine engine;
    private final OwnFiles files;
    private final LineTail trace;
    private final RunNotes notes;
    private @Nullable WarmProvider provider;
    private @Nullable EngineProcess running;
    private @Nullable EngineProcess looking;
    private boolean stopping;

    StackRunner(ReconcilerConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.engine = new Engine(config);
        if (!Files.isExecutable(config.provider())) {
            throw new ReconcilerException(
                    "there is no provider at " + config.provider() + "; build it with ./understudy");
        }
        try {
            this.files = new OwnFiles(config.workDirectory());
        } catch (IOException e) {
            throw new ReconcilerException("the reconciler cannot write its directory " + config.workDirectory(), e);
        }
        this.trace = new LineTail(files.trace());
        this.notes = new RunNotes(files);
    }

    /** What the engine's state says. */
    StackState state() throws InterruptedException {
        return StackState.parse(engine.ask(List.of("stack", "export"), QUESTION_LIMIT));
    }

    /** All updates of the stack. */
    StackHistory history() throws InterruptedException {
        return StackHistory.parse(
                engine.ask(List.of("stack", "history", "--json", "--page-size", "0"), QUESTION_LIMIT));
    }

    /** Starts the provider, if it does not run, so that the next update finds it warm. */
    void warm() throws InterruptedException {
        var current = provider;
        if (current == null || !current.isAlive()) {
            if (current != null) {
                current.close();
            }
            var arguments = List.of("--weights-only", "--trace", files.trace().toString());
            provider = WarmProvider.start(config.provider(), arguments, config.environment(), files.note());
        }
    }

    /**
     * Brings weights, sizes and writers to what the ledger says, and nothing else.
     *
     * @param urns the resources that hold them; at least one
     * @param message kept in the stack's history
     * @param progress told of each step on one of them as it begins
     */
    StackUpdate up(Collection<String> urns, String message, Consumer<EngineEvent.Step> progress)
            throws InterruptedException {
        if (urns.isEmpty()) {
            throw new IllegalArgumentException("an update of weights needs at least one target");
        }
        warm();
        var log = new UpdateLog(Set.copyOf(urns), progress);
        var startedAt = clock.instant();
        var process = launch(urns, message, log);
        if (process.isEmpty()) {
            return new StackUpdate.Failed("the reconciler is stopping");
        }
        int code = await(process.get());
        var endedAt = clock.instant();
        if (code == 0 && log.ended()) {
            notes.forget();
            var calls = newCalls().since(startedAt);
            return new StackUpdate.Done(log.revisions(), log.changed(), log.strangers(), log, calls, endedAt);
        }
        var printed = read(files.printed());
        if (EngineFault.isLock(printed)) {
            return new StackUpdate.Locked(EngineFault.lockHolder(printed), notes.clearOwnLock(printed));
        }
        return new StackUpdate.Failed(failure(process.get(), code, printed, log));
    }

    private ProviderTrace newCalls() {
        try {
            var calls = ProviderTrace.of(trace.next());
            trace.trim(TRACE_MAX_BYTES);
            return calls;
        } catch (IOException e) {
            return ProviderTrace.NONE; // only the breakdown of the time is lost
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ReconcilerException("the reconciler cannot delete its file " + file + ": " + Words.of(e), e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return Words.of(e);
        }
    }

    private synchronized Optional<EngineProcess> launch(Collection<String> urns, String message, UpdateLog log) {
        if (stopping) {
            return Optional.empty();
        }
        var arguments = new ArrayList<>(List.of("up", "--yes", "--skip-preview", "--suppress-outputs"));
        arguments.addAll(List.of("--suppress-progress", "--message", message));
        urns.stream().sorted().forEach(urn -> arguments.addAll(List.of("--target", urn)));
        var attached = Stream.ofNullable(provider).toList();
        delete(files.events());
        var process = engine.startLogged(
                arguments, attached, files.printed(), files.events(), line -> log.line(line, clock.instant()));
        running = process;
        return Optional.of(process);
    }

    private int await(EngineProcess process) throws InterruptedException {
        try {
            notes.write(process.pid());
            int code = process.await(config.pace().updateLimit());
            notes.ended(process.pid(), code);
            return code;
        } catch (InterruptedException e) {
            process.settle(config.pace().stopGrace());
            throw e;
        } catch (IOException e) {
            process.settle(config.pace().stopGrace());
            throw new ReconcilerException(
                    "the reconciler cannot write its directory " + config.workDirectory() + ": " + Words.of(e), e);
        } finally {
            synchronized (this) {
                running = null;
            }
        }
    }

    private String failure(EngineProcess process, int code, String printed, UpdateLog log) {
        if (code == 0) {
            return "the engine's event log ended early, so the update cannot be verified";
        }
        if (process.wasEnded()) {
            long limit = config.pace().updateLimit().toSeconds();
            return "the update was ended before its end; it may take " + limit + " s";
        }
        return EngineFault.explain(printed, log.errors());
    }

    /**
     * What a full update would change. Runs a provider of its own, without the restriction to weights, and takes no
     * lock; {@link #stopLooking} ends it.
     *
     * @return empty when it was ended
     */
    Optional<PendingChanges> pending() throws InterruptedException {
        try (var ordinary = WarmProvider.start(config.provider(), List.of(), config.environment(), files.note())) {
            var digest = new StringBuffer();
            var said = new StringBuffer();
            EngineProcess process;
            synchronized (this) {
                if (stopping) {
                    return Optional.empty();
                }
                process = engine.start(
                        List.of("preview", "--json"),
                        List.of(ordinary),
                        line -> digest.append(line).append('\n'),
                        line -> said.append(line).append('\n'));
                looking = process;
            }
            int code;
            try {
                code = process.await(config.pace().updateLimit());
            } catch (InterruptedException e) {
                process.kill();
                throw e;
            } finally {
                synchronized (this) {
                    looking = null;
                }
            }
            if (code == 0) {
                return Optional.of(PendingChanges.parse(digest.toString()));
            }
            if (process.wasEnded()) {
                return Optional.empty();
            }
            var errors = PendingChanges.errors(digest.toString());
            throw new ReconcilerException(EngineFault.explain(said.toString(), errors));
        }
    }

    /** Ends a look for pending changes, because something more important wants the machine. */
    synchronized void stopLooking() {
        if (looking != null) {
            looking.kill();
        }
    }

    /** Lets a running update end within the grace, asks it to end after that; a look for changes ends at once. */
    void stop() {
        stopLooking();
        EngineProcess process;
        synchronized (this) {
            stopping = true;
            process = running;
        }
        if (process != null) {
            process.settle(config.pace().stopGrace());
        }
    }

    @Override
    public void close() throws IOException {
        var current = provider;
        if (current != null) {
            current.close();
        }
        files.delete();
    }
}
