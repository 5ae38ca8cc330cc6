package dev.understudy.clouds.local.service;

import java.util.Arrays;

/**
 * A bank of workers with a queue before it, as a calculation: it says when a request that comes now would be answered,
 * and never hands out more than the capacity. Not safe for several threads.
 */
final class Capacity {
    /** Requests whose turn would come later than this are refused: longer queues serve nobody. */
    static final long LONGEST_WAIT_NANOS = 500_000_000L;

    static final long REFUSED = -1;

    private final long serviceNanos;
    private final long slotNanos;
    private final long[] freeAtNanos;

    /**
     * @param perSecond most requests per second, above 0
     * @param serviceMillis what one request takes, milliseconds, at least 0
     */
    Capacity(double perSecond, double serviceMillis) {
        serviceNanos = Math.round(serviceMillis * 1e6);
        int workers = (int) Math.max(1, Math.ceil(perSecond * serviceMillis / 1e3 - 1e-9));
        slotNanos = Math.round(workers * 1e9 / perSecond);
        freeAtNanos = new long[workers];
        Arrays.fill(freeAtNanos, Long.MIN_VALUE);
    }

    /** When a request that comes now is answered, on the same clock, or {@link #REFUSED}. */
    long admit(long nowNanos) {
        int first = 0;
        for (int worker = 1; worker < freeAtNanos.length; worker++) {
            if (freeAtNanos[worker] < freeAtNanos[first]) {
                first = worker;
            }
        }
        long start = Math.max(nowNanos, freeAtNanos[first]);
        if (start - nowNanos > LONGEST_WAIT_NANOS) {
            return REFUSED;
        }
        freeAtNanos[first] = start + slotNanos;
        return start + serviceNanos;
    }
}
