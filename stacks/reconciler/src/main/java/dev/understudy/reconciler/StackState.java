package dev.understudy.reconciler;

import dev.understudy.core.zone.ServiceId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What the engine's state says about weights.
 *
 * @param assignments the resource that holds the weights, by service
 */
record StackState(SortedMap<ServiceId, Assignment> assignments) {
    static final String ASSIGNMENT_TYPE = "understudy:index:WeightAssignment";

    StackState {
        assignments = Collections.unmodifiableSortedMap(new TreeMap<>(assignments));
    }

    /**
     * The resource that holds the weights of one service.
     *
     * @param urn its name in the engine
     * @param revision number of the revision in force; 0 for the program's own weights
     */
    record Assignment(String urn, long revision) {}

    /** Reads what {@code pulumi stack export} prints. */
    static StackState parse(String exported) {
        var found = new TreeMap<ServiceId, Assignment>();
        for (JsonNode resource : Json.parse(exported).path("deployment").path("resources")) {
            boolean leaving = resource.path("delete").asBoolean(false);
            if (!leaving && resource.path("type").asString("").equals(ASSIGNMENT_TYPE)) {
                service(resource)
                        .ifPresent(service -> found.put(
                                service,
                                new Assignment(resource.path("urn").asString(""), revision(resource.path("outputs")))));
            }
        }
        return new StackState(found);
    }

    Optional<Assignment> of(ServiceId service) {
        return Optional.ofNullable(assignments.get(service));
    }

    /** As this state, with revisions in force that an update has brought, by URN. */
    StackState with(Map<String, Long> revisions) {
        var next = new TreeMap<>(assignments);
        next.replaceAll((service, assignment) ->
                new Assignment(assignment.urn(), revisions.getOrDefault(assignment.urn(), assignment.revision())));
        return new StackState(next);
    }

    /** The revision in force by the outputs of an assignment; 0 when there is none. */
    static long revision(JsonNode outputs) {
        return outputs.path("revision").asLong(0);
    }

    private static Optional<ServiceId> service(JsonNode resource) {
        String name = resource.path("outputs").path("service").asString("");
        if (name.isEmpty()) {
            name = resource.path("inputs").path("service").asString("");
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(new ServiceId(name));
    }
}
