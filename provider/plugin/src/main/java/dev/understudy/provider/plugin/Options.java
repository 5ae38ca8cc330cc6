package dev.understudy.provider.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the process was started.
 *
 * @param engine {@code host:port} of the engine that launched it; empty when it stands alone, to be attached to
 * @param port to listen on; 0 for any free one
 * @param weightsOnly whether it refuses every change but an assignment's weights
 * @param trace file that gets one JSON line for each request
 * @param train whether to start, answer a little and end, for the ahead-of-time cache
 */
record Options(String engine, int port, boolean weightsOnly, Optional<Path> trace, boolean train) {
    private static final Pattern ADDRESS = Pattern.compile("\\S+:\\d{1,5}");
    private static final Pattern VERBOSITY = Pattern.compile("-v=\\d+");
    private static final String ALLOWED =
            "; allowed: --weights-only, --trace FILE, --port PORT, --train, and the engine's HOST:PORT";

    /**
     * Reads arguments. The engine's own flags for logging are passed over; any other that is not known is refused, since
     * a provider that misses {@code --weights-only} for a slip of the pen would change everything.
     */
    static Options parse(List<String> arguments) {
        String engine = "";
        int port = 0;
        boolean weightsOnly = false;
        boolean train = false;
        Optional<Path> trace = Optional.empty();
        var rest = new ArrayList<>(arguments);
        while (!rest.isEmpty()) {
            String argument = rest.removeFirst();
            switch (argument) {
                case "--weights-only" -> weightsOnly = true;
                case "--train" -> train = true;
                case "--trace" -> trace = Optional.of(Path.of(value(argument, rest)));
                case "--port" -> port = port(value(argument, rest));
                case "--tracing" -> {
                    var _ = value(argument, rest);
                }
                case "--logtostderr", "--logflow" -> {}
                default -> {
                    if (VERBOSITY.matcher(argument).matches()) {
                        continue;
                    }
                    if (!engine.isEmpty() || !ADDRESS.matcher(argument).matches() || argument.startsWith("-")) {
                        throw new IllegalArgumentException("\"" + argument + "\" is not known here" + ALLOWED);
                    }
                    engine = argument;
                }
            }
        }
        return new Options(engine, port, weightsOnly, trace, train);
    }

    private static String value(String option, List<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " has no value; allowed: " + option + " VALUE");
        }
        return rest.removeFirst();
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("--port is \"" + text + "\"; allowed: 0 to 65535");
        }
        return Integer.parseInt(text);
    }
}
