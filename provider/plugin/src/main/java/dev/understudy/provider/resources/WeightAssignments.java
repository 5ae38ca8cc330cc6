package dev.understudy.provider.resources;

import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.ledger.LedgerException;
import dev.understudy.provider.wire.Change;
import dev.understudy.provider.wire.Fault;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code understudy:index:WeightAssignment}: where the program's weights and the ledger's head meet. They are merged in
 * Check, so that preview, diff and policies see the very weights that will be applied.
 */
public final class WeightAssignments implements ResourceHandler {
    /** Its token. */
    public static final String TOKEN = "understudy:index:WeightAssignment";

    private final WeightsApply apply = new WeightsApply();

    @Override
    public String token() {
        return TOKEN;
    }

    @Override
    public boolean refreshesBeforeUpdate() {
        return true;
    }

    @Override
    public boolean followsLedger(Provider.Update update) {
        return true;
    }

    @Override
    public Provider.Checked check(Call call, Provider.Check check) {
        var program = Assignment.programPart(check.news());
        if (call.weightsOnly() && check.olds().isPresent()) {
            var applied = Assignment.programPart(check.olds().get());
            if (!Change.between(applied, program).isEmpty()) {
                call.engine()
                        .say(
                                check.urn(),
                                "the program's own changes of " + Change.topNames(Change.between(applied, program))
                                        + " wait for a person's update");
            }
            program = applied;
        }
        var faults = new ArrayList<>(PropertyCodec.unexpected(program, Assignment.class));
        var inputs = switch (PropertyCodec.read(program, Assignment.class)) {
            case PropertyCodec.Read.Known<Assignment>(Assignment assignment)
            when faults.isEmpty() -> overlaid(call, check, program, assignment, faults);
            case PropertyCodec.Read.Known<Assignment> _, PropertyCodec.Read.Pending<Assignment> _ -> program;
            case PropertyCodec.Read.Wrong<Assignment>(var wrong) -> {
                faults.addAll(wrong);
                yield program;
            }
        };
        return new Provider.Checked(inputs, faults);
    }

    private static Obj overlaid(
            Call call, Provider.Check check, Obj program, Assignment assignment, List<Fault> faults) {
        var last = check.olds().map(Assignment::overlayPart).orElse(Obj.EMPTY);
        Optional<WeightsRevision> head;
        try {
            head = call.ledger(Settings.stackOf(check.urn()), ledger -> ledger.head(assignment.id()));
        } catch (LedgerException unread) {
            switch (unread.kind()) {
                case WRONG_STACK, INVALID -> faults.add(new Fault("service", String.valueOf(unread.getMessage())));
                case UNREACHABLE, CORRUPT, FULL, DENIED ->
                    call.engine()
                            .warn(
                                    check.urn(),
                                    "the last known weights are shown, and none can be applied: "
                                            + unread.getMessage());
            }
            return program.with(keep(last, assignment, 0));
        }
        var known = new Overlay.Known(
                assignment.owner(),
                assignment.limits(),
                assignment.declared(),
                check.olds().flatMap(WeightAssignments::declaredIn),
                Shares.read(last.get("desired")),
                call.weightsOnly());
        return program.with(
                switch (Overlay.decide(known, head)) {
                    case Overlay.Head(var revision) -> Revisions.overlay(revision, assignment.declared());
                    case Overlay.Declare(var weights, long basis) -> Revisions.declaration(check.urn(), weights, basis);
                    case Overlay.Keep(var why) -> {
                        call.engine().warn(check.urn(), why);
                        yield keep(
                                last,
                                assignment,
                                head.map(WeightsRevision::number).orElse(0L));
                    }
                });
    }

    /** What was last in force. A word of the program that got its number since then is not said a second time. */
    private static Obj keep(Obj last, Assignment assignment, long basis) {
        var kept = last.without("basis");
        if (!kept.has("revision")) {
            kept = kept.without("author").without("reason");
        }
        if (!kept.has("desired")) {
            kept = kept.with("desired", Shares.write(assignment.declared()));
        }
        return basis > 0 ? kept.with("basis", PropertyValue.number(basis)) : kept;
    }

