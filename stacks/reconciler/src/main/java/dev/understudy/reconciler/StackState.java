package dev.understudy.reconciler;

import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * What the engine's state says about weights, sizes and writers.
 *
 * @param assignments the resource that holds the weights, by service
 * @param holdings the resources that hold sizes and writers, by URN
 */
record StackState(SortedMap<ServiceId, Assignment> assignments, SortedMap<String, Holding> holdings) {
    static final String ASSIGNMENT_TYPE = "understudy:index:WeightAssignment";

    StackState {
        assignments = Collections.unmodifiableSortedMap(new TreeMap<>(assignments));
        holdings = Collections.unmodifiableSortedMap(new TreeMap<>(holdings));
    }

    /** A stack with weights alone. */
    StackState(SortedMap<ServiceId, Assignment> assignments) {
        this(assignments, new TreeMap<>());
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
        var holdings = new TreeMap<String, Holding>();
        for (JsonNode resource : Json.parse(exported).path("deployment").path("resources")) {
            boolean leaving = resource.path("delete").asBoolean(false);
            if (!leaving) {
                String urn = resource.path("urn").asString("");
                Holding.of(urn, resource.path("outputs")).ifPresent(holding -> holdings.put(urn, holding));
            }
            if (!leaving && resource.path("type").asString("").equals(ASSIGNMENT_TYPE)) {
                service(resource)
                        .ifPresent(service -> found.put(
                                service,
                                new Assignment(resource.path("urn").asString(""), revision(resource.path("outputs")))));
            }
        }
        return new StackState(found, holdings);
    }

    Optional<Assignment> of(ServiceId service) {
        return Optional.ofNullable(assignments.get(service));
    }

    /** The resources that hold sizes and the writer of a service. */
    List<Holding> of(ServiceId service, Predicate<Holding> which) {
        return holdings.values().stream()
                .filter(holding -> holding.service().equals(service) && which.test(holding))
                .toList();
    }

    /** As this state, with what an update has brought, by URN. */
    StackState with(Map<String, Long> revisions, Map<String, Holding> held) {
        var next = new TreeMap<>(assignments);
        next.replaceAll((service, assignment) ->
                new Assignment(assignment.urn(), revisions.getOrDefault(assignment.urn(), assignment.revision())));
        var holding = new TreeMap<>(holdings);
        holding.putAll(held);
        return new StackState(next, holding);
    }

    /**
     * As far as revisions are in force as a whole: one whose weights are, but not its sizes or its writer, does not
     * count.
     *
     * @param heads newest revisions
     */
    StackState whole(Collection<WeightsRevision> heads) {
        var next = new TreeMap<>(assignments);
        for (WeightsRevision head : heads) {
            var service = head.change().service();
            next.computeIfPresent(
                    service,
                    (_, assignment) -> assignment.revision() != head.number()
                                    || of(
                                                    service,
                                                    held -> !held.has(
                                                            head.change().provision()))
                                            .isEmpty()
                            ? assignment
                            : new Assignment(assignment.urn(), 0));
        }
        return new StackState(next, holdings);
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
