package dev.understudy.reconciler;

import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A line of the engine's event log, reduced to what the reconciler asks of it. */
sealed interface EngineEvent {
    /** The engine has read its state and starts the program. */
    record Started() implements EngineEvent {}

    /**
     * A resource is worked on.
     *
     * @param op the engine's word: same, refresh, read, create, update, delete, replace, …
     * @param urn the resource
     * @param done whether this is the end of the step
     * @param before outputs of the resource before the step; a missing node while it is not done
     * @param outputs what the resource has after the step; a missing node while it is not done
     */
    record Step(String op, String urn, boolean done, JsonNode before, JsonNode outputs) implements EngineEvent {
        private static final Set<String> LEAVES_ALONE = Set.of("same", "read", "refresh");

        /** Whether it is the stack itself, which carries the program's outputs. */
        boolean isStack() {
            return urn.contains("::pulumi:pulumi:Stack::");
        }

        /** Whether the step changes the resource, rather than look at it. */
        boolean changes() {
            return !LEAVES_ALONE.contains(op);
        }
    }

    /** A message of the engine, the program or a provider. */
    record Said(String severity, String urn, String message) implements EngineEvent {
        boolean isError() {
            return severity.equals("error") || severity.equals("info#err");
        }
    }

    /** The engine has finished its steps, well or not. */
    record Ended() implements EngineEvent {}

    /** Anything else the engine tells. */
    record Other() implements EngineEvent {}

    /** Reads a line; empty when it is no event, such as an error the engine prints before it starts. */
    static Optional<EngineEvent> parse(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        JsonNode event = Json.parse(line);
        if (!event.isObject() || !event.has("sequence")) {
            return Optional.empty();
        }
        if (event.has("preludeEvent")) {
            return Optional.of(new Started());
        }
        if (event.has("resourcePreEvent")) {
            return Optional.of(step(event.path("resourcePreEvent").path("metadata"), false));
        }
        if (event.has("resOutputsEvent")) {
            return Optional.of(step(event.path("resOutputsEvent").path("metadata"), true));
        }
        if (event.has("resOpFailedEvent")) {
            return Optional.of(step(event.path("resOpFailedEvent").path("metadata"), false));
        }
        if (event.has("diagnosticEvent")) {
            JsonNode said = event.path("diagnosticEvent");
            return Optional.of(new Said(
                    said.path("severity").asString(""),
                    said.path("urn").asString(""),
                    said.path("message").asString("").strip()));
        }
        return Optional.of(event.has("summaryEvent") ? new Ended() : new Other());
    }

    private static Step step(JsonNode metadata, boolean done) {
        return new Step(
                metadata.path("op").asString(""),
                metadata.path("urn").asString(""),
                done,
                done ? metadata.path("old").path("outputs") : MissingNode.getInstance(),
                done ? metadata.path("new").path("outputs") : MissingNode.getInstance());
    }
}
