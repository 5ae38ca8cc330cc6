package dev.understudy.cli;

import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.reconciler.ReconcilerEvent;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A sentence for each thing a reconciler does. */
final class ReconcilerWords {
    private ReconcilerWords() {}

    static String of(ReconcilerEvent event) {
        return switch (event) {
            case ReconcilerEvent.Following(var stack, int services, int behind) ->
                "following the ledger of " + stack + ": " + services + " services, " + behind + " behind";
            case ReconcilerEvent.UpdateStarted(var revisions, var _) -> "update begins for " + names(revisions);
            case ReconcilerEvent.StepStarted(String op, String resource, var _) -> "  " + op + " " + resource;
            case ReconcilerEvent.UpdateFinished(var revisions, boolean changed, var timings, var _) ->
                String.format(
                        Locale.ROOT,
                        "%s %s %.0f ms after it was recorded (ledger %.0f, engine %.0f, program %.0f, provider %.0f, balancer %.0f)",
                        names(revisions),
                        changed ? "is in force" : "was in force already",
                        timings.totalMillis(),
                        timings.ledgerMillis(),
                        timings.engineMillis(),
                        timings.programMillis(),
                        timings.providerMillis(),
                        timings.balancerMillis());
            case ReconcilerEvent.Recorded(var application) ->
                "recorded: revision " + application.revision() + " was applied by update " + application.update();
            case ReconcilerEvent.LockHeld(String holder, var waited, var retryIn) ->
                "somebody else's update holds the stack (" + holder + "), waited " + waited.toSeconds()
                        + " s; trying again in " + retryIn.toMillis() + " ms";
            case ReconcilerEvent.WaitingForPerson(String sentence) -> sentence;
            case ReconcilerEvent.Failed(String sentence, var retryIn) ->
                "failed, the weights hold: " + sentence + "; trying again in " + retryIn.toMillis() + " ms";
            case ReconcilerEvent.Stopped() -> "stopped";
        };
    }

    private static String names(List<WeightsRevision> revisions) {
        return revisions.stream()
                .map(revision -> "revision " + revision.number() + " of "
                        + revision.change().service() + " ("
                        + revision.change().weights().inPercent() + ")")
                .collect(Collectors.joining(", "));
    }
}
