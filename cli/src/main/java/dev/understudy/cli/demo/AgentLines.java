package dev.understudy.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** An agent's state in a line or two: who leads, what it thinks and why. */
final class AgentLines {
    private AgentLines() {}

    static List<String> of(String zone, JsonNode state) {
        var lines = new ArrayList<String>();
        for (JsonNode service : state.path("services")) {
            boolean leads =
                    service.path("lease").path("what").path("kind").asString("").equals("held");
            double score =
                    service.path("assessment").path("score").path("total").asDouble(Double.NaN);
            lines.add(String.format(
                    Locale.ROOT,
                    "agent %-10s %s %-12s score %5.1f",
                    zone,
                    leads ? "leads  " : "follows",
                    service.path("phase").asString(""),
                    score));
            if (leads) {
                lines.add("  " + service.path("sentence").asString(""));
            }
        }
        return lines;
    }
}
