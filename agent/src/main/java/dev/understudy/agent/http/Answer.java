package dev.understudy.agent.http;

import dev.understudy.ledger.json.CoreJson;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param status HTTP status
 * @param type media type of the body
 * @param body text; empty for none
 */
public record Answer(int status, String type, String body) {
    static final Answer TAKEN = new Answer(204, "", "");

    static Answer text(String type, String body) {
        return new Answer(200, type, body);
    }

    static Answer json(Object value) {
        return new Answer(200, "application/json", CoreJson.mapper().writeValueAsString(value));
    }

    /** A refusal with one sentence that says why. */
    static Answer refusal(int status, String why) {
        return new Answer(status, "application/json", CoreJson.mapper().writeValueAsString(Map.of("error", why)));
    }
}
