package dev.understudy.reconciler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * The updates of a stack, newest first, as {@code pulumi stack history --json} lists them.
 *
 * @param updates all of them
 */
record StackHistory(List<Update> updates) {
    StackHistory {
        updates = List.copyOf(updates);
    }

    /**
     * One update.
     *
     * @param number the backend's own number where it counts (Pulumi Cloud does), else the position in the history,
     *     from 1
     * @param message what it was started with
     * @param succeeded whether it ended well
     */
    record Update(int number, String message, boolean succeeded, Instant startedAt, Instant endedAt) {}

    static StackHistory parse(String printed) {
        JsonNode listed = Json.parse(printed);
        var updates = new ArrayList<Update>();
        int position = listed.size();
        for (JsonNode update : listed) {
            int version = update.path("version").asInt(0);
            Instant started = instant(update.path("startTime"), Instant.EPOCH);
            updates.add(new Update(
                    version > 0 ? version : position,
                    update.path("message").asString(""),
                    update.path("result").asString("").equals("succeeded"),
                    started,
                    instant(update.path("endTime"), started)));
            position--;
        }
        return new StackHistory(updates);
    }

    /** The newest update that ended well and whose message passes. */
    Optional<Update> newest(Predicate<String> message) {
        return updates.stream()
                .filter(update -> update.succeeded() && message.test(update.message()))
                .findFirst();
    }

    private static Instant instant(JsonNode time, Instant otherwise) {
        return time.isString() ? Instant.parse(time.asString()) : otherwise;
    }
}
