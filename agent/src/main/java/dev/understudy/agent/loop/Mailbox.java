package dev.understudy.agent.loop;

import dev.understudy.core.control.Event;
import dev.understudy.core.zone.ServiceId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of events on their way to the controllers. A producer never waits: when the box is full, something
 * that a newer event has overtaken makes room, and of what was never overtaken the oldest window goes first.
 */
public final class Mailbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Letter> letters = new ArrayDeque<>();
    private final int capacity;
    private long coalesced;

    /** An event and who shall hear it: one service, or all of them. */
    public record Letter(Optional<ServiceId> to, Event event) {
        /** Two letters with one subject tell the same thing at two times, so that the newer one is enough. */
        List<Object> subject() {
            return switch (event) {
                case Event.Measured(var _, var window) ->
                    List.of("window", window.observer(), window.target(), window.kind());
                case Event.LoadRead(var _, var load) -> List.of("load", load.service(), load.zone());
                case Event.BalancerRead _, Event.BalancerLost _ -> List.of("balancer", to);
                case Event.HeadMoved _ -> List.of("head", to);
                case Event.Applied _ -> List.of("applied", to);
                case Event.LeaseChanged _ -> List.of("lease", to);
                // An answer is waited for: none stands in for another.
                case Event.Appended _, Event.AppendRefused _, Event.JournalRefused _ -> List.of(event, to);
                case Event.Journaled(var _, var sequence, var _) -> List.of("journal", sequence, to);
                case Event.OrdersRead _ -> List.of("orders", to);
                case Event.CalendarRead _ -> List.of("calendar", to);
                case Event.SignalsRead _ -> List.of("signals", to);
                case Event.Graded _ -> List.of("graded", to);
                case Event.Foretold _ -> List.of("foretold", to);
                case Event.DataRead _, Event.DataLost _ -> List.of("data", to);
                case Event.CopyProgressed(var _, var task, var _) -> List.of("copy", task, to);
                case Event.TaskEnded(var _, var task, var end) -> List.of("task", task, end, to);
                case Event.Woke _ -> List.of("woke", to);
            };
        }

        boolean isWindow() {
            return event instanceof Event.Measured;
        }
    }

    /**
     * @param capacity letters held at most; enough for one on each subject, at least 16
     */
    public Mailbox(int capacity) {
        if (capacity < 16) {
            throw new IllegalArgumentException("mailbox capacity is " + capacity + "; allowed: 16 or more");
        }
        this.capacity = capacity;
    }

    /** Tells one service. */
    public void offer(ServiceId to, Event event) {
        put(new Letter(Optional.of(to), event));
    }

    /** Tells every service. */
    public void offerToAll(Event event) {
        put(new Letter(Optional.empty(), event));
    }

    /** The oldest letter, waiting at most this long for one. */
    public @Nullable Letter poll(Duration wait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long leftNanos = wait.toNanos();
            while (letters.isEmpty() && leftNanos > 0) {
                leftNanos = arrived.awaitNanos(leftNanos);
            }
            return letters.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Letters that made room for newer ones since the start. */
    public long coalesced() {
        lock.lock();
        try {
            return coalesced;
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return letters.size();
        } finally {
            lock.unlock();
        }
    }

    private void put(Letter letter) {
        lock.lock();
        try {
            if (letters.size() >= capacity) {
                makeRoomFor(letter);
            }
            letters.add(letter);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    private void makeRoomFor(Letter newest) {
        if (!removeOvertaken(newest) && !removeOldestWindow()) {
            throw new IllegalStateException(
                    "the mailbox holds " + letters.size()
                            + " letters on as many subjects and no window among them; allowed: a capacity above the number of subjects");
        }
        coalesced++;
    }

    /** Removes the oldest letter on a subject of which there is newer news, in the box or in hand. */
    private boolean removeOvertaken(Letter newest) {
        var repeated = new HashSet<List<Object>>();
        var seen = new HashSet<List<Object>>();
        seen.add(newest.subject());
        for (Letter letter : letters) {
            if (!seen.add(letter.subject())) {
                repeated.add(letter.subject());
            }
        }
        for (Iterator<Letter> oldestFirst = letters.iterator(); oldestFirst.hasNext(); ) {
            if (repeated.contains(oldestFirst.next().subject())) {
                oldestFirst.remove();
                return true;
            }
        }
        return false;
    }

    private boolean removeOldestWindow() {
        for (Iterator<Letter> oldestFirst = letters.iterator(); oldestFirst.hasNext(); ) {
            if (oldestFirst.next().isWindow()) {
                oldestFirst.remove();
                return true;
            }
        }
        return false;
    }
}
