package dev.understudy.ledger;

import static dev.understudy.ledger.Samples.A;
import static dev.understudy.ledger.Samples.B;
import static dev.understudy.ledger.Samples.CART;
import static dev.understudy.ledger.Samples.SHOP;
import static dev.understudy.ledger.Samples.STACK;
import static dev.understudy.ledger.Samples.byAgent;
import static dev.understudy.ledger.Samples.byPerson;
import static dev.understudy.ledger.Samples.entry;
import static dev.understudy.ledger.Samples.migration;
import static dev.understudy.ledger.Samples.order;
import static dev.understudy.ledger.Samples.warming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.explain.Because;
import dev.understudy.core.migrate.Limits;
import dev.understudy.core.orders.Answer;
import dev.understudy.core.orders.Order;
import dev.understudy.core.orders.Order.What;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.MigrationState;
import dev.understudy.core.saga.OverLimit;
import dev.understudy.core.saga.Reservation;
import dev.understudy.core.weights.Author;
import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.ledger.WeightsLedger.Answering;
import dev.understudy.ledger.WeightsLedger.Append;
import dev.understudy.ledger.WeightsLedger.Journaling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Journal, orders and answers in a file. */
@Timeout(30)
class FileLedgerSagaTest {
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Author AGENT_B = new Author(Author.Kind.AGENT, "zone-b");

    @TempDir
    Path home;

    private final Samples.Clock clock = new Samples.Clock();
    private Path file;
    private FileLedger ledger;

    @BeforeEach
    void open() {
        file = home.resolve("dev.ledger");
        ledger = reopen();
        ledger.append(byPerson(SHOP, 0), 0);
        ledger.append(byPerson(CART, 0), 0);
        ledger.lease(SHOP, "zone-b", TTL);
    }

    private FileLedger reopen() {
        return FileLedger.open(file, Optional.of(STACK), clock);
    }

    private static Answer answer(long order) {
        return new Answer(
                order,
                Answer.Verdict.ACCEPTED,
                "the plan\nhas lines",
                Samples.migration(SHOP, 1, AGENT_B).startedAt());
    }

    private static void refused(ThrowingCallable call, String said) {
        assertThatThrownBy(call).isInstanceOf(LedgerException.class).hasMessageContaining(said);
    }

    @Test
    void theNewestEntryOfAServiceIsWhereItsSagaIs() {
        assertThat(ledger.journal(SHOP)).isEmpty();
        var first = warming(SHOP, 1, "zone-b");
        assertThat(ledger.journal(first, 0)).isEqualTo(new Journaling.Written(3));
        var second =
                entry(SHOP, new MigrationState.Connecting(migration(SHOP, 1, AGENT_B), clock.instant()), 1, "zone-b");
        assertThat(ledger.journal(second, 3)).isEqualTo(new Journaling.Written(4));

        var again = reopen();
        assertThat(again.journal(SHOP)).contains(new LedgerRecord.Journaled(4, second, clock.instant()));
        assertThat(again.journal(CART)).isEmpty();
        assertThat(again.follow(2, Duration.ZERO))
                .containsExactly(
                        new LedgerRecord.Journaled(3, first, clock.instant()),
                        new LedgerRecord.Journaled(4, second, clock.instant()));
    }

    @Test
    void theSecondOfTwoIsShownTheNewestEntry() {
        var first = warming(SHOP, 1, "zone-b");
        ledger.journal(first, 0);

        assertThat(reopen().journal(first, 0)).isEqualTo(new Journaling.Superseded(3, first));
        ledger.lease(CART, "zone-b", TTL);
        refused(() -> ledger.journal(warming(CART, 1, "zone-b"), 7), "expected is 7 but service cart has no journal");
    }

