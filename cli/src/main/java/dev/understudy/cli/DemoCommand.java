package dev.understudy.cli;

import dev.understudy.cli.demo.Demo;
import dev.understudy.cli.demo.DemoSettings;
import java.io.Console;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code understudy demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Three zones, a service and its shadow, steady traffic, and a zone that falls ill: watch the traffic leave, step by "
                    + "step, and come home.",
            "Uses a Pulumi home, backend and passphrase of its own. Ctrl-C at any time leaves nothing behind."
        })
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--headless", description = "No live picture: one line for each thing that happens.")
    private boolean headless;

    @Option(names = "--report", paramLabel = "FILE", description = "Write what happened as JSON.")
    private @Nullable Path report;

    @Option(names = "--keep", description = "Leave everything up at the end, until Ctrl-C, and say how to look around.")
    private boolean keep;

    @Option(
            names = "--fabric",
            defaultValue = "auto",
            paramLabel = "KIND",
            description = "How zones are made: ${COMPLETION-CANDIDATES}. Default: the best this machine allows.")
    private FabricChoice fabric = FabricChoice.AUTO;

    @Option(
            names = "--rate",
            defaultValue = "300",
            paramLabel = "N",
            description = "Requests per second, 10 to 2000. Default: ${DEFAULT-VALUE}.")
    private int requestsPerSecond;

    @Option(
            names = "--requests",
            defaultValue = "20000",
            paramLabel = "N",
            description = "Send at least this many requests before the end. Default: ${DEFAULT-VALUE}.")
    private long leastRequests;

    @Option(
            names = "--evacuation",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "After the planned way out and home the primary dies, and the service flees it. Default: on.")
    private boolean evacuation;

    /** How zones are made. */
    enum FabricChoice {
        AUTO,
        TUN,
        VETH,
        LOOPBACK
    }

    @Override
    public Integer call() {
        if (requestsPerSecond < 10 || requestsPerSecond > 2_000) {
            throw new UsageException("--rate is " + requestsPerSecond + "; allowed: 10 to 2000 requests per second");
        }
        if (leastRequests < 0 || leastRequests > 10_000_000) {
            throw new UsageException("--requests is " + leastRequests + "; allowed: 0 to 10000000");
        }
        return Demo.run(new DemoSettings(
                headless || !onTerminal(),
                Optional.ofNullable(report).map(Path::toAbsolutePath),
                keep,
                fabric.name().toLowerCase(Locale.ROOT),
                requestsPerSecond,
                leastRequests,
                evacuation));
    }

    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
