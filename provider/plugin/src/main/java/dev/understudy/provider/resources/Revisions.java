package dev.understudy.provider.resources;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Urn;
import java.util.TreeMap;

/** Revisions as they are shown in a preview, and the revision that a program asks for. */
final class Revisions {
    private Revisions() {}

    /** A recorded revision: what is desired, who asked and why. */
    static Obj overlay(WeightsRevision revision, Weights declared) {
        var change = revision.change();
        return Obj.EMPTY
                .with("desired", Shares.write(Shares.spread(change.weights(), declared)))
                .with("revision", PropertyValue.number(revision.number()))
                .with("fence", PropertyValue.number(change.fence().epoch()))
                .with("author", PropertyValue.text(change.author().toString()))
                .with("reason", PropertyValue.text(change.reason().sentence()));
    }

    /** The program's own revision before it is recorded, which gives it its number. */
    static Obj declaration(Urn urn, Weights weights, long basis) {
        return Obj.EMPTY
                .with("desired", Shares.write(weights))
                .with("author", PropertyValue.text(author(urn).toString()))
                .with("reason", PropertyValue.text(reason(weights).sentence()))
                .with("basis", PropertyValue.number(basis));
    }

    /**
     * The same as a change to be recorded; the ledger raises its fence to the newest.
     *
     * @param provision sizes and writer, which stay as they are
     */
    static WeightsChange change(Urn urn, ServiceId service, Weights weights, Provision provision) {
        return new WeightsChange(
                service, weights, Fence.NONE, author(urn), reason(weights), new TreeMap<>(), provision);
    }

    /** One line for a person: which revision, by whom, and why. */
    static String describe(WeightsRevision revision) {
        return "revision " + revision.number() + " by " + revision.change().author() + " ("
                + revision.change().weights().inPercent() + ": "
                + revision.change().reason().sentence() + ")";
    }

    private static Author author(Urn urn) {
        var name = urn.project() + "/" + urn.stack();
        return new Author(Author.Kind.PROGRAM, name.length() > 128 ? name.substring(0, 128) : name);
    }

    private static Because reason(Weights weights) {
        return Because.of("the program declares " + weights.inPercent());
    }
}
