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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The agents, one a zone at most. One that ends by itself is started again, as an init system would: soon at first, later
 * each time it does not last.
 */
final class Agents {
    private static final Logger LOG = LoggerFactory.getLogger(Agents.class);
    private static final Duration START_BOUND = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int PAUSE_MILLIS = 50;
    private static final Duration RESTART_SOONEST = Duration.ofMillis(200);
    private static final Duration RESTART_LATEST = Duration.ofSeconds(10);

    /** One that ran for this long has started well: its next death is its first. */
    private static final Duration LASTED = Duration.ofSeconds(10);

    private final Machine machine;
    private final List<String> command;
    private final SortedMap<ZoneId, Agent> agents = new TreeMap<>();

    private final ScheduledExecutorService restarts = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("agent-restarts").factory());

    /**
     * @param startedNanos when its process began
     * @param deaths how often it ended in a row without having lasted
     */
    private record Agent(AgentSpec spec, AgentInfo info, Process process, long startedNanos, int deaths) {
        Duration restartAfter() {
            long millis = RESTART_SOONEST.toMillis() << Math.min(deathsNow(), 10);
            return Duration.ofMillis(Math.min(millis, RESTART_LATEST.toMillis()));
        }

        int deathsNow() {
            return System.nanoTime() - startedNanos >= LASTED.toNanos() ? 0 : deaths + 1;
        }
    }

    /** @param command runs an agent when {@code --config FILE} is added */
    Agents(Machine machine, List<String> command) {
        this.machine = machine;
        this.command = List.copyOf(command);
    }

    synchronized AgentInfo place(AgentSpec wanted) throws IOException {
        LocalCloudStatus.Place place = machine.place(wanted.zone().value());
        checkJson(wanted);
        @Nullable Agent found = agents.get(wanted.zone());
        if (found != null && found.process().isAlive() && found.spec().equals(wanted)) {
            return found.info();
        }
        remove(wanted.zone());
        Path file = config(wanted.zone());
        Files.createDirectories(file.getParent());
        Files.writeString(file, wanted.configJson());
        Process process = start(wanted.zone(), place);
        try {
            awaitListening(wanted.zone(), place.address(), process, log(wanted.zone()));
        } catch (IOException e) {
            Ending.end(List.of(process), PATIENCE);
            throw e;
        }
        return keep(wanted, place, process, 0);
    }

    private Process start(ZoneId zone, LocalCloudStatus.Place place) throws IOException {
        var whole = new ArrayList<>(command);
        whole.addAll(List.of("--config", config(zone).toString()));
        return machine.launcher().start(place.enter(), whole, log(zone), false);
    }

    private AgentInfo keep(AgentSpec spec, LocalCloudStatus.Place place, Process process, int deaths) {
        var info = new AgentInfo(spec.zone(), place.address() + ":" + Places.AGENT_PORT, process.pid());
        var agent = new Agent(spec, info, process, System.nanoTime(), deaths);
        agents.put(spec.zone(), agent);
        var _ = process.onExit().thenRun(() -> ended(agent));
        return info;
    }

    private synchronized void ended(Agent agent) {
        if (isCurrent(agent)) {
            var after = agent.restartAfter();
            LOG.warn(
                    "the agent of zone {} ended with {}; it is started again in {} ms",
                    agent.spec().zone(),
                    agent.process().exitValue(),
                    after.toMillis());
            var _ = restarts.schedule(() -> restart(agent), after.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void restart(Agent agent) {
        if (!isCurrent(agent)) {
            return; // it was removed or replaced meanwhile
        }
        ZoneId zone = agent.spec().zone();
        try {
            LocalCloudStatus.Place place = machine.place(zone.value());
            var _ = keep(agent.spec(), place, start(zone, place), agent.deathsNow());
        } catch (IOException e) {
            LOG.warn("the agent of zone {} cannot be started again: {}", zone, e.getMessage());
            var _ = restarts.schedule(() -> restart(agent), RESTART_LATEST.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean isCurrent(Agent agent) {
        return agent.equals(agents.get(agent.spec().zone()));
    }

    private Path config(ZoneId zone) {
        return machine.directory().resolve("agents").resolve(zone + ".json");
    }

    private Path log(ZoneId zone) {
        return machine.log("agent-" + zone);
    }

    synchronized void remove(ZoneId zone) {
        @Nullable Agent agent = agents.remove(zone);
        if (agent != null) {
            Ending.end(List.of(agent.process()), PATIENCE);
        }
    }

    synchronized boolean isIn(ZoneId zone) {
        return agents.containsKey(zone);
    }

    synchronized List<Process> processes(ZoneId zone) {
        @Nullable Agent agent = agents.get(zone);
        return agent == null ? List.of() : List.of(agent.process());
    }

    synchronized List<AgentInfo> all() {
        return agents.values().stream().map(Agent::info).toList();
    }

    synchronized void endAll() {
        restarts.shutdownNow();
        var processes = agents.values().stream().map(Agent::process).toList();
        agents.clear();
        Ending.end(processes, PATIENCE);
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
