package dev.understudy.agent;

import dev.understudy.agent.config.AgentConfig;
import dev.understudy.agent.config.AgentConfigReader;
import dev.understudy.agent.config.ConfigException;
import dev.understudy.ledger.LedgerException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/** Runs one agent until it is told to stop: {@code --config FILE}. */
public final class AgentMain {
    /** The configuration cannot be used, or the call is wrong. */
    public static final int BAD_CONFIG = 2;

    /** Something outside the agent is in its way, such as a taken port or a ledger of another stack. */
    public static final int IN_THE_WAY = 1;

    /** A fault of ours ended the agent; the weights hold. */
    public static final int BROKEN = 70;

    private AgentMain() {}

    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            System.err.println("usage: " + AgentMain.class.getName() + " --config FILE");
            System.exit(BAD_CONFIG);
        }
        System.exit(run(Path.of(arguments[1])));
    }

    /** Runs the agent of a configuration file until it ends, and returns the exit code. Stops in order at SIGTERM and SIGINT. */
    public static int run(Path file) {
        AgentConfig config;
        try {
            config = AgentConfigReader.read(file);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return BAD_CONFIG;
        }
        // Netty wants a hardware address for channel ids that nobody reads; a zone's namespace has none.
        System.setProperty("io.netty.machineId", "02:00:00:00:00:01");
        Agent agent;
        try {
            agent = Agent.start(config, Surroundings.real());
        } catch (AgentException e) {
            System.err.println(config.name() + " cannot start: " + e.getMessage());
            return IN_THE_WAY;
        }
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(agent::close));
        System.err.println("agent " + config.zone() + " ready on " + config.listen());
        return waitFor(agent, config);
    }

    private static int waitFor(Agent agent, AgentConfig config) {
        try {
            var fault = agent.fault().get();
            if (fault instanceof LedgerException) {
                System.err.println(config.name() + " cannot go on: " + fault.getMessage());
                return IN_THE_WAY;
            }
            System.err.println(config.name() + " broke and stops; the weights hold: " + fault);
            fault.printStackTrace(System.err);
            return BROKEN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return IN_THE_WAY;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the agent's fault is told as a value", e);
        }
    }
}
