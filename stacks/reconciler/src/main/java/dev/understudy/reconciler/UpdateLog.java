package dev.understudy.reconciler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One update as its event log tells it: which resources had a step, which revisions are in force after it, what was
 * said in error, and when it reached which point. Lines may come from another thread than the questions.
 */
final class UpdateLog {
    private final Set<String> targets;
    private final Consumer<EngineEvent.Step> progress;
    private final List<String> errors = new ArrayList<>();
    private final Set<String> strangers = new LinkedHashSet<>();
    private final Set<String> outputs = new TreeSet<>();
    private final Set<String> changed = new HashSet<>();
    private final Map<String, Long> revisions = new HashMap<>();
    private final Map<String, Holding> holdings = new HashMap<>();
    private Optional<Instant> programStartedAt = Optional.empty();
    private Optional<Instant> registeredAt = Optional.empty();
    private boolean ended;

    /**
     * @param targets URNs that the update may change
     * @param progress told of each step of a target as it begins
     */
    UpdateLog(Set<String> targets, Consumer<EngineEvent.Step> progress) {
        this.targets = Set.copyOf(targets);
        this.progress = progress;
    }

    /** Takes a line of the log; what is no event is passed over. */
    synchronized void line(String line, Instant at) {
        EngineEvent.parse(line).ifPresent(event -> event(event, at));
    }

    private void event(EngineEvent event, Instant at) {
        switch (event) {
            case EngineEvent.Started() -> programStartedAt = Optional.of(at);
            case EngineEvent.Step step -> step(step, at);
            case EngineEvent.Said said -> {
                if (said.isError()) {
                    errors.add(said.message());
                }
            }
            case EngineEvent.Ended() -> ended = true;
            case EngineEvent.Other() -> {}
        }
    }

    private void step(EngineEvent.Step step, Instant at) {
        if (step.isStack() && step.done()) {
            compareOutputs(step);
        }
        boolean target = targets.contains(step.urn());
        if (!target && step.changes()) {
            strangers.add(step.op() + " of " + Urns.spoken(step.urn()));
        }
        if (!target || step.op().equals("refresh")) {
            return;
        }
        if (!step.done()) {
            registeredAt = Optional.of(at);
            progress.accept(step);
            return;
        }
        Holding.of(step.urn(), step.outputs())
                .ifPresentOrElse(
                        holding -> holdings.put(step.urn(), holding),
                        () -> revisions.put(step.urn(), StackState.revision(step.outputs())));
        if (step.changes()) {
            changed.add(step.urn());
        }
    }

    /** The engine keeps the outputs of the whole program, also of an update with targets: new and gone ones are named. */
    private void compareOutputs(EngineEvent.Step stack) {
        var names = new TreeSet<>(stack.before().propertyNames());
        names.addAll(stack.outputs().propertyNames());
        names.removeIf(name -> stack.before().has(name) == stack.outputs().has(name));
        outputs.addAll(names);
    }

    /** Outputs of the stack that this update has added or removed, because somebody edited them in the program. */
    synchronized List<String> outputs() {
        return List.copyOf(outputs);
    }

    /** Whether the log is complete: only then does it prove what had no step. */
    synchronized boolean ended() {
        return ended;
    }

    /** Steps that change a resource which is no target; none in an update that keeps its word. */
    synchronized List<String> strangers() {
        return List.copyOf(strangers);
    }

    /** Targets that were changed. */
    synchronized Set<String> changed() {
        return Set.copyOf(changed);
    }

    /** The revision in force after the update, by target. */
    synchronized Map<String, Long> revisions() {
        return Map.copyOf(revisions);
    }

    /** Targets that hold sizes or a writer, as they are after the update. */
    synchronized Map<String, Holding> holdings() {
        return Map.copyOf(holdings);
    }

    /** What was said in error. */
    synchronized List<String> errors() {
        return List.copyOf(errors);
    }

    /** When the engine began to start the program. */
    synchronized Optional<Instant> programStartedAt() {
        return programStartedAt;
    }

    /** When the engine began the step of the last target: the program has registered them all. */
    synchronized Optional<Instant> registeredAt() {
        return registeredAt;
    }
}