    @SeededTest(tries = 5)
    void ofManyThatFollowOneEntryOneIsKept(Chance chance) throws Exception {
        var own = home.resolve("race-" + chance.seed() + ".ledger");
        var first = FileLedger.open(own, Optional.of(STACK), clock);
        first.lease(SHOP, "zone-b", TTL);
        var works = new ArrayList<Callable<List<Long>>>();
        for (int writer = 0; writer < 4; writer++) {
            works.add(() -> {
                var opened = FileLedger.open(own, Optional.of(STACK), clock);
                var won = new ArrayList<Long>();
                long newest = 0;
                for (int attempt = 0; attempt < 10; attempt++) {
                    switch (opened.journal(warming(SHOP, 1, "zone-b"), newest)) {
                        case Journaling.Written(long sequence) -> {
                            won.add(sequence);
                            newest = sequence;
                        }
                        case Journaling.Superseded(long sequence, var _) -> newest = sequence;
                        case Journaling.Fenced _, Journaling.OverLimit _ -> throw new IllegalStateException("refused");
                    }
                }
                return won;
            });
        }
        var won = new ArrayList<Long>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(works)) {
                won.addAll(done.get());
            }
        }
        assertThat(won).doesNotHaveDuplicates();
        assertThat(FileLedger.open(own, Optional.of(STACK), clock).read(0, 1_000))
                .hasSize(won.size());
    }

    @Test
    void onlyTheLiveLeaderJournalsAndAnswers() {
        long order = ledger.order(order(new What.Drill(), Optional.of(SHOP), "ada"));
        var fenced = new Journaling.Fenced(new Fence(1));
        assertThat(ledger.journal(warming(SHOP, 1, "zone-a"), 0)).isEqualTo(fenced);
        assertThat(ledger.journal(warming(SHOP, 2, "zone-b"), 0)).isEqualTo(fenced);
        assertThat(ledger.journal(warming(SHOP, 0, "zone-b"), 0)).isEqualTo(fenced);
        assertThat(ledger.journal(warming(CART, 1, "zone-b"), 0)).isEqualTo(new Journaling.Fenced(Fence.NONE));
        assertThat(ledger.answer(answer(order), SHOP, AGENT_B, new Fence(2)))
                .isEqualTo(new Answering.Fenced(new Fence(1)));

        assertThat(ledger.answer(answer(order), SHOP, AGENT_B, new Fence(1))).isEqualTo(new Answering.Written(4));
        assertThat(ledger.journal(warming(SHOP, 1, "zone-b"), 0)).isEqualTo(new Journaling.Written(5));
        clock.pass(TTL);
        assertThat(ledger.journal(warming(SHOP, 1, "zone-b"), 5)).isEqualTo(fenced);
        assertThat(ledger.answer(answer(order), SHOP, AGENT_B, new Fence(1)))
                .isEqualTo(new Answering.Fenced(new Fence(1)));
        assertThat(reopen().read(2, 10))
                .containsExactly(
                        new LedgerRecord.Ordered(order, order(new What.Drill(), Optional.of(SHOP), "ada")),
                        new LedgerRecord.Answered(4, answer(order), SHOP, AGENT_B, new Fence(1)),
                        ledger.journal(SHOP).orElseThrow());
    }

    /** Whoever was cut off for long may lead again before it has read what was ordered meanwhile. */
    @Test
    void noEntryGoesAgainstAnOrderThatItsWriterMayNotHaveRead() {
        long hold = ledger.order(order(new What.Hold(), Optional.of(SHOP), "ada"));
        refusedBy(ledger.journal(warming(SHOP, 1, "zone-b"), 0), "held by ada until released (order 3)");
        ledger.order(order(new What.Release(hold), Optional.of(SHOP), "ada"));
        assertThat(ledger.journal(warming(SHOP, 1, "zone-b"), 0)).isEqualTo(new Journaling.Written(5));

        ledger.order(order(new What.Hold(), Optional.of(SHOP), "ada"));
        var connecting =
                entry(SHOP, new MigrationState.Connecting(migration(SHOP, 1, AGENT_B), clock.instant()), 1, "zone-b");
        assertThat(ledger.journal(connecting, 5))
                .as("a hold lets what is under way end")
                .isEqualTo(new Journaling.Written(7));
        ledger.order(order(new What.Pause(), Optional.empty(), "ada"));
        var shifting =
                entry(SHOP, new MigrationState.Shifting(migration(SHOP, 1, AGENT_B), clock.instant(), 0), 1, "zone-b");
        refusedBy(reopen().journal(shifting, 7), "paused by ada until released (order 8)");
    }

    @Test
    void noRevisionOfAnAgentGoesAgainstAStopOrAPauseButAPersonsDoes() {
        ledger.order(order(new What.Hold(), Optional.of(SHOP), "ada"));
        assertThat(ledger.append(byAgent(SHOP, 100, 1, "zone-b"), newest()))
                .as("a hold lets what is under way go on")
                .isInstanceOf(Append.Appended.class);
        ledger.order(order(new What.Pause(), Optional.of(SHOP), "ada"));
        assertThat(reopen().append(byAgent(SHOP, 200, 1, "zone-b"), newest()))
                .isInstanceOfSatisfying(
                        Append.Forbidden.class,
                        forbidden -> assertThat(forbidden.why()).startsWith("paused by ada until released"));
        assertThat(ledger.append(byPerson(SHOP, 200), newest())).isInstanceOf(Append.Appended.class);
    }

    private long newest() {
        return ledger.head(SHOP).orElseThrow().number();
    }

    private static void refusedBy(Journaling answer, String why) {
        assertThat(answer).isInstanceOfSatisfying(Journaling.OverLimit.class, over -> {
            assertThat(over.limit()).isEqualTo(OverLimit.Limit.ORDERS);
            assertThat(over.why()).startsWith(why);
        });
    }

    @Test
    void epochsStayAboveTheJournalsWhenTheLeasesAreLost() throws IOException {
        clock.pass(TTL);
        ledger.lease(SHOP, "zone-b", TTL);
        ledger.journal(warming(SHOP, 2, "zone-b"), 0);
        Files.delete(file.resolveSibling("dev.ledger.leases"));

        assertThat(reopen().lease(SHOP, "zone-a", TTL))
                .isEqualTo(new WeightsLedger.Lease.Granted(
                        new Fence(3), clock.instant().plus(TTL)));
    }

    @Test
    void anEntryThatCannotBeKeptIsRefused() {
        var migration = migration(SHOP, 1, AGENT_B);
        var sound = warming(SHOP, 1, "zone-b");
        refused(
                () -> ledger.journal(
                        new JournalEntry(
                                SHOP,
                                sound.fence(),
                                AGENT_B,
                                sound.state(),
                                Because.of("x".repeat(SagaDesk.LIMIT_BYTES)),
                                sound.reservation(),
                                sound.limits()),
                        0),
                "bytes; allowed: up to 16384");
        refused(
                () -> ledger.journal(
                        entry(CART, new MigrationState.Warming(migration, clock.instant()), 1, "zone-b"), 0),
                "is about migration shop-1");
        var person = new Author(Author.Kind.PERSON, "ada");
        refused(
                () -> ledger.journal(
                        new JournalEntry(
                                SHOP,
                                Fence.NONE,
                                person,
                                sound.state(),
                                sound.because(),
                                Optional.empty(),
                                sound.limits()),
                        0),
                "is by person ada; allowed: the agent that leads");
        assertThat(ledger.journal(SHOP)).isEmpty();
        assertThat(reopen().read(0, 10)).hasSize(2);
    }

    @Test
    void allServicesTogetherStayWithinTheLimits() {
        ledger.lease(CART, "zone-a", TTL);
        var shop = warming(SHOP, 1, "zone-b");
        assertThat(ledger.journal(limited(shop, 5), 0)).isEqualTo(new Journaling.Written(3));
        var cart = warming(CART, 1, "zone-a");
        assertThat(ledger.journal(limited(cart, 3), 0))
                .isInstanceOfSatisfying(
                        Journaling.OverLimit.class,
                        over -> assertThat(over.why()).contains("zone zone-b").contains("by shop"));
        var endless = new JournalEntry(
                CART,
                cart.fence(),
                cart.author(),
                cart.state(),
                cart.because(),
                Optional.of(new Reservation(B, 1, Double.NaN)),
                cart.limits());
        assertThat(ledger.journal(endless, 0)).isInstanceOf(Journaling.OverLimit.class);
        assertThat(ledger.journal(entry(SHOP, Samples.watching(clock.instant()), 1, "zone-b"), 3))
                .isEqualTo(new Journaling.Written(4));
        assertThat(ledger.journal(limited(cart, 3), 0)).isEqualTo(new Journaling.Written(5));
    }

    private static JournalEntry limited(JournalEntry entry, int instances) {
        return new JournalEntry(
                entry.service(),
                entry.fence(),
                entry.author(),
                entry.state(),
                entry.because(),
                entry.reservation(),
                new Limits(2, 1_000, new TreeMap<>(Map.of(B, instances))));
    }

    @Test
    void aRepeatedRequestIsNotRecordedTwice() {
        var key = Optional.of("k-1");
        var first = warming(SHOP, 1, "zone-b");
        assertThat(ledger.journal(first, 0, key)).isEqualTo(new Journaling.Written(3));
        assertThat(reopen().journal(first, 0, key)).isEqualTo(new Journaling.Written(3));
        var order = order(new What.Hold(), Optional.empty(), "ada");
        assertThat(ledger.order(order, Optional.of("k-2"))).isEqualTo(4);
        assertThat(ledger.order(order, Optional.of("k-2"))).isEqualTo(4);
        for (int twice = 0; twice < 2; twice++) {
            assertThat(ledger.answer(answer(4), SHOP, AGENT_B, new Fence(1), Optional.of("k-3")))
                    .isEqualTo(new Answering.Written(5));
        }
        assertThat(ledger.read(0, 10)).hasSize(5);
        refused(() -> ledger.order(order, key), "was used for another one, recorded at sequence 3");
        refused(() -> ledger.journal(first, 0, Optional.of("k-2")), "was used for another one");
        refused(
                () -> ledger.answer(answer(4), SHOP, AGENT_B, new Fence(2), Optional.of("k-3")),
                "was used for another one");
    }

    @Test
    void anOrderThatCannotBeMeantIsRefused() {
        var nobody = Optional.<dev.understudy.core.zone.ServiceId>empty();
        var shop = Optional.of(SHOP);
        refused(
                () -> ledger.order(
                        order(new What.Hold(), Optional.of(new dev.understudy.core.zone.ServiceId("till")), "ada")),
                "service till, which has no revision; allowed: [cart, shop]");
        refused(() -> ledger.order(order(new What.Stop(), shop, "ada")), "whole stack");
        for (var what : List.of(new What.Pin(A), new What.Migrate(B, false, false), new What.RollBack())) {
            refused(() -> ledger.order(order(what, nobody, "ada")), "names no service");
        }
        refused(() -> ledger.order(order(new What.Release(2), nobody, "ada")), "order 2, which was never given");
        refused(() -> ledger.order(order(new What.Approve("9"), nobody, "ada")), "order 9, which was never given");
        refused(() -> ledger.order(order(new What.Approve("shop-1"), nobody, "ada")), "which is not under way");
        assertThatThrownBy(() -> ledger.order(order(new What.Approve("all"), nobody, "ada")))
                .hasMessageContaining("allowed: SERVICE-NUMBER");
        var late = new Order(
                new What.Hold(),
                shop,
                new Author(Author.Kind.PERSON, "ada"),
                "why",
                clock.instant(),
                Optional.of(clock.instant()));
        refused(() -> ledger.order(late), "order.expires is");
        var byAgent = new Order(new What.Hold(), shop, AGENT_B, "why", clock.instant(), Optional.empty());
        refused(() -> ledger.order(byAgent), "allowed: a person");
        refused(() -> ledger.answer(answer(2), SHOP, AGENT_B, new Fence(1)), "order 2, which was never given");
        long order = ledger.order(order(new What.Drill(), Optional.of(CART), "ada"));
        refused(() -> ledger.answer(answer(order), SHOP, AGENT_B, new Fence(1)), "allowed: cart");
        refused(
                () -> ledger.answer(answer(order), CART, new Author(Author.Kind.PERSON, "ada"), Fence.NONE),
                "allowed: the agent that leads");
        var long1 = new Answer(order, Answer.Verdict.REFUSED, "ä".repeat(8_193), clock.instant());
        refused(() -> ledger.answer(long1, CART, AGENT_B, new Fence(1)), "16386 bytes; allowed: up to 16384");
        assertThat(ledger.read(2, 10)).hasSize(1);
    }

    @Test
    void nobodyApprovesWhatIsTheirOwn() {
        long forced = ledger.order(order(new What.Migrate(B, false, true), Optional.of(SHOP), "ada"));
        assertThatThrownBy(() -> ledger.order(order(new What.Approve(Long.toString(forced)), Optional.empty(), "ada")))
                .isInstanceOfSatisfying(
                        LedgerException.class, fault -> assertThat(fault.kind()).isEqualTo(LedgerException.Kind.DENIED))
                .hasMessage("person ada cannot approve 3, which is person ada's own; allowed: another person");
        assertThat(ledger.order(order(new What.Approve(Long.toString(forced)), Optional.empty(), "bob")))
                .isEqualTo(4);

        var hers = migration(SHOP, 1, new Author(Author.Kind.PERSON, "ada"));
        ledger.journal(entry(SHOP, new MigrationState.Retiring(hers, clock.instant()), 1, "zone-b"), 0);
        refused(() -> ledger.order(order(new What.Approve("shop-1"), Optional.empty(), "ada")), "another person");
        assertThat(ledger.order(order(new What.Approve("shop-1"), Optional.of(SHOP), "bob")))
                .isEqualTo(6);
        assertThat(ledger.order(order(new What.Release(forced), Optional.empty(), "ada")))
                .isEqualTo(7);
    }

    @Test
    void sizesAndWriterGoIntoARevisionWhoeverAsks() {
        var provision = Provision.AS_DECLARED.withInstances(B, 3).withWriter(B);
        var change = byPerson(SHOP, 100);
        var asked = new WeightsChange(
                SHOP, change.weights(), change.fence(), change.author(), change.reason(), change.evidence(), provision);
        assertThat(ledger.append(asked, 1)).isInstanceOf(Append.Appended.class);
        assertThat(reopen().head(SHOP).map(head -> head.change().provision())).contains(provision);
    }

    /** The file was written by the first format's first writer, which knew neither sizes nor journal. */
    @Test
    void aLedgerFromBeforeStillReadsAndGrows() throws IOException {
        try (InputStream before =
                Objects.requireNonNull(FileLedgerSagaTest.class.getResourceAsStream("before-journals.ledger"))) {
            Files.write(file, before.readAllBytes());
        }
        var old = reopen();
        assertThat(old.read(0, 10)).hasSize(5);
        assertThat(old.head(SHOP).map(WeightsRevision::number)).contains(2L);
        assertThat(old.head(SHOP).map(head -> head.change().provision())).contains(Provision.AS_DECLARED);
        assertThat(old.journal(SHOP)).isEmpty();

        old.lease(SHOP, "zone-b", TTL);
        assertThat(old.journal(warming(SHOP, 1, "zone-b"), 0)).isEqualTo(new Journaling.Written(6));
        assertThat(old.append(byPerson(SHOP, 300), 2)).isInstanceOf(Append.Appended.class);
        assertThat(reopen().read(5, 10)).hasSize(2);
    }
}
