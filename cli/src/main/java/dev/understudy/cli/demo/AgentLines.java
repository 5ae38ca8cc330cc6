package dev.understudy.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the agents think, in lines: each zone as the leader sees it, the score with its terms, and the newest sentence. */
final class AgentLines {
    private AgentLines() {}

    /** The service as seen by the agent that leads it. */
    static Optional<JsonNode> leader(Map<String, JsonNode> states) {
        return states.values().stream()
                .flatMap(state -> state.path("services").valueStream())
                .filter(service -> service.path("lease")
                        .path("what")
                        .path("kind")
                        .asString("")
                        .equals("held"))
                .findFirst();
    }

    /** Health and latency of a zone, now and at the horizon. */
    static String zone(JsonNode service, String zone) {
        var health = service.path("assessment").path("health").path(zone);
        var outlook = service.path("assessment").path("outlook").path(zone);
        return String.format(
                Locale.ROOT,
                "%s by %d, p95 %.1f ms, calm %.1f, ahead %.1f",
                health.path("condition").asString("unknown").toLowerCase(Locale.ROOT),
                health.path("observers").asInt(),
                outlook.path("p95Millis").asDouble(),
                outlook.path("calmMillis").asDouble(),
                outlook.path("ahead").path("midMillis").asDouble());
    }

    static List<String> service(String leader, JsonNode service) {
        var score = service.path("assessment").path("score");
        var terms = new ArrayList<String>();
        for (JsonNode term : score.path("terms")) {
            terms.add(String.format(
                    Locale.ROOT,
                    "%s %.1f",
                    term.path("name").asString(""),
                    term.path("points").asDouble()));
        }
        return List.of(
                String.format(
                        Locale.ROOT,
                        "agent %s leads, %s; score %.1f (%s); probability %.2f",
                        leader,
                        service.path("phase").asString(""),
                        score.path("points").asDouble(),
                        String.join(", ", terms),
                        service.path("assessment")
                                .path("probability")
                                .path("value")
                                .asDouble()),
                "  " + service.path("sentence").asString(""));
    }

    /** The zone of the agent that leads. */
    static String leaderZone(Map<String, JsonNode> states) {
        return states.entrySet().stream()
                .filter(state ->
                        leader(Map.of(state.getKey(), state.getValue())).isPresent())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("nobody");
    }

    /** The database as the agent sees it that can see it best: the writer, and how far each standby is behind. */
    static Optional<String> data(Map<String, JsonNode> states) {
        return leader(states)
                .or(() -> states.values().stream()
                        .flatMap(state -> state.path("services").valueStream())
                        .findFirst())
                .map(service -> service.path("data").path("what"))
                .filter(JsonNode::isObject)
                .map(AgentLines::data);
    }

    private static String data(JsonNode view) {
        var members = new ArrayList<String>();
        for (JsonNode member : view.path("members")) {
            members.add(member.path("zone").asString("") + " "
                    + member.path("role").asString("").toLowerCase(Locale.ROOT) + lag(member.path("lag")));
        }
        return "data     " + String.join(", ", members) + "; writes acknowledged "
                + view.path("setting").asString("").toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String lag(JsonNode lag) {
        return lag.path("kind").asString("").equals("behind")
                ? String.format(
                        Locale.ROOT, " %.0f kB behind", lag.path("bytes").asDouble() / 1_000)
                : "";
    }
}
