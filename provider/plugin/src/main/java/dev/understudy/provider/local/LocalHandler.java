package dev.understudy.provider.local;

import dev.understudy.provider.resources.Call;
import dev.understudy.provider.resources.ResourceHandler;
import dev.understudy.provider.wire.Change;
import dev.understudy.provider.wire.InvalidInput;
import dev.understudy.provider.wire.PropertyCodec;
import dev.understudy.provider.wire.PropertyValue.Obj;
import dev.understudy.provider.wire.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Answers for a {@link LocalKind}: outputs are the inputs and what the cloud adds. */
final class LocalHandler<I extends Record> implements ResourceHandler {
    private final LocalKind<I> kind;

    LocalHandler(LocalKind<I> kind) {
        this.kind = kind;
    }

    @Override
    public String token() {
        return kind.token();
    }

    @Override
    public Provider.Checked check(Call call, Provider.Check check) {
        var program = programPart(check.news());
        var last = check.olds().orElse(Obj.EMPTY);
        if (call.weightsOnly() && check.olds().isPresent() && !kind.overlaid().isEmpty()) {
            var waiting =
                    Change.between(kind.complete(check.urn(), programPart(last)), kind.complete(check.urn(), program));
            if (!waiting.isEmpty()) {
                call.engine()
                        .say(
                                check.urn(),
                                "the program's own changes of " + Change.topNames(waiting)
                                        + " wait for a person's update");
            }
            program = programPart(last);
        }
        var inputs = kind.complete(check.urn(), program);
        var faults = new ArrayList<>(PropertyCodec.unexpected(inputs, kind.inputs()));
        switch (PropertyCodec.read(inputs, kind.inputs())) {
            case PropertyCodec.Read.Known<I>(I value) -> {
                try {
                    kind.validate(value);
                    if (faults.isEmpty()) {
                        inputs = inputs.with(kind.overlay(call, check.urn(), value, last));
                    }
                } catch (InvalidInput invalid) {
                    faults.addAll(invalid.faults());
                }
            }
            case PropertyCodec.Read.Pending<I> _ -> {}
            case PropertyCodec.Read.Wrong<I>(var wrong) -> faults.addAll(wrong);
        }
        return new Provider.Checked(inputs, faults);
    }

    private Obj programPart(Obj inputs) {
        var part = inputs;
        for (String name : kind.overlaid()) {
            part = part.without(name);
        }
        return part;
    }

    @Override
    public boolean followsLedger(Provider.Update update) {
        var before = update.oldInputs().fields().isEmpty() ? inputsOf(update.olds()) : update.oldInputs();
        return !kind.overlaid().isEmpty()
                && Change.between(kind.complete(update.urn(), programPart(before)), programPart(update.news()))
                        .isEmpty();
    }

    @Override
    public Provider.Difference diff(Call call, Provider.Diff diff) {
        var before = diff.oldInputs().fields().isEmpty() ? inputsOf(diff.olds()) : diff.oldInputs();
        var creation = kind.atCreationOnly();
        var changes = Change.only(Change.between(before, diff.news()), name -> !creation.contains(name));
        var replaces = new TreeSet<>(Change.topNames(changes));
        replaces.retainAll(kind.replacing());
        return new Provider.Difference(changes, List.copyOf(replaces));
    }

    @Override
    public Provider.Made create(Call call, Provider.Create create) {
        if (create.preview()) {
            return new Provider.Made("", preview(create.inputs()));
        }
        var inputs = PropertyCodec.require(create.inputs(), kind.inputs());
        var added = kind.put(call, create.urn(), inputs);
        return new Provider.Made(kind.id(inputs), create.inputs().with(added));
    }

    @Override
    public Optional<Provider.Seen> read(Call call, Provider.Read read) {
        return kind.find(call, read.id()).map(found -> {
            var known = read.inputs().fields().isEmpty() ? found.atImport() : read.inputs();
            var inputs = known.with(found.inputs());
            return new Provider.Seen(read.id(), inputs, inputs.with(found.outputs()));
        });
    }

    @Override
    public Obj update(Call call, Provider.Update update) {
        if (update.preview()) {
            return preview(update.news());
        }
        var inputs = PropertyCodec.require(update.news(), kind.inputs());
        return update.news().with(kind.put(call, update.urn(), inputs));
    }

    @Override
    public void delete(Call call, Provider.Delete delete) {
        call.cloud(cloud -> {
            kind.remove(cloud, delete.id());
            return true;
        });
    }

    private Obj preview(Obj inputs) {
        return switch (PropertyCodec.read(inputs, kind.inputs())) {
            case PropertyCodec.Read.Known<I>(I value) -> inputs.with(kind.planned(value));
            case PropertyCodec.Read.Pending<I> _ -> inputs;
            case PropertyCodec.Read.Wrong<I>(var faults) -> throw new InvalidInput(faults);
        };
    }

    private Obj inputsOf(Obj outputs) {
        var inputs = outputs;
        for (String name : outputs.fields().keySet()) {
            boolean isInput = false;
            for (var component : kind.inputs().getRecordComponents()) {
                isInput |= component.getName().equals(name);
            }
            inputs = isInput ? inputs : inputs.without(name);
        }
        return inputs;
    }
}