    private static Optional<Weights> declaredIn(Obj inputs) {
        return PropertyCodec.read(Assignment.programPart(inputs), Assignment.class)
                        instanceof PropertyCodec.Read.Known<Assignment>(Assignment assignment)
                ? Optional.of(assignment.declared())
                : Optional.empty();
    }

    @Override
    public Provider.Difference diff(Call call, Provider.Diff diff) {
        var news = diff.news();
        var changes = new TreeMap<>(Change.only(
                Change.between(withShares(diff.oldInputs(), diff.olds()), withShares(news, Obj.EMPTY)),
                Assignment.PROGRAM::contains));
        var before = Assignment.overlayPart(diff.olds());
        var after = Assignment.overlayPart(news);
        boolean declares = after.has("basis") && after.has("author") && !after.has("revision");
        for (String name : Assignment.OVERLAY) {
            boolean counts = name.equals("basis") ? declares : after.has(name);
            if (counts) {
                changes.putAll(Change.only(Change.between(before, after), name::equals));
            }
        }
        if (changes.isEmpty() && drifted(diff.olds())) {
            changes.putAll(Change.between(
                    Obj.EMPTY.with("effective", diff.olds().get("effective")),
                    Obj.EMPTY.with("effective", diff.olds().get("desired"))));
        }
        var replaces = changes.containsKey("service") ? List.of("service") : List.<String>of();
        return new Provider.Difference(changes, replaces);
    }

    /** Inputs with weights as shares: 1 to 1 is what 50 to 50 is. */
    private static Obj withShares(Obj inputs, Obj fallback) {
        var whole = inputs.fields().isEmpty() ? fallback : inputs;
        return declaredIn(whole)
                .map(weights -> whole.with("weights", Shares.write(weights)))
                .orElse(whole);
    }

    private static boolean drifted(Obj outputs) {
        var desired = Shares.read(outputs.get("desired"));
        var effective = Shares.read(outputs.get("effective"));
        return desired.isPresent() && effective.isPresent() && !Shares.near(desired.get(), effective.get());
    }

    @Override
    public Provider.Made create(Call call, Provider.Create create) {
        if (create.preview()) {
            return new Provider.Made("", planned(create.inputs(), Obj.EMPTY));
        }
        var assignment = PropertyCodec.require(Assignment.programPart(create.inputs()), Assignment.class);
        var outputs = apply.apply(call, create.urn(), assignment.service(), create.inputs(), Obj.EMPTY);
        return new Provider.Made(assignment.service(), outputs);
    }

    @Override
    public Obj update(Call call, Provider.Update update) {
        if (update.preview()) {
            return planned(update.news(), update.olds());
        }
        return apply.apply(call, update.urn(), update.id(), update.news(), update.olds());
    }

    /** Outputs as far as they are certain: what will be in force is only known when it is read back. */
    private static Obj planned(Obj news, Obj olds) {
        var certain = news.without("basis");
        var outputs = declaredIn(news)
                .map(weights -> certain.with("declared", Shares.write(weights)))
                .orElse(certain);
        return olds.has("effective")
                        && olds.get("desired")
                                .plain()
                                .equals(news.get("desired").plain())
                ? outputs.with("effective", olds.get("effective"))
                : outputs;
    }

    @Override
    public Optional<Provider.Seen> read(Call call, Provider.Read read) {
        return read.inputs().fields().isEmpty() ? WeightsRead.imported(call, read) : WeightsRead.refreshed(call, read);
    }

    /** Only the engine forgets: the balancer goes with its own resource, and the ledger is the history of the stack. */
    @Override
    public void delete(Call call, Provider.Delete delete) {
        if (delete.id().isEmpty()) {
            throw new InvalidInput("", "id is \"\"; allowed: the service's name");
        }
    }
}
