package dev.understudy.agent.http;

import dev.understudy.agent.grade.ScorecardReport;
import dev.understudy.agent.peer.Observations;
import dev.understudy.agent.store.DecisionRing;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.json.CoreJson;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The questions this agent answers, and who may ask them. It only looks: nothing here blocks, decides or moves weights. */
public final class Api {
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final Set<ZoneId> peers;
    private final Consumer<Observations> inbox;
    private final Supplier<StateReport> state;
    private final Supplier<String> metrics;
    private final Supplier<ScorecardReport> scorecard;
    private final DecisionRing decisions;
    private final InstantSource clock;

    /**
     * @param peers zones whose agents may tell what they see
     * @param inbox takes what they told; must not block
     * @param state what this agent knows now
     * @param metrics the same for machines, as OpenMetrics text
     * @param scorecard how good what this agent foretold was
     */
    public Api(
            Set<ZoneId> peers,
            Consumer<Observations> inbox,
            Supplier<StateReport> state,
            Supplier<String> metrics,
            Supplier<ScorecardReport> scorecard,
            DecisionRing decisions,
            InstantSource clock) {
        this.peers = Set.copyOf(peers);
        this.inbox = inbox;
        this.state = state;
        this.metrics = metrics;
        this.scorecard = scorecard;
        this.decisions = decisions;
        this.clock = clock;
    }

    /**
     * Answers a question.
     *
     * @param after the query's parameter of that name, if any
     */
    Answer get(Caller caller, String method, String path, @Nullable String after) {
        if (path.equals("/healthz")) {
            return method.equals("GET") ? Answer.text("text/plain; charset=utf-8", "ok\n") : notAllowed(method, path);
        }
        if (caller instanceof Caller.Stranger(var name)) {
            return Answer.refusal(403, name + " may not read here; allowed: agents, persons and the reconciler");
        }
        return switch (path) {
            case "/metrics", "/v1/state", "/v1/decisions", "/v1/scorecard" -> {
                if (!method.equals("GET")) {
                    yield notAllowed(method, path);
                }
                yield switch (path) {
                    case "/metrics" -> Answer.text(OPEN_METRICS, metrics.get());
                    case "/v1/state" -> Answer.json(state.get());
                    case "/v1/scorecard" -> Answer.json(scorecard.get());
                    default -> decisions(after);
                };
            }
            case "/v1/observations" -> notAllowed(method, path);
            default -> notFound(path);
        };
    }

    /** Why a caller may not tell anything here, if so. */
    Optional<Answer> refuses(Caller caller, String path) {
        if (!path.equals("/v1/observations")) {
            return Optional.of(
                    Set.of("/healthz", "/metrics", "/v1/state", "/v1/decisions", "/v1/scorecard")
                                    .contains(path)
                            ? notAllowed("POST", path)
                            : notFound(path));
        }
        return caller instanceof Caller.Agent(var zone) && peers.contains(zone)
                ? Optional.empty()
                : Optional.of(Answer.refusal(
                        403,
                        name(caller) + " is no peer of this agent; its peers are in "
                                + peers.stream().sorted().toList()));
    }

    /** Takes what a peer tells. */
    Answer tell(Caller caller, byte[] body) {
        Observations observations;
        try {
            observations = CoreJson.read(body, Observations.class);
        } catch (IllegalArgumentException e) {
            return Answer.refusal(400, String.valueOf(e.getMessage()));
        }
        if (!caller.equals(new Caller.Agent(observations.observer()))) {
            return Answer.refusal(403, name(caller) + " may not speak for zone " + observations.observer());
        }
        var foreign = observations.foreign();
        if (foreign.isPresent()) {
            return Answer.refusal(403, foreign.get() + "; an agent speaks for its own zone alone");
        }
        var implausible = observations.implausible(clock.instant());
        if (implausible.isPresent()) {
            return Answer.refusal(400, implausible.get());
        }
        inbox.accept(observations);
        return Answer.TAKEN;
    }

    private Answer decisions(@Nullable String after) {
        try {
            return Answer.json(decisions.after(after == null ? 0 : Long.parseLong(after)));
        } catch (NumberFormatException _) {
            return Answer.refusal(400, "after is \"" + after + "\"; allowed: the number of a decision");
        }
    }

    private static Answer notAllowed(String method, String path) {
        return Answer.refusal(405, method + " is not allowed on " + path);
    }

    private static Answer notFound(String path) {
        return Answer.refusal(
                404,
                "there is no " + path
                        + " here; there are /healthz, /metrics, /v1/state, /v1/decisions, /v1/scorecard and"
                        + " /v1/observations");
    }

    private static String name(Caller caller) {
        return switch (caller) {
            case Caller.Agent(var zone) -> "agent-" + zone;
            case Caller.Reader(var name) -> name;
            case Caller.Stranger(var name) -> name;
        };
    }
}
