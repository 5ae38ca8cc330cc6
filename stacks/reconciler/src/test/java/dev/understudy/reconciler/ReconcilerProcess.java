package dev.understudy.reconciler;

import dev.understudy.ledger.Ledgers;
import dev.understudy.ledger.StackId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A reconciler in a process of its own, so that it can be killed. Prints the kind of each event on a line. */
final class ReconcilerProcess {
    private final Process process;
    private final BufferedReader lines;

    private ReconcilerProcess(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ReconcilerProcess start(ReconcilerConfig config, URI ledger) throws IOException {
        var command = new ArrayList<>(RealStack.java());
        command.add(ReconcilerProcess.class.getName());
        command.add(config.stack().project());
        command.add(config.stack().stack());
        command.add(config.project().toString());
        command.add(config.engine().orElseThrow().toString());
        command.add(config.provider().toString());
        command.add(config.workDirectory().toString());
        command.add(ledger.toString());
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(config.environment());
        return new ReconcilerProcess(builder.start());
    }

    public static void main(String[] arguments) throws InterruptedException {
        var words = List.of(arguments);
        var stack = new StackId(words.get(0), words.get(1));
        var config = new ReconcilerConfig(
                stack,
                Path.of(words.get(2)),
                Optional.of(Path.of(words.get(3))),
                Path.of(words.get(4)),
                Map.of(),
                Path.of(words.get(5)),
                ReconcilerConfig.Pace.USUAL);
        try (var ledger =
                Ledgers.open(URI.create(words.get(6)), Optional.of(stack), Optional.empty(), InstantSource.system())) {
            Reconciler.run(
                    config, ledger, event -> System.out.println(event.getClass().getSimpleName()));
        }
    }

    /** Waits until it tells an event of a kind. */
    void await(Class<? extends ReconcilerEvent> kind) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.equals(kind.getSimpleName())) {
            line = lines.readLine();
        }
        if (line == null) {
            throw new IOException("the reconciler ended before it told " + kind.getSimpleName());
        }
    }

    /** Ends it as the kernel does when memory is short. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end, and answers the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }
}
