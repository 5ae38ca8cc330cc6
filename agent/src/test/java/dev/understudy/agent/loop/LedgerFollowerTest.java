package dev.understudy.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.agent.Samples;
import dev.understudy.core.control.Event;
import dev.understudy.core.explain.Because;
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
