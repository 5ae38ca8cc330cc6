package dev.understudy.cli;

import dev.understudy.core.orders.Answer.Verdict;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.saga.Migration;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
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

/**
 * Watches what becomes of an order to do something: the answer, then the migration, both from the ledger alone. A person
 * who interrupts it is told what that means: an order nobody answered is taken back, everything else goes on.
 */
final class OrderWatch implements AutoCloseable {
    private static final Duration SLICE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final WeightsLedger ledger;
    private final ServiceId service;
    private final Given given;
    private final PrintWriter err;
    private final InstantSource clock;
    private final MigrationsView view;
    private final Optional<MigrationId> before;
    /** Also read by the hook that runs when the person interrupts. */
    private volatile String shown = "list";

    private boolean away;
    private volatile Runnable parting = this::takeBack;
    private final Thread hook = new Thread(() -> parting.run(), "parting-words");

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
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // the words are being said
        }
    }

    /** The newest answer to the order, or none by then. */
    Optional<LedgerRecord.Answered> answer(Instant until) {
        var answer = await(until, this::newestAnswer);
        answer.ifPresent(given -> parting = switch (given.answer().verdict()) {
            case NEEDS_APPROVAL -> () -> say("order " + given.answer().order() + " still waits for a second person");
            case ACCEPTED -> this::sayThatItGoesOn;
            case PLANNED, REFUSED -> () -> {};
        });
        return answer;
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
        long released = ledger.order(release("nobody answered"));
        var deadline = clock.instant().plus(SLICE);
        var _ = await(deadline, () -> view.sequence() >= released ? Optional.of(released) : Optional.empty());
    }

    private void takeBack() {
        long released = ledger.order(release("its owner stopped waiting"));
        if (began(MigrationsView.of(LedgerReading.all(ledger)))) {
            sayThatItGoesOn();
        } else {
            say("order " + given.number() + " was withdrawn by release " + released);
        }
    }

    private Order release(String why) {
        return new Order(
                new Order.What.Release(given.number()),
                Optional.empty(),
                given.order().owner(),
                why,
                clock.instant(),
                Optional.empty());
    }

    /** Whether a leader has begun or answered it, as far as the ledger was read. */
    boolean taken() {
        return newestAnswer().isPresent() || began(view);
    }

    private boolean began(MigrationsView known) {
        return known.migrations().stream().anyMatch(story -> story.migration().order() == given.number());
    }

    /** Tells the migration's steps until it has ended; empty when it has not by then. */
    Optional<Outcome> end(Instant until) {
        parting = this::sayThatItGoesOn;
        return await(until, this::outcome);
    }

    private void sayThatItGoesOn() {
        say("no longer watching; the migration goes on: understudy migrations " + shown);
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
            for (LedgerRecord record : follow(left.compareTo(SLICE) < 0 ? left : SLICE)) {
                view.take(record);
                tell(record);
            }
        }
    }

    /** A ledger that is away may come back: what was ordered is recorded and does not hang on this watching. */
    private List<LedgerRecord> follow(Duration wait) {
        try {
            var records = ledger.follow(view.sequence(), wait);
            away = false;
            return records;
        } catch (LedgerException fault) {
            if (fault.kind() != LedgerException.Kind.UNREACHABLE) {
                throw fault;
            }
            if (!away) {
                say(fault.getMessage() + "; trying again");
            }
            away = true;
            pause(wait);
            return List.of();
        }
    }

    private static void pause(Duration most) {
        try {
            Thread.sleep(most.compareTo(RETRY) < 0 ? most : RETRY);
        } catch (InterruptedException fault) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted while waiting for the ledger", fault);
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
