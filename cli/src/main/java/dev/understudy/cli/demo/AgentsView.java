package dev.understudy.cli.demo;

import dev.understudy.agent.store.DecisionRecord;
import dev.understudy.clouds.local.AgentInfo;
import dev.understudy.core.migrate.Decision;
import dev.understudy.core.weights.Weights;
import dev.understudy.identity.Identity;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** What the agents say of themselves when asked. An agent that does not answer is left out. */
final class AgentsView implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMillis(900);

    private final List<AgentInfo> agents;
    private final HttpClient client;
    private final Map<String, JsonNode> states = new ConcurrentHashMap<>();

    AgentsView(List<AgentInfo> agents, Identity identity) {
        this.agents = List.copyOf(agents);
        this.client = HttpClient.newBuilder()
                .sslContext(identity.sslContext())
                .connectTimeout(LIMIT)
                .build();
    }

    /** Asks every agent, and returns the decisions that would change weights. */
    List<Chronicle.Said> refresh() {
        var said = new ArrayList<Chronicle.Said>();
        for (AgentInfo agent : agents) {
            ask(agent, "/v1/state")
                    .ifPresentOrElse(
                            body -> states.put(
                                    agent.zone().value(), CoreJson.mapper().readTree(body)),
                            () -> states.remove(agent.zone().value()));
            ask(agent, "/v1/decisions").ifPresent(body -> {
                for (DecisionRecord decision : CoreJson.mapper().readValue(body, DecisionRecord[].class)) {
                    wanted(decision.decision())
                            .ifPresent(weights -> said.add(new Chronicle.Said(decision.at(), weights)));
                }
            });
        }
        return said;
    }

    /** The newest state of each agent that answers, by zone. */
    Map<String, JsonNode> states() {
        return new TreeMap<>(states);
    }

    /** The zone that takes the writes, as the agents see it. */
    Optional<String> writer() {
        return states.values().stream()
                .flatMap(state -> state.path("services").valueStream())
                .flatMap(service ->
                        service.path("data").path("what").path("members").valueStream())
                .filter(member -> member.path("role").asString("").equals("WRITER"))
                .map(member -> member.path("zone").asString(""))
                .findFirst();
    }

    private static Optional<Weights> wanted(Decision decision) {
        return switch (decision) {
            case Decision.Shift shift -> Optional.of(shift.weights());
            case Decision.RollBack back -> Optional.of(back.weights());
            case Decision.Return home -> Optional.of(home.weights());
            case Decision.Hold _, Decision.Advise _, Decision.Proceed _ -> Optional.empty();
        };
    }

    private Optional<String> ask(AgentInfo agent, String path) {
        var request = HttpRequest.newBuilder(URI.create("https://" + agent.address() + path))
                .timeout(LIMIT)
                .build();
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException silent) {
            return Optional.empty();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
