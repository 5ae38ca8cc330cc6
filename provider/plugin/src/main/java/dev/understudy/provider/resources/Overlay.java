package dev.understudy.provider.resources;

import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import java.util.Optional;

/**
 * Where the program's weights and the ledger's head meet: which of them an update shall put in force.
 *
 * <p>The head is the desired weights, and the program takes part by recording a revision of its own when its declared
 * weights are the newer word. Whether they are, follows from the ownership:
 *
 * <ul>
 *   <li>{@code iac}: always. A head that says something else is answered by a revision of the program; in an update where the
 *       program's word does not count, what others ask for stays in the ledger and is not applied.
 *   <li>{@code shared}: when the program changed since its last update, as the state remembers it.
 *   <li>{@code agent}: when the traffic is at home, that is at the weights last declared; a new home found while it is
 *       away is where the agents will bring it back to.
 *   <li>each of them: when the head is an earlier word of the program itself, or sends traffic to a zone that the program
 *       no longer has.
 * </ul>
 *
 * A second update of the same program finds its own revision, or one that came after it, and changes nothing.
 */
public sealed interface Overlay {
    /** The ledger's head is what shall be in force. */
    record Head(WeightsRevision revision) implements Overlay {}

    /**
     * The program's weights shall be recorded, then put in force.
     *
     * @param basis number of the head they are newer than; 0 for none
     */
    record Declare(Weights weights, long basis) implements Overlay {}

    /**
     * What is in force stays so.
     *
     * @param why one sentence for a person
     */
    record Keep(String why) implements Overlay {}

    /**
     * What is known when an update is planned.
     *
     * @param declared the program's weights now
     * @param lastDeclared the program's weights at its last update; empty at the first
     * @param inForce desired weights at the last update; empty at the first
     * @param weightsOnly whether the program's own word does not count in this update
     */
    record Known(
            Ownership ownership,
            Bounds bounds,
            Weights declared,
            Optional<Weights> lastDeclared,
            Optional<Weights> inForce,
            boolean weightsOnly) {}

    /** Decides. */
    static Overlay decide(Known known, Optional<WeightsRevision> newest) {
        if (newest.isEmpty()) {
            return known.weightsOnly()
                    ? new Keep("the ledger has no revision of this service yet")
                    : new Declare(known.declared(), 0);
        }
        var head = newest.get();
        var asked = Shares.spread(head.change().weights(), known.declared());
        boolean strange = asked.shares().entrySet().stream()
                .anyMatch(share ->
                        share.getValue() > 0 && !known.declared().shares().containsKey(share.getKey()));
        if (!known.weightsOnly()
                && !asked.equals(known.declared())
                && (strange || programIsNewer(known, head, asked))) {
            return new Declare(known.declared(), head.number());
        }
        return refusal(known, head, asked, strange).<Overlay>map(Keep::new).orElseGet(() -> new Head(head));
    }

    private static boolean programIsNewer(Known known, WeightsRevision head, Weights asked) {
        boolean ownWord = head.change().author().kind() == Author.Kind.PROGRAM;
        boolean changed =
                known.lastDeclared().isPresent() && !known.lastDeclared().get().equals(known.declared());
        return switch (known.ownership()) {
            case IAC -> true;
            case SHARED -> ownWord || changed;
            case AGENT -> ownWord || (changed && atHome(known, asked));
        };
    }

    private static boolean atHome(Known known, Weights asked) {
        return known.lastDeclared()
                .map(home -> Shares.spread(home, asked).equals(asked))
                .orElse(false);
    }

    /** Why the head may not be put in force; empty when it may. */
    private static Optional<String> refusal(Known known, WeightsRevision head, Weights asked, boolean strange) {
        var who = "revision " + head.number() + " by " + head.change().author() + " is not applied: ";
        if (strange) {
            return Optional.of(who + "it sends traffic to a zone that the program does not have ("
                    + asked.inPercent() + "; the program has "
                    + known.declared().shares().keySet() + ")");
        }
        var author = head.change().author().kind();
        if (known.ownership() == Ownership.IAC && author != Author.Kind.PROGRAM && !asked.equals(known.declared())) {
            return Optional.of(who + "the program owns the weights (ownership: iac)");
        }
        if (author != Author.Kind.AGENT) {
            return Optional.empty();
        }
        // One update may catch up on several revisions, each of which kept to the step: only the ends are held here.
        var ends = new Bounds(known.bounds().minBasisPoints(), known.bounds().maxBasisPoints(), Weights.WHOLE);
        return ends.refuses(known.inForce().orElse(asked), asked).map(why -> who + why);
    }
}
