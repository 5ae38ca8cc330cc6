package dev.understudy.reconciler;

import dev.understudy.core.weights.Provision;
import dev.understudy.core.zone.ServiceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Makes one update of what is due, and draws the conclusions: what is in force, what to record, when to try again. */
final class Mover {
    private static final Duration UNPLACED_RETRY = Duration.ofSeconds(15);

    private final ReconcilerConfig config;
    private final StackRunner runner;
    private final Agenda agenda;
    private final Recorder recorder;
    private final BiConsumer<String, String> notices;
    private final InstantSource clock;
    private final Consumer<ReconcilerEvent> listener;
    private final Backoff locked;
    private final Backoff failing;
    private final Set<ServiceId> unplaced = new HashSet<>();
    private final Map<ServiceId, Provision> provisions = new HashMap<>();
    private StackState state = new StackState(new TreeMap<>());
    private Instant notBefore = Instant.MIN;
    private Optional<Instant> lockedSince = Optional.empty();

    /** @param notices takes what a person should see: what it is about, and the sentence */
    Mover(
            ReconcilerConfig config,
            StackRunner runner,
            Agenda agenda,
            Recorder recorder,
            BiConsumer<String, String> notices,
            InstantSource clock,
            RandomGenerator random,
            Consumer<ReconcilerEvent> listener) {
        this.config = config;
        this.runner = runner;
        this.agenda = agenda;
        this.recorder = recorder;
        this.notices = notices;
        this.clock = clock;
        this.listener = listener;
        this.locked = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), random);
        this.failing = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), random);
    }

    /** Before when there is no use in another attempt. */
    Instant notBefore() {
        return notBefore;
    }

    /**
     * Reads the engine's state anew.
     *
     * @throws ReconcilerException when there is none to read
     */
    void reread() throws InterruptedException {
        state = runner.state();
        agenda.state(state.whole(Reconciler.revisions(agenda.heads())));
    }

    /** Records revisions that are in force although the ledger does not say so: somebody else has applied them. */
    void recall() {
        agenda.unrecorded().forEach(this::recall);
    }

    private void recall(ServiceId service, long revision) {
        var now = clock.instant();
        var head = agenda.heads().stream()
                .filter(any -> any.service().equals(service))
                .findFirst();
        long newest = head.map(Agenda.Head::number).orElse(0L);
        if (revision > newest) {
            notices.accept(
                    "ledger",
                    "the stack has revision " + revision + " of " + service + " in force, but the ledger ends at "
                            + newest
                            + ": it is another stack's or an older copy; weights stay until the right one is named");
            return;
        }
        Optional<String> message =
                head.filter(any -> any.number() == revision).map(any -> Words.message(List.of(any.revision())));
        recorder.add(new Recorder.Fact(service, revision, message, false, now, now));
    }

    /** Brings the stack to the heads that are due, in one update. */
    void move() throws InterruptedException {
        try {
            if (lockedSince.isPresent()) {
                reread(); // who held the stack may have brought it there
                recall();
            }
            var due = agenda.due();
            if (due.isEmpty()) {
                unlocked();
                return;
            }
            if (due.stream().anyMatch(head -> state.of(head.service()).isEmpty())) {
                reread();
            }
            var placed = due.stream()
                    .filter(head -> state.of(head.service()).isPresent())
                    .toList();
            due.stream().filter(head -> !placed.contains(head)).forEach(this::sayUnplaced);
            if (placed.isEmpty()) {
                notBefore = clock.instant().plus(UNPLACED_RETRY);
                return;
            }
            update(placed);
        } catch (ReconcilerException e) {
            failed(Words.of(e));
        }
    }

    private void update(List<Agenda.Head> placed) throws InterruptedException {
        var startedAt = clock.instant();
        listener.accept(new ReconcilerEvent.UpdateStarted(Reconciler.revisions(placed), startedAt));
        var targets = placed.stream()
                .collect(Collectors.toMap(
                        head -> state.of(head.service()).orElseThrow().urn(), head -> head));
        var message = Words.message(Reconciler.revisions(placed));
        var urns = new HashSet<>(targets.keySet());
        placed.forEach(head -> beside(head).forEach(holding -> urns.add(holding.urn())));
        var update = runner.up(urns, message, this::progress);
        switch (update) {
            case StackUpdate.Done done -> finished(targets, message, startedAt, done);
            case StackUpdate.Locked(String holder, boolean cleared) -> waitForLock(holder, cleared);
            case StackUpdate.Failed(String sentence) -> {
                failed(sentence);
                reread();
            }
        }
    }

    /**
     * What holds sizes and writer of a service, where the head says something else of them than what is there, or than
     * the revision before: most moves are of weights alone, and each target more makes an update longer.
     */
    private List<Holding> beside(Agenda.Head head) {
        var wanted = head.revision().change().provision();
        var before = provisions.getOrDefault(head.service(), wanted);
        return state.of(head.service(), holding -> !wanted.equals(before) || !holding.has(wanted));
    }

    private void progress(EngineEvent.Step step) {
        listener.accept(new ReconcilerEvent.StepStarted(step.op(), Urns.spoken(step.urn()), clock.instant()));
    }

    private void failed(String sentence) {
        var retry = failing.next();
        notBefore = clock.instant().plus(retry);
        listener.accept(new ReconcilerEvent.Failed(sentence, retry));
    }

    private void finished(Map<String, Agenda.Head> targets, String message, Instant startedAt, StackUpdate.Done done)
            throws InterruptedException {
        failing.reset();
        unlocked();
        state = state.with(done.revisions(), done.log().holdings());
        var appliedAt = Timings.appliedAt(targets.keySet(), done.trace(), done.endedAt());
        var newest = targets.values().stream()
                .max(Comparator.comparingLong(Agenda.Head::number))
                .orElseThrow();
        listener.accept(new ReconcilerEvent.UpdateFinished(
                Reconciler.revisions(List.copyOf(targets.values())),
                !done.changed().isEmpty(),
                Timings.of(newest.revision().at(), newest.noticedAt(), appliedAt, done.log(), done.trace()),
                appliedAt));
        var partly = new ArrayList<String>();
        targets.forEach((urn, tried) -> {
            long weights = done.revisions().getOrDefault(urn, 0L);
            var head = agenda.reached(tried, weights);
            long inForce = Math.min(weights, head.number()); // of one that is newer still, sizes cannot be judged yet
            var wanted = head.revision().change().provision();
            var missing = state.of(head.service(), holding -> !holding.has(wanted));
            if (weights == head.number() && !missing.isEmpty()) {
                partly.add("revision " + inForce + " of " + head.service() + " is in force but for "
                        + missing.stream()
                                .map(holding -> Urns.spoken(holding.urn()))
                                .collect(Collectors.joining(", ")));
                return;
            }
            provisions.put(head.service(), wanted);
            agenda.updated(head, inForce);
            if (inForce < head.number()) {
                sayDeclined(head, inForce);
                return;
            }
            var by = done.changed().contains(urn) ? Optional.of(message) : Optional.<String>empty();
            recorder.add(new Recorder.Fact(head.service(), inForce, by, by.isPresent(), startedAt, appliedAt));
        });
        if (!partly.isEmpty()) {
            failed(String.join("; ", partly));
            reread();
        }
        if (!done.log().outputs().isEmpty()) {
            notices.accept(
                    "outputs",
                    "the program's outputs were edited, and the engine has stored them with the weights: "
                            + String.join(", ", done.log().outputs()));
        }
        if (!done.strangers().isEmpty()) {
            notices.accept(
                    "engine",
                    "an update of weights changed more than weights, against its word: "
                            + String.join(", ", done.strangers()));
        }
    }

    private void unlocked() {
        locked.reset();
        lockedSince = Optional.empty();
        notBefore = Instant.MIN;
    }

    private void waitForLock(String holder, boolean cleared) {
        var now = clock.instant();
        if (cleared) {
            listener.accept(new ReconcilerEvent.LockHeld(
                    holder + ", an update of this reconciler that was killed; its lock is removed",
                    Duration.ZERO,
                    Duration.ZERO));
            return;
        }
        lockedSince = lockedSince.or(() -> Optional.of(now));
        var waited = Duration.between(lockedSince.get(), now);
        var retry = locked.next();
        notBefore = now.plus(retry);
        if (waited.compareTo(config.pace().lockWarning()) < 0) {
            listener.accept(new ReconcilerEvent.LockHeld(holder, waited, retry));
        } else {
            listener.accept(new ReconcilerEvent.Failed(
                    "the stack has been locked for " + waited.toSeconds() + " s by " + holder
                            + "; if that update is dead, a person may run pulumi cancel",
                    retry));
        }
    }

    private void sayUnplaced(Agenda.Head head) {
        if (unplaced.add(head.service())) {
            notices.accept(
                    "weights",
                    "service " + head.service() + " has weights in the ledger but no WeightAssignment in stack "
                            + config.stack() + "; run pulumi up to deploy it");
        }
    }

    private void sayDeclined(Agenda.Head head, long inForce) {
        notices.accept(
                "weights",
                "revision " + head.number() + " of " + head.service() + " was not applied: the stack keeps "
                        + (inForce == 0 ? "the program's weights" : "revision " + inForce)
                        + "; its ownership or bounds say so, which a person may change");
    }
}
