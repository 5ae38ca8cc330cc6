package dev.understudy.clouds.local;

import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.clouds.local.process.Ending;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The agents, one a zone at most. */
final class Agents {
    private static final Duration START_BOUND = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int PAUSE_MILLIS = 50;

    private final Machine machine;
    private final List<String> command;
    private final SortedMap<ZoneId, Agent> agents = new TreeMap<>();

    private record Agent(AgentSpec spec, AgentInfo info, Process process) {}

    /** @param command runs an agent when {@code --config FILE} is added */
    Agents(Machine machine, List<String> command) {
        this.machine = machine;
        this.command = List.copyOf(command);
    }

    AgentInfo place(AgentSpec wanted) throws IOException {
        LocalCloudStatus.Place place = machine.place(wanted.zone().value());
        checkJson(wanted);
        @Nullable Agent found = agents.get(wanted.zone());
        if (found != null && found.process().isAlive() && found.spec().equals(wanted)) {
            return found.info();
        }
        remove(wanted.zone());
        Path file = machine.directory().resolve("agents").resolve(wanted.zone() + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, wanted.configJson());
        var whole = new ArrayList<>(command);
        whole.addAll(List.of("--config", file.toString()));
        Path log = machine.log("agent-" + wanted.zone());
        Process process = machine.launcher().start(place.enter(), whole, log, false);
        try {
            awaitListening(wanted.zone(), place.address(), process, log);
        } catch (IOException e) {
            Ending.end(List.of(process), PATIENCE);
            throw e;
        }
        var info = new AgentInfo(wanted.zone(), place.address() + ":" + Places.AGENT_PORT, process.pid());
        agents.put(wanted.zone(), new Agent(wanted, info, process));
        return info;
    }

    void remove(ZoneId zone) {
        @Nullable Agent agent = agents.remove(zone);
        if (agent != null) {
            Ending.end(List.of(agent.process()), PATIENCE);
        }
    }

    boolean isIn(ZoneId zone) {
        return agents.containsKey(zone);
    }

    List<Process> processes(ZoneId zone) {
        @Nullable Agent agent = agents.get(zone);
        return agent == null ? List.of() : List.of(agent.process());
    }

    List<AgentInfo> all() {
        return agents.values().stream().map(Agent::info).toList();
    }

    void endAll() {
        Ending.end(agents.values().stream().map(Agent::process).toList(), PATIENCE);
        agents.clear();
    }

    private static void checkJson(AgentSpec wanted) {
        try {
            if (!LocalJson.MAPPER.readTree(wanted.configJson()).isObject()) {
                throw new LocalCloudException(
                        Kind.INVALID, "configuration of the agent of zone " + wanted.zone() + " is not a JSON object");
            }
        } catch (JacksonException e) {
            throw new LocalCloudException(
                    Kind.INVALID,
                    "configuration of the agent of zone " + wanted.zone() + " is not JSON: " + e.getOriginalMessage(),
                    e);
        }
    }

    private void awaitListening(ZoneId zone, String address, Process process, Path log) throws IOException {
        long deadline = System.nanoTime() + START_BOUND.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IOException(
                        "agent of zone " + zone + " ended with " + process.exitValue() + ": " + lastLine(log));
            }
            if (machine.fabric().inside(zone.value(), () -> listens(address))) {
                return;
            }
        }
        throw new IOException("agent of zone " + zone + " did not listen on " + address + ":" + Places.AGENT_PORT
                + " within " + START_BOUND.toSeconds() + " s");
    }

    private static boolean listens(String address) throws IOException, InterruptedException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, Places.AGENT_PORT), 200);
            return true;
        } catch (ConnectException | SocketTimeoutException _) {
            Thread.sleep(PAUSE_MILLIS);
            return false;
        }
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "its log is empty" : lines.getLast();
    }
}
