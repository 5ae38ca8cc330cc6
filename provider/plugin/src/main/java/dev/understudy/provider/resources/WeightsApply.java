package dev.understudy.provider.resources;

import dev.understudy.clouds.spi.LoadBalancer.Applied;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.WeightsLedger;
import dev.understudy.ledger.WeightsLedger.Append;
import dev.understudy.provider.wire.HalfMade;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Refusal;
import dev.understudy.provider.wire.Urn;
import java.util.Optional;

/**
 * Puts planned weights in force: recorded first, then applied, then read back. What was planned on an older head than the
 * ledger has now, or is older than what the balancer carries, is refused.
 */
final class WeightsApply {
    /** @return the outputs */
    Obj apply(Call call, Urn urn, String id, Obj news, Obj olds) {
        var assignment = PropertyCodec.require(Assignment.programPart(news), Assignment.class);
        var planned = Assignment.overlayPart(news);
        var revision = revision(call, urn, assignment, planned, olds);
        var declared = Obj.EMPTY.with("declared", Shares.write(assignment.declared()));
        if (revision.isEmpty()) {
            // The head is not ours to apply; what is in force stays, and the program's other changes are kept.
            return Assignment.programPart(news)
                    .with(Assignment.overlayPart(olds))
                    .with(declared)
                    .with("effective", olds.get("effective"));
        }
        var wanted = revision.get();
        var outputs = Assignment.programPart(news)
                .with(Revisions.overlay(wanted, assignment.declared()))
                .with(declared);
        return switch (call.balancer(assignment.id(), assignment.admin(), balancer -> balancer.apply(wanted))) {
            case Applied.Done(var view, var _) ->
                outputs.with("effective", Shares.write(Shares.spread(view.effective(), assignment.declared())));
            case Applied.Stale(long newerRevision, long newerEpoch) ->
                throw new Refusal(
                        Refusal.Kind.PRECONDITION,
                        "revision " + wanted.number() + " (fence "
                                + wanted.change().fence().epoch() + ") of service " + assignment.service()
                                + " is older than what the balancer at " + assignment.admin() + " carries: revision "
                                + newerRevision + " (fence " + newerEpoch + "); run the update again");
            case Applied.Failed(var error) -> {
                var kept = olds.has("effective") ? outputs.with("effective", olds.get("effective")) : outputs;
                throw new HalfMade(
                        id,
                        news,
                        kept,
                        "revision " + wanted.number() + " of service " + assignment.service()
                                + " is recorded but not in force: " + error.message()
                                + "; the next update applies it");
            }
        };
    }

    /** The revision to put in force; empty when the one in force shall stay although the head is newer. */
    private static Optional<WeightsRevision> revision(
            Call call, Urn urn, Assignment assignment, Obj planned, Obj olds) {
        try {
            return call.ledger(Settings.stackOf(urn), ledger -> revision(ledger, urn, assignment, planned, olds));
        } catch (LedgerException unread) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "no weights are applied while the ledger cannot be used: " + unread.getMessage(),
                    unread);
        }
    }

    private static Optional<WeightsRevision> revision(
            WeightsLedger ledger, Urn urn, Assignment assignment, Obj planned, Obj olds) {
        var head = ledger.head(assignment.id());
        long newest = head.map(WeightsRevision::number).orElse(0L);
        var revision = number(planned, "revision");
        var basis = number(planned, "basis");
        refuseOlder(assignment, head, number(olds, "revision").orElse(0L));
        boolean kept = !planned.has("author") && olds.has("revision");
        if (revision.isEmpty() && (basis.isEmpty() || !kept)) {
            return Optional.of(declare(ledger, urn, assignment, head, basis));
        }
        long expected = basis.or(() -> revision).orElse(0L);
        if (expected != newest) {
            throw older(assignment, expected, head);
        }
        return head.filter(_ -> revision.equals(Optional.of(newest)));
    }

    private static WeightsRevision declare(
            WeightsLedger ledger,
            Urn urn,
            Assignment assignment,
            Optional<WeightsRevision> head,
            Optional<Long> basis) {
        if (basis.isEmpty()) {
            throw new Refusal(
                    Refusal.Kind.PRECONDITION,
                    "the weights of service " + assignment.service()
                            + " were planned while the ledger could not be read; run the update again");
        }
        if (head.isPresent() && isOurs(head.get(), assignment, basis.get())) {
            return head.get(); // recorded by an attempt that got no further
        }
        // Another word on weights is none on sizes: what a migration has warmed stays warm.
        var provision = assignment.owner() == Ownership.IAC
                ? Provision.AS_DECLARED
                : head.map(newest -> newest.change().provision()).orElse(Provision.AS_DECLARED);
        var change = Revisions.change(urn, assignment.id(), assignment.declared(), provision);
        return switch (ledger.append(change, basis.get())) {
            case Append.Appended(var recorded) -> recorded;
            case Append.Superseded(var newer) -> throw older(assignment, basis.get(), Optional.of(newer));
            case Append.Fenced(var newest) ->
                throw new Refusal(
                        Refusal.Kind.PRECONDITION,
                        "the ledger holds fence " + newest.epoch() + " for service " + assignment.service()
                                + " and takes no older one; run the update again");
            case Append.Forbidden(String why) -> throw new Refusal(Refusal.Kind.PRECONDITION, why);
        };
    }

    private static boolean isOurs(WeightsRevision head, Assignment assignment, long basis) {
        return head.number() > basis
                && head.change().author().kind() == Author.Kind.PROGRAM
                && head.change().weights().equals(assignment.declared());
    }

    private static void refuseOlder(Assignment assignment, Optional<WeightsRevision> head, long applied) {
        long newest = head.map(WeightsRevision::number).orElse(0L);
        if (newest < applied) {
            throw new Refusal(
                    Refusal.Kind.PRECONDITION,
                    "the ledger's newest revision of service " + assignment.service() + " is " + newest
                            + ", but revision " + applied
                            + " was applied by this stack already: the ledger is older than the stack's state");
        }
    }

    private static Refusal older(Assignment assignment, long planned, Optional<WeightsRevision> head) {
        var newer = head.map(Revisions::describe).orElse("no revision at all");
        return new Refusal(
                Refusal.Kind.PRECONDITION,
                "this update of service " + assignment.service() + " was planned on revision " + planned
                        + ", but the ledger has " + newer + "; run the update again");
    }

    private static Optional<Long> number(Obj values, String name) {
        return values.get(name).plain() instanceof PropertyValue.Num(var number)
                ? Optional.of((long) number)
                : Optional.empty();
    }
}
