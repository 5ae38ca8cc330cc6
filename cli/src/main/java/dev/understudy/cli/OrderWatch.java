package dev.understudy.cli;

import dev.understudy.core.orders.Answer.Verdict;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerRecord;
import dev.understudy.ledger.MigrationStory;
import dev.understudy.ledger.MigrationStory.Outcome;
import dev.understudy.ledger.MigrationsView;
import dev.understudy.ledger.WeightsLedger;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Watches what becomes of an order to do something: the answer, then the migration, both from the ledger alone. */
final class OrderWatch {
    private static final Duration SLICE = Duration.ofSeconds(5);

    private final WeightsLedger ledger;
    private final ServiceId service;
    private final Given given;
    private final PrintWriter err;
    private final InstantSource clock;
    private final MigrationsView view;
    private final Optional<MigrationId> before;
    /** Also read by the hook that runs when the person interrupts. */
    private volatile String shown = "list";

    OrderWatch(WeightsLedger ledger, ServiceId service, Given given, PrintWriter err, InstantSource clock) {
        this.ledger = ledger;
        this.service = service;
        this.given = given;
        this.err = err;
        this.clock = clock;
        this.view = new MigrationsView();
        var records = LedgerReading.all(ledger);
        records.stream().filter(record -> record.sequence() <= given.number()).forEach(view::take);
        this.before = view.underWay(service).map(story -> story.migration().id());
    }

    /** The newest answer to the order, or none by then. */
    Optional<LedgerRecord.Answered> answer(Instant until) {
        return await(until, this::newestAnswer);
    }

    /** As {@link #answer}, but not that it waits for a second person. */
    Optional<LedgerRecord.Answered> decision(Instant until) {
        return await(until, () -> newestAnswer().filter(one -> one.answer().verdict() != Verdict.NEEDS_APPROVAL));
    }

    private Optional<LedgerRecord.Answered> newestAnswer() {
        var answers = view.answers(given.number());
        return answers.isEmpty() ? Optional.empty() : Optional.of(answers.getLast());
    }

    /** Takes the order back; afterwards {@link #taken} says whether that came too late. */
    void withdraw() {
        var release = new Order(
                new Order.What.Release(given.number()),
                Optional.empty(),
                given.order().owner(),
                "nobody answered",
                clock.instant(),
                Optional.empty());
        long released = ledger.order(release);
        var deadline = clock.instant().plus(SLICE);
        var _ = await(deadline, () -> view.sequence() >= released ? Optional.of(released) : Optional.empty());
    }

    /** Whether a leader has begun or answered it, as far as the ledger was read. */
    boolean taken() {
        return newestAnswer().isPresent()
                || view.migrations().stream()
                        .anyMatch(story -> story.migration().order() == given.number());
    }

    /** Tells the migration's steps until it has ended; empty when it has not by then. */
    Optional<Outcome> end(Instant until) {
        var hook = new Thread(this::sayThatItGoesOn, "say-that-it-goes-on");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return await(until, this::outcome);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // it is being said
            }
        }
    }

    private void sayThatItGoesOn() {
        err.println("no longer watching; the migration goes on: understudy migrations " + shown);
        err.flush();
    }

    /** What {@code understudy migrations} shows it by. */
    String shown() {
        return shown;
    }

    /** Once all that came of the order has ended: what did not end as ordered, else that all is done. */
    private Optional<Outcome> outcome() {
        var mine = mine();
        if (mine.isEmpty() || mine.stream().anyMatch(story -> story.end().isEmpty())) {
            return Optional.empty();
        }
        return mine.stream()
                .map(this::outcome)
                .filter(outcome -> outcome != Outcome.DONE)
                .findFirst()
                .or(() -> Optional.of(Outcome.DONE));
    }

    /** What was ordered to go back is done when it is back. */
    private Outcome outcome(MigrationStory story) {
        var outcome = story.end().orElseThrow().outcome();
        return isBefore(story) && outcome == Outcome.ROLLED_BACK ? Outcome.DONE : outcome;
    }

    /** What was under way when it was ordered to go back, and what began by the order; of a drill the way back too. */
    private List<MigrationStory> mine() {
        boolean drill = given.order().what() instanceof Order.What.Drill;
        var mine = new ArrayList<MigrationStory>();
        for (var story : view.migrations()) {
            var migration = story.migration();
            if (migration.id().service().equals(service)
                    && (isBefore(story)
                            || migration.order() == given.number()
                            || (drill && !mine.isEmpty() && migration.kind() == Migration.Kind.DRILL))) {
                mine.add(story);
            }
        }
        return mine;
    }

    private boolean isBefore(MigrationStory story) {
        return given.order().what() instanceof Order.What.RollBack
                && before.filter(id -> id.equals(story.migration().id())).isPresent();
    }

    private <T> Optional<T> await(Instant until, Supplier<Optional<T>> found) {
        while (true) {
            var result = found.get();
            var left = Duration.between(clock.instant(), until);
            if (result.isPresent() || left.isNegative() || left.isZero()) {
                return result;
            }
            for (LedgerRecord record : ledger.follow(view.sequence(), left.compareTo(SLICE) < 0 ? left : SLICE)) {
                view.take(record);
                tell(record);
            }
        }
    }

    private void tell(LedgerRecord record) {
        switch (record) {
            case LedgerRecord.Journaled journaled
            when journaled.entry().service().equals(service) -> {
                var state = journaled.entry().state();
                var id = state.underWay().map(Migration::id);
                id.ifPresent(known -> shown = "show " + known);
                say(
                        journaled.at(),
                        id.map(known -> known + " ").orElse(service + " ") + state.phase() + ": "
                                + journaled.entry().because());
            }
            case LedgerRecord.Revised(long _, var revision)
            when revision.change().service().equals(service) ->
                say(revision.at(), "revision " + revision.number() + ": " + SagaWords.place(revision));
            case LedgerRecord.AppliedTo(long _, var application)
            when application.service().equals(service) ->
                say(application.appliedAt(), "revision " + application.revision() + " is in force");
            case LedgerRecord.Revised _,
                    LedgerRecord.AppliedTo _,
                    LedgerRecord.Journaled _,
                    LedgerRecord.Noticed _,
                    LedgerRecord.Ordered _,
                    LedgerRecord.Answered _ -> {}
        }
    }

    private void say(Instant at, String sentence) {
        say(at.truncatedTo(ChronoUnit.MILLIS) + "  " + sentence);
    }

    /** Tells the person something beside the answer. */
    void say(String sentence) {
        err.println(sentence);
        err.flush();
    }
}
