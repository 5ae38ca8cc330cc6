package dev.understudy.reconciler;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What a full {@code pulumi up} would change besides the weights that agents move: a person's to deploy.
 *
 * @param changes one phrase each, as "update of note (aws:s3/bucket:Bucket)", sorted
 */
record PendingChanges(List<String> changes) {
    static final PendingChanges NONE = new PendingChanges(List.of());

    private static final int NAMED_MAX = 6;
    private static final Set<String> NOT_CHANGES = Set.of("same", "read", "refresh", "read-discard");

    PendingChanges {
        changes = changes.stream().sorted().distinct().toList();
    }

    /** Reads what {@code pulumi preview --json} prints. */
    static PendingChanges parse(String digest) {
        var changes = new ArrayList<String>();
        for (JsonNode step : Json.parse(digest).path("steps")) {
            String op = step.path("op").asString("");
            if (!NOT_CHANGES.contains(op)) {
                changes.add(op + " of " + Urns.spoken(step.path("urn").asString("")));
            }
        }
        return new PendingChanges(changes);
    }

    /** Errors that a preview names. */
    static List<String> errors(String digest) {
        var errors = new ArrayList<String>();
        for (JsonNode said : Json.parse(digest).path("diagnostics")) {
            if (said.path("severity").asString("").contains("err")) {
                errors.add(said.path("message").asString("").strip());
            }
        }
        return errors;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The sentence for a person. */
    String sentence() {
        String named = changes.stream().limit(NAMED_MAX).collect(Collectors.joining(", "));
        String more = changes.size() > NAMED_MAX ? " and " + (changes.size() - NAMED_MAX) + " more" : "";
        return "waits for a person: " + named + more + "; weights move without it, pulumi up deploys it";
    }
}
