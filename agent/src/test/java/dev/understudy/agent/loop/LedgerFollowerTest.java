package dev.understudy.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.core.control.Event;
import dev.understudy.core.explain.Because;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Given;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerFollowerTest {
    private final LedgerDouble ledger = new LedgerDouble();
    private final Mailbox mailbox = new Mailbox(64);
    private final LedgerFollower follower = new LedgerFollower(
            ledger,
            Set.of(Samples.SHOP),
            Duration.ofSeconds(1),
            mailbox,
            InstantSource.fixed(Samples.START),
            new Random(7));

    @Test
    void tellsTheNewestHeadAndTheNewestApplicationOfAPage() throws InterruptedException {
        ledger.records.add(new LedgerRecord.Revised(1, revision(1, Samples.SHOP)));
        ledger.records.add(new LedgerRecord.Revised(2, revision(2, Samples.SHOP)));
        ledger.records.add(new LedgerRecord.AppliedTo(3, application(1)));
        ledger.records.add(new LedgerRecord.AppliedTo(4, application(2)));
        ledger.records.add(new LedgerRecord.Revised(5, revision(3, new ServiceId("another"))));

        follower.turn();

        assertThat(heard())
                .containsExactly(
                        new Event.HeadMoved(Samples.START, revision(2, Samples.SHOP)),
                        new Event.Applied(Samples.START, application(2)));
    }

    @Test
    void tellsTheNewestJournalEntryBeforeTheHeadThatGoesWithIt() throws InterruptedException {
        ledger.records.add(new LedgerRecord.Journaled(1, Samples.entry(1), Samples.START));
        ledger.records.add(new LedgerRecord.Revised(2, revision(1, Samples.SHOP)));
        ledger.records.add(new LedgerRecord.Journaled(3, Samples.entry(2), Samples.START));
        ledger.records.add(new LedgerRecord.Ordered(4, order(new Order.What.Hold(), Optional.empty())));

        follower.turn();

        assertThat(heard())
                .containsExactly(
                        new Event.Journaled(Samples.START, 3, Samples.entry(2)),
                        new Event.HeadMoved(Samples.START, revision(1, Samples.SHOP)),
                        new Event.OrdersRead(
                                Samples.START, List.of(new Given(4, order(new Order.What.Hold(), Optional.empty())))));
    }

    @Test
    void tellsOrdersThatHoldAndAreNotAnswered() throws InterruptedException {
        var move = order(new Order.What.Migrate(Samples.B, false, false), Optional.of(Samples.SHOP));
        var hold = order(new Order.What.Hold(), Optional.of(Samples.SHOP));
        ledger.records.add(new LedgerRecord.Ordered(1, move));
        ledger.records.add(new LedgerRecord.Ordered(2, hold));
        ledger.records.add(
                new LedgerRecord.Ordered(3, order(new Order.What.Drill(), Optional.of(new ServiceId("till")))));
        follower.turn();
        assertThat(orders()).containsExactly(1L, 2L);

        answer(4, 1, Answer.Verdict.NEEDS_APPROVAL);
        answer(5, 2, Answer.Verdict.ACCEPTED);
        follower.turn();
        assertThat(heard()).isEmpty(); // a hold is there until it ends, and the move still waits

        ledger.records.add(new LedgerRecord.Ordered(6, order(new Order.What.Approve("1"), Optional.empty())));
        follower.turn();
        assertThat(orders()).containsExactly(1L, 2L, 6L);

        answer(7, 1, Answer.Verdict.ACCEPTED);
        ledger.records.add(new LedgerRecord.Ordered(8, order(new Order.What.Release(2), Optional.empty())));
        follower.turn();
        assertThat(orders()).containsExactly(6L);
    }

    @Test
    void catchingUpTellsAllThereIsAndNothingTwice() throws InterruptedException {
        for (int i = 1; i <= 2_500; i++) {
            ledger.records.add(new LedgerRecord.Revised(i, revision(i, Samples.SHOP)));
        }

        follower.catchUp();

        assertThat(heard()).last().isEqualTo(new Event.HeadMoved(Samples.START, revision(2_500, Samples.SHOP)));
        follower.turn();
        assertThat(heard()).isEmpty();
    }

    private List<Long> orders() throws InterruptedException {
        return ((Event.OrdersRead) heard().getLast())
                .given().stream().map(Given::number).toList();
    }

    private void answer(long sequence, long order, Answer.Verdict verdict) {
        ledger.records.add(new LedgerRecord.Answered(
                sequence,
                new Answer(order, verdict, "so be it", Samples.START),
                Samples.SHOP,
                new Author(Author.Kind.AGENT, "zone-c"),
                new Fence(1)));
    }

    private static Order order(Order.What what, Optional<ServiceId> service) {
        return new Order(
                what, service, new Author(Author.Kind.PERSON, "ada"), "a test", Samples.START, Optional.empty());
    }

    @Test
    void goesOnWhereItWas() throws InterruptedException {
        ledger.records.add(new LedgerRecord.Revised(1, revision(1, Samples.SHOP)));
        follower.turn();
        heard();
        ledger.records.add(new LedgerRecord.Revised(2, revision(2, Samples.SHOP)));

        follower.turn();

        assertThat(heard()).containsExactly(new Event.HeadMoved(Samples.START, revision(2, Samples.SHOP)));
    }

    @Test
    void backsOffWhileTheLedgerIsAwayAndMissesNothing() throws InterruptedException {
        ledger.reachable = false;
        ledger.records.add(new LedgerRecord.Revised(1, revision(1, Samples.SHOP)));

        var first = follower.turn();
        for (int i = 0; i < 10; i++) {
            assertThat(follower.turn()).isBetween(Duration.ofMillis(100), Duration.ofSeconds(6));
        }
        assertThat(first).isLessThan(Duration.ofMillis(300));
        assertThat(heard()).isEmpty();

        ledger.reachable = true;
        assertThat(follower.turn()).isZero();
        assertThat(heard()).hasSize(1);
    }

    private List<Event> heard() throws InterruptedException {
        var events = new ArrayList<Event>();
        for (var letter = mailbox.poll(Duration.ZERO); letter != null; letter = mailbox.poll(Duration.ZERO)) {
            events.add(letter.event());
        }
        return events;
    }

    private static WeightsRevision revision(long number, ServiceId service) {
        var change = new WeightsChange(
                service,
                Weights.allTo(Samples.A, List.of(Samples.B)),
                new Fence(1),
                new Author(Author.Kind.AGENT, "zone-c"),
                Because.of("a test said so"),
                new TreeMap<>());
        return new WeightsRevision(number, "00", change, Samples.START);
    }

    private static Application application(long revision) {
        return new Application(revision, Samples.SHOP, 7, Samples.START, Samples.START);
    }
}
