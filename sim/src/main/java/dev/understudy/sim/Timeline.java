package dev.understudy.sim;

import java.time.Instant;
import java.util.PriorityQueue;

/** The one queue of the world, ordered by time and number. True time, in milliseconds since {@link #START}. */
final class Timeline {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long number;
    private long now;
    private long events;
    private long digest = 0xCBF29CE484222325L;

    private record Due(long at, long number, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** Milliseconds since {@link #START}. */
    long now() {
        return now;
    }

    Instant instant() {
        return START.plusMillis(now);
    }

    static Instant instant(long millis) {
        return START.plusMillis(millis);
    }

    static long millis(Instant at) {
        return at.toEpochMilli() - START.toEpochMilli();
    }

    /** Events that have happened. */
    long events() {
        return events;
    }

    void after(long millis, Runnable what) {
        at(now + Math.max(0, millis), what);
    }

    void at(long millis, Runnable what) {
        queue.add(new Due(Math.max(now, millis), number++, what));
    }

    /** Lets the next event happen if it is due by then; when none is, time moves there. */
    boolean step(long until) {
        var next = queue.peek();
        if (next == null || next.at() > until) {
            now = Math.max(now, until);
            return false;
        }
        queue.remove();
        now = next.at();
        events++;
        note(next.number());
        next.what().run();
        return true;
    }

    /** Makes a number part of the history's digest. */
    void note(long what) {
        digest = (digest ^ what ^ now << 20) * 0x100000001B3L;
        digest ^= digest >>> 29;
    }

    void note(String what) {
        note(what.hashCode());
    }

    /** Stands for everything that has happened, in its order. */
    String digest() {
        return "%016x".formatted(digest);
    }
}
