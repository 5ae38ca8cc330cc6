package dev.understudy.cli;

import dev.understudy.agent.AgentMain;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code understudy agent}. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = "Run the agent of a zone until it is told to stop.",
        exitCodeList = {
            "0:stopped in good order",
            "1:something outside is in the way, such as a taken port",
            "2:the configuration has faults; each is named",
            "70:a fault of the agent itself; the weights hold"
        })
final class AgentCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The agent's whole configuration, JSON.")
    @SuppressWarnings("NullAway.Init")
    private Path config;

    @Override
    public Integer call() {
        return AgentMain.run(config);
    }
}
