package dev.understudy.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.control.LeaseState;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.WeightsLedger.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TTL = Duration.ofMillis(600);

    private final LedgerDouble ledger = new LedgerDouble();
    private final AtomicLong nanos = new AtomicLong();
    private boolean deaf;
    private volatile Runnable beforeLeading = () -> {};
    private final List<LeaseState> news = new ArrayList<>();
    private final LeaseKeeper keeper = keeper(Duration.ZERO);

    @Test
    void aLeaseCountsFromWhenItWasAskedFor() throws InterruptedException {
        ledger.lease = () -> {
            pass(Duration.ofMillis(150));
            return new Lease.Granted(new Fence(3), START.plusSeconds(100)); // the ledger's clock is not ours
        };

        keeper.turn();

        assertThat(news).containsExactly(new LeaseState.Held(new Fence(3), START.plus(TTL)));
    }

    @Test
    void aLeaseThatCameAfterItsOwnEndIsNotBelieved() throws InterruptedException {
        ledger.lease = () -> {
            pass(TTL);
            return new Lease.Granted(new Fence(3), START.plusSeconds(100));
        };

        keeper.turn();

        assertThat(news).containsExactly(new LeaseState.Unknown());
    }

    @Test
    void aHeldLeaseIsRenewedAfterAThirdOfItsTime() throws InterruptedException {
        ledger.lease = () -> {
            pass(Duration.ofMillis(50));
            return new Lease.Granted(new Fence(3), START);
        };

        for (int i = 0; i < 200; i++) {
            assertThat(keeper.turn()).isBetween(Duration.ofMillis(160 - 50), Duration.ofMillis(240 - 50));
        }
    }

    @Test
    void aLedgerThatIsAwayMakesTheLeaseUnknownUntilItIsBack() throws InterruptedException {
        ledger.lease = () -> new Lease.Granted(new Fence(3), START);
        keeper.turn();
        ledger.reachable = false;
        keeper.turn();
        ledger.reachable = true;
        keeper.turn();

        assertThat(news)
                .containsExactly(
                        new LeaseState.Held(new Fence(3), START.plus(TTL)),
                        new LeaseState.Unknown(),
                        new LeaseState.Held(new Fence(3), START.plus(TTL)));
    }

    @Test
    void aLedgerThatHangsIsGivenUpBeforeTheLeaseEnds() throws InterruptedException {
        ledger.gate = new CountDownLatch(1);
        long before = System.nanoTime();

        keeper.turn();

        assertThat(news).containsExactly(new LeaseState.Unknown());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TTL.multipliedBy(2));
    }

    @Test
    void waitsLongerAfterEachFailureButNeverLongerThanARenewalTakes() throws InterruptedException {
        ledger.reachable = false;

        var first = keeper.turn();
        for (int i = 0; i < 10; i++) {
            assertThat(keeper.turn())
                    .isLessThanOrEqualTo(TTL.dividedBy(3).multipliedBy(12).dividedBy(10));
        }

        assertThat(first).isLessThan(TTL.dividedBy(10));
    }

    @Test
    void anAgentThatHearsNobodyLeavesTheLeaseToOthersForAWhile() throws InterruptedException {
        ledger.lease = () -> new Lease.Granted(new Fence(3), START);
        keeper.turn();

        deaf = true;
        keeper.turn();
        assertThat(news).last().isEqualTo(new LeaseState.Unknown());
        assertThat(ledger.released).containsExactly("shop by agent-zone-b");
        pass(TTL.multipliedBy(2).minusMillis(1));
        keeper.turn();
        assertThat(news).hasSize(2);

        pass(Duration.ofMillis(1));
        keeper.turn();
        assertThat(news).last().isInstanceOf(LeaseState.Held.class); // nobody else wanted it
        pass(TTL.multipliedBy(10));
        keeper.turn();
        assertThat(news).last().isEqualTo(new LeaseState.Unknown());

        deaf = false;
        keeper.turn();
        assertThat(news).last().isInstanceOf(LeaseState.Held.class);
    }

    @Test
    void letsOthersAskFirstOnceItHasFoundThem() throws InterruptedException {
        ledger.lease = () -> new Lease.Granted(new Fence(3), START);
        var late = keeper(Duration.ofMillis(250));
        deaf = true;
        assertThat(late.turn()).isEqualTo(TTL.dividedBy(10));
        deaf = false;
        assertThat(late.turn()).isEqualTo(Duration.ofMillis(250));
        assertThat(news).isEmpty();

        late.turn();

        assertThat(news).hasSize(1);
    }

    @Test
    void leadsOnlyOnceItKnowsWhatItsPredecessorLeft() throws InterruptedException {
        var learned = new AtomicInteger();
        beforeLeading = () -> {
            throw new LedgerException(LedgerException.Kind.UNREACHABLE, "no answer");
        };
        ledger.lease = () -> new Lease.Granted(new Fence(3), START);
        keeper.turn();
        assertThat(news).containsExactly(new LeaseState.Unknown());

        beforeLeading = learned::incrementAndGet;
        keeper.turn();
        keeper.turn();
        assertThat(news).last().isInstanceOf(LeaseState.Held.class);
        assertThat(learned).hasValue(1);

        ledger.lease = () -> new Lease.Granted(new Fence(5), START); // somebody else led meanwhile
        keeper.turn();
        assertThat(learned).hasValue(2);
    }

    @Test
    void givesTheLeaseBackWhenItCloses() throws InterruptedException {
        ledger.lease = () -> new Lease.Granted(new Fence(3), START);
        keeper.turn();

        keeper.close();

        assertThat(ledger.released).containsExactly("shop by agent-zone-b");
    }

    @Test
    void leavesAnothersLeaseAlone() throws InterruptedException {
        ledger.lease = () -> new Lease.HeldBy("agent-zone-a", START);
        keeper.turn();

        keeper.close();

        assertThat(news).containsExactly(new LeaseState.HeldBy("agent-zone-a", START));
        assertThat(ledger.released).isEmpty();
    }

    private LeaseKeeper keeper(Duration headStart) {
        return new LeaseKeeper(
                ledger,
                new ServiceId("shop"),
                "agent-zone-b",
                TTL,
                headStart,
                () -> deaf,
                () -> START.plusNanos(nanos.get()),
                nanos::get,
                new Random(7),
                () -> beforeLeading.run(),
                news::add);
    }

    private void pass(Duration span) {
        nanos.addAndGet(span.toNanos());
    }
}
