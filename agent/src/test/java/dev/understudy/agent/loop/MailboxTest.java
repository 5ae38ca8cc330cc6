package dev.understudy.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.agent.Samples;
import dev.understudy.core.control.Event;
import dev.understudy.core.control.LeaseState;
import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final ServiceId SHOP = new ServiceId("shop");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void keepsOrderWhileThereIsRoom() throws InterruptedException {
        var mailbox = new Mailbox(16);
        mailbox.offerToAll(window("zone-b", 1));
        mailbox.offer(SHOP, new Event.Woke(START));
        mailbox.offerToAll(window("zone-b", 2));

        assertThat(events(mailbox)).containsExactly(window("zone-b", 1), new Event.Woke(START), window("zone-b", 2));
        assertThat(mailbox.coalesced()).isZero();
    }

    @Test
    void fullBoxDropsTheOldestWindowThatANewerOneOvertook() throws InterruptedException {
        var mailbox = new Mailbox(16);
        mailbox.offerToAll(window("zone-a", 0));
        for (int second = 1; second <= 15; second++) {
            mailbox.offerToAll(window("zone-b", second));
        }

        mailbox.offerToAll(window("zone-b", 16));

        var events = events(mailbox);
        assertThat(events).hasSize(16).startsWith(window("zone-a", 0), window("zone-b", 2));
        assertThat(events.getLast()).isEqualTo(window("zone-b", 16));
    }

    @Test
    void whatIsNoWindowOutlivesAFloodOfWindows() throws InterruptedException {
        var mailbox = new Mailbox(16);
        var lost = new Event.LeaseChanged(START, new LeaseState.Unknown());
        var refused = new Event.AppendRefused(START, "revision 7 came first");
        mailbox.offer(SHOP, lost);
        mailbox.offer(SHOP, refused);

        for (int i = 0; i < 1_000; i++) {
            mailbox.offerToAll(window("zone-" + i, i));
        }

        assertThat(events(mailbox)).hasSize(16).startsWith(lost, refused);
    }

    @Test
    void noAnswerStandsInForAnother() throws InterruptedException {
        var mailbox = new Mailbox(16);
        var task = new TaskId("shop-1", "cut-over", 1);
        var answers = List.<Event>of(
                new Event.TaskEnded(START, task, new TaskEnd.Failed(Because.of("it broke off"))),
                new Event.TaskEnded(START, task, new TaskEnd.Done(Because.of("it is done"))),
                new Event.TaskEnded(
                        START, new TaskId("shop-1", "drain", 1), new TaskEnd.Done(Because.of("it is done"))),
                new Event.Journaled(START, 7, Samples.entry(1)),
                new Event.Journaled(START, 8, Samples.entry(2)),
                new Event.JournalRefused(START, "journal entry 8 came first"),
                new Event.AppendRefused(START, "revision 7 came first"),
                new Event.AppendRefused(START, "revision 8 came first"));
        answers.forEach(answer -> mailbox.offer(SHOP, answer));

        for (int i = 0; i < 1_000; i++) {
            mailbox.offer(SHOP, new Event.DataLost(START.plusSeconds(i), "no answer"));
            mailbox.offer(SHOP, new Event.OrdersRead(START.plusSeconds(i), List.of()));
        }

        assertThat(events(mailbox)).hasSize(16).startsWith(answers.toArray(Event[]::new));
    }

    @Test
    void ofACopyTheNewestProgressIsEnough() throws InterruptedException {
        var mailbox = new Mailbox(16);
        var task = new TaskId("shop-1", "pre-copy", 1);
        for (int round = 1; round <= 100; round++) {
            mailbox.offer(SHOP, new Event.CopyProgressed(START, task, new CopyProgress(round, 0, 0, 0, 0)));
        }
        assertThat(events(mailbox))
                .hasSize(16)
                .endsWith(new Event.CopyProgressed(START, task, new CopyProgress(100, 0, 0, 0, 0)));
    }

    @Test
    void aProducerThatFloodsNeverWaits() {
        var mailbox = new Mailbox(16);
        for (int i = 0; i < 20_000; i++) {
            mailbox.offerToAll(window("zone-b", i));
        }
        assertThat(mailbox.size()).isEqualTo(16);
        assertThat(mailbox.coalesced()).isEqualTo(20_000 - 16);
    }

    @Test
    void anEmptyBoxAnswersAfterTheWait() throws InterruptedException {
        assertThat(new Mailbox(16).poll(Duration.ofMillis(1))).isNull();
    }

    @Test
    void aCapacityThatHoldsNothingIsRefused() {
        assertThatThrownBy(() -> new Mailbox(0)).hasMessageContaining("capacity is 0; allowed: 16 or more");
    }

    private static List<Event> events(Mailbox mailbox) throws InterruptedException {
        var events = new ArrayList<Event>();
        for (var letter = mailbox.poll(Duration.ZERO); letter != null; letter = mailbox.poll(Duration.ZERO)) {
            events.add(letter.event());
        }
        return events;
    }

    private static Event window(String target, long second) {
        var at = START.plusSeconds(second);
        return new Event.Measured(
                at,
                new LatencyWindow(
                        new ZoneId("zone-c"),
                        new ZoneId(target),
                        ProbeKind.TCP,
                        at,
                        Duration.ofSeconds(1),
                        10,
                        10,
                        1,
                        2,
                        3,
                        4));
    }
}
