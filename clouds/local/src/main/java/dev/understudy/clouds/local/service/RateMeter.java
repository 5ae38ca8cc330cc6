package dev.understudy.clouds.local.service;

/** Counts events and says how many came in the last whole second. Not safe for several threads. */
final class RateMeter {
    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = 100_000_000L;

    private final long[] counts = new long[SLOTS + 1];
    private long slot;
    private long total;

    void count(long sinceStartNanos) {
        advance(sinceStartNanos);
        counts[(int) (slot % counts.length)]++;
        total++;
    }

    /** Events in the ten whole tenths of a second before the current one. */
    double perSecond(long sinceStartNanos) {
        advance(sinceStartNanos);
        long sum = 0;
        for (int age = 1; age <= SLOTS; age++) {
            sum += counts[(int) ((slot + counts.length - age) % counts.length)];
        }
        return sum;
    }

    long total() {
        return total;
    }

    private void advance(long sinceStartNanos) {
        long now = sinceStartNanos / SLOT_NANOS;
        for (long passed = Math.max(slot + 1, now - SLOTS); passed <= now; passed++) {
            counts[(int) (passed % counts.length)] = 0;
        }
        slot = Math.max(slot, now);
    }
}
