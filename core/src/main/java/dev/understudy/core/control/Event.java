package dev.understudy.core.control;

import dev.understudy.core.calendar.Windows;
import dev.understudy.core.measure.BalancerView;
import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.ServiceLoad;
import dev.understudy.core.orders.Given;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.saga.OverLimit;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.saga.TaskId;
import dev.understudy.core.score.Prospect;
import dev.understudy.core.signal.SignalBook;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.WeightsRevision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the world tells the controller of one service. {@code at} is the only clock the core knows. */
public sealed interface Event {
    /** Wall clock of this agent when the event reached it. */
    Instant at();

    /** A window of probes closed, here or at a peer. */
    record Measured(Instant at, LatencyWindow window) implements Event {}

    /** Load of the service in one zone was read, here or at a peer. */
    record LoadRead(Instant at, ServiceLoad load) implements Event {}

    /** The balancer was read back. */
    record BalancerRead(Instant at, BalancerView view) implements Event {}

    /** The balancer could not be read. */
    record BalancerLost(Instant at, String why) implements Event {}

    /** The ledger has a new head for the service. */
    record HeadMoved(Instant at, WeightsRevision head) implements Event {}

    /** The reconciler applied a revision. */
    record Applied(Instant at, Application application) implements Event {}

    /** The lease changed hands, was renewed, or cannot be known. */
    record LeaseChanged(Instant at, LeaseState lease) implements Event {}

    /** The ledger took the change this controller asked for. */
    record Appended(Instant at, WeightsRevision revision) implements Event {}

    /** The ledger did not take the change: somebody else was first, the fence is old, or it cannot be reached. */
    record AppendRefused(Instant at, String why) implements Event {}

    /**
     * The journal of the service has a new newest entry, written here or by another agent.
     *
     * @param sequence its place in the ledger
     */
    record Journaled(Instant at, long sequence, JournalEntry entry) implements Event {}

    /**
     * The ledger did not take a journal entry: others were first, the fence is old, a limit is reached, or it is away.
     *
     * @param limit what all migrations share and is used up; empty where it is something else
     */
    record JournalRefused(Instant at, String why, Optional<OverLimit.Limit> limit) implements Event {
        public JournalRefused(Instant at, String why) {
            this(at, why, Optional.empty());
        }
    }

    /** The orders in the ledger changed; all that were given and not answered or ended are here. */
    record OrdersRead(Instant at, List<Given> given) implements Event {
        public OrdersRead {
            given = List.copyOf(given);
        }
    }

    /** The calendars were read. */
    record CalendarRead(Instant at, Windows windows) implements Event {}

    /** A feed was read: everything that is announced now. */
    record SignalsRead(Instant at, SignalBook signals) implements Event {}

    /** What was stated of late was graded, and what is stated now. */
    record Graded(Instant at, Prospect prospect) implements Event {}

    /** What forecasters that have earned it expect; all of it, each time. */
    record Foretold(Instant at, List<dev.understudy.core.measure.Foretold> foretold) implements Event {
        public Foretold {
            foretold = List.copyOf(foretold);
        }
    }

    /** The database was looked at. */
    record DataRead(Instant at, DataView view) implements Event {}

    /** The database could not be looked at. */
    record DataLost(Instant at, String why) implements Event {}

    /** A pre-copy has come this far. */
    record CopyProgressed(Instant at, TaskId task, CopyProgress progress) implements Event {}

    /** A task that was asked for has ended. */
    record TaskEnded(Instant at, TaskId task, TaskEnd end) implements Event {}

    /** A wake-up asked for, or the steady tick of the loop. */
    record Woke(Instant at) implements Event {}
}
