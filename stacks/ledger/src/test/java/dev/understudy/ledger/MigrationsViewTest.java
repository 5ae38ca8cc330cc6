package dev.understudy.ledger;

import static dev.understudy.ledger.Samples.B;
import static dev.understudy.ledger.Samples.CART;
import static dev.understudy.ledger.Samples.SHOP;
import static dev.understudy.ledger.Samples.byAgent;
import static dev.understudy.ledger.Samples.byPerson;
import static dev.understudy.ledger.Samples.migration;
import static dev.understudy.ledger.Samples.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Limits;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order.What;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.Performed;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.MigrationStory.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MigrationsViewTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Author ZONE_B = new Author(Author.Kind.AGENT, "zone-b");

    private final List<LedgerRecord> records = new ArrayList<>();
    private long revision;

    private long next() {
        return records.size() + 1;
    }

    /** Each record is a second after the one before. */
    private Instant at() {
        return START.plusSeconds(next());
    }

    private void journal(ServiceId service, MigrationState state, String why, Performed... tasks) {
        var entry = new JournalEntry(
                service,
                new Fence(2),
                ZONE_B,
                state,
                Because.of(why),
                Optional.empty(),
                Limits.DEFAULT,
                Optional.of(List.of(tasks)));
        records.add(new LedgerRecord.Journaled(next(), entry, at()));
    }

    private void revise(WeightsChange change) {
        records.add(new LedgerRecord.Revised(next(), new WeightsRevision(++revision, "00", change, at())));
    }

    private void apply(ServiceId service, long number) {
        records.add(new LedgerRecord.AppliedTo(next(), new Application(number, service, 4, at(), at())));
    }

    private MigrationsView view() {
        return MigrationsView.of(records);
    }

    @Test
    void aMigrationIsToldFromItsFirstEntryToItsEnd() {
        revise(byPerson(SHOP, 0));
        var migration = migration(SHOP, 1, ZONE_B);
        journal(SHOP, new MigrationState.Warming(migration, START), "the zone is slow");
        revise(byAgent(SHOP, 0, 2, "zone-b"));
        revise(byAgent(CART, 0, 2, "zone-b"));
        apply(SHOP, 2);
        revise(byAgent(SHOP, 1_000, 2, "zone-b"));
        revise(byPerson(SHOP, 1_000));
        assertThat(view().underWay(SHOP)).isPresent();
        assertThat(view().underWay(CART)).isEmpty();
        assertThat(view().migrations().getFirst().took(START.plusSeconds(12))).isEqualTo(Duration.ofSeconds(10));

        journal(SHOP, new MigrationState.Retiring(migration, START), "the soak has passed");
        var drained = new Performed(
                new TaskId("shop-1", "drain", 1),
                START,
                START.plusSeconds(1),
                new TaskEnd.Done(Because.of("nobody left")));
        journal(SHOP, Samples.watching(START), "it is over", drained);
        revise(byAgent(SHOP, 10_000, 2, "zone-b"));

        var view = view();
        assertThat(view.underWay(SHOP)).isEmpty();
        var story = view.migration(new MigrationId(SHOP, 1)).orElseThrow();
        assertThat(view.migrations()).containsExactly(story);
        assertThat(story.steps()).extracting(MigrationStory.Step::sequence).containsExactly(2L, 8L);
        assertThat(story.moves().stream().map(move -> move.revision().number())).containsExactly(2L, 4L);
        assertThat(story.moves().stream().map(move -> move.application().isPresent()))
                .containsExactly(true, false);
        assertThat(story.tasks()).containsExactly(drained);
        assertThat(story.end())
                .contains(new MigrationStory.End(9, START.plusSeconds(9), Outcome.DONE, Because.of("it is over")));
        assertThat(story.took(START)).isEqualTo(Duration.ofSeconds(7));
        assertThat(view.heads()).containsOnlyKeys(SHOP, CART);
        assertThat(view.journal(SHOP).orElseThrow().sequence()).isEqualTo(9);
    }

    @Test
    void howItEndedIsKnownByWhatItDidLast() {
        var first = migration(SHOP, 1, ZONE_B);
        journal(SHOP, new MigrationState.Shifting(first, START, 12.5), "it moves");
        journal(SHOP, Samples.rollingBack(first, START), "a gate failed");
        journal(SHOP, new MigrationState.Warming(migration(SHOP, 2, ZONE_B), START), "again");
        journal(CART, new MigrationState.Warming(migration(CART, 1, ZONE_B), START), "the other");
        journal(SHOP, Samples.watching(START), "somebody has set the weights");

        assertThat(view().migrations().stream()
                        .map(story -> story.migration().id() + " "
                                + story.end().map(end -> end.outcome().name()).orElse("-")))
                .containsExactly("shop-1 ROLLED_BACK", "shop-2 LEFT", "cart-1 -");
    }

    @Test
    void ordersHoldUntilTheyEndAndCommandsUntilTheyAreAnswered() {
        var hold = order(new What.Hold(), Optional.of(SHOP), "ada");
        var migrate = order(new What.Migrate(B, false, true), Optional.of(SHOP), "ada");
        records.add(new LedgerRecord.Ordered(1, hold));
        records.add(new LedgerRecord.Ordered(2, migrate));
        answer(1, Answer.Verdict.ACCEPTED);
        answer(2, Answer.Verdict.NEEDS_APPROVAL);
        assertThat(view().live(START)).containsExactly(new Given(1, hold), new Given(2, migrate));
        answer(2, Answer.Verdict.ACCEPTED);
        assertThat(view().answers(2)).hasSize(2);
        assertThat(view().live(START)).containsExactly(new Given(1, hold));
        records.add(new LedgerRecord.Ordered(next(), order(new What.Release(1), Optional.empty(), "bob")));
        assertThat(view().live(START)).isEmpty();
        assertThat(view().orders().given()).hasSize(3);
    }

    private void answer(long order, Answer.Verdict verdict) {
        records.add(new LedgerRecord.Answered(
                next(), new Answer(order, verdict, "text", START), SHOP, ZONE_B, new Fence(2)));
    }

    @Test
    void aRecordTakenTwiceChangesNothing() {
        journal(SHOP, new MigrationState.Warming(migration(SHOP, 1, ZONE_B), START), "the zone is slow");
        var view = view();
        records.forEach(view::take);
        assertThat(view.migrations().getFirst().steps()).hasSize(1);
        assertThat(view.sequence()).isEqualTo(1);
    }
}
