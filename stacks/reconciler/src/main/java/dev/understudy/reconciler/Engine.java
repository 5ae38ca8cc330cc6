package dev.understudy.reconciler;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The engine's command line, in the directory of the program and with the environment it needs. */
final class Engine {
    private static final String ATTACHED = "PULUMI_DEBUG_PROVIDERS";
    private static final String PACKAGE = "understudy";

    private final ReconcilerConfig config;
    private final String pulumi;

    Engine(ReconcilerConfig config) {
        this.config = config;
        this.pulumi = config.engine()
                .map(directory -> directory.resolve("pulumi").toString())
                .orElse("pulumi");
        config.engine()
                .map(directory -> directory.resolve("pulumi"))
                .filter(binary -> !Files.isExecutable(binary))
                .ifPresent(binary -> {
                    throw new ReconcilerException("there is no engine at " + binary
                            + "; install Pulumi 3.230.0 or newer, or let ./understudy build it");
                });
        if (!Files.isDirectory(config.project())) {
            throw new ReconcilerException("the project directory " + config.project() + " does not exist");
        }
    }

    /** Starts the engine with the stack named and, when there is one, the provider attached. */
    EngineProcess start(
            List<String> arguments, List<WarmProvider> attached, Consumer<String> stdout, Consumer<String> stderr) {
        try {
            return EngineProcess.start(command(arguments), config.project(), environment(attached), stdout, stderr);
        } catch (IOException e) {
            throw missing(e);
        }
    }

    /** As {@link #start}, for a run that changes the stack: see {@link EngineProcess#startLogged}. */
    EngineProcess startLogged(
            List<String> arguments, List<WarmProvider> attached, Path printed, Path events, Consumer<String> sink) {
        var logged = new ArrayList<>(arguments);
        logged.addAll(List.of("--event-log", events.toString()));
        try {
            return EngineProcess.startLogged(
                    command(logged), config.project(), environment(attached), printed, events, sink);
        } catch (IOException e) {
            throw missing(e);
        }
    }

    private List<String> command(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(pulumi);
        command.addAll(arguments);
        command.addAll(List.of("--stack", config.stack().stack(), "--non-interactive", "--color", "never"));
        return command;
    }

    private ReconcilerException missing(IOException cause) {
        return new ReconcilerException(
                "there is no engine: " + pulumi + " cannot be started; install Pulumi 3.230.0 or newer,"
                        + " or let ./understudy build it",
                cause);
    }

    /**
     * Asks the engine a question it answers on standard output.
     *
     * @throws ReconcilerException when it gives none, with its reason
     */
    String ask(List<String> arguments, Duration limit) throws InterruptedException {
        var answer = new StringBuffer();
        var said = new StringBuffer();
        var process = start(
                arguments,
                List.of(),
                line -> answer.append(line).append('\n'),
                line -> said.append(line).append('\n'));
        int code = process.await(limit);
        if (code != 0) {
            throw new ReconcilerException(EngineFault.explain(said.toString(), List.of()));
        }
        return answer.toString();
    }

    private Map<String, String> environment(List<WarmProvider> attached) {
        var environment = new HashMap<>(config.environment());
        config.engine().ifPresent(directory -> {
            String path = environment.getOrDefault("PATH", inherited("PATH"));
            environment.put("PATH", directory + (path.isEmpty() ? "" : File.pathSeparator + path));
        });
        environment.put("PULUMI_SKIP_UPDATE_CHECK", "true");
        // Without it the engine asks the network for our plugin before each update, although it is attached (0.8 s).
        environment.put("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true");
        environment.put("PULUMI_DEBUG_COMMANDS", "true"); // without it the engine does not know --event-log
        for (WarmProvider provider : attached) {
            String others = environment.getOrDefault(ATTACHED, inherited(ATTACHED));
            String ours = PACKAGE + ":" + provider.port();
            environment.put(ATTACHED, others.isEmpty() ? ours : others + "," + ours);
        }
        return environment;
    }

    private static String inherited(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }
}
