package dev.understudy.judgement;

import com.sun.management.ThreadMXBean;
import dev.understudy.core.series.SeriesCore;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;

/** What the streaming core of a series takes: memory, and time for one update. */
final class CoreSpeed {
    private static final int UPDATES = 2_000_000;
    private static final int ROUNDS = 3;

    private CoreSpeed() {}

    /** Bytes that the virtual machine allocates for one series, all that it keeps; the horizons are shared by all. */
    static double bytes() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int[] stepsAhead = {1, 4, 15};
        var cores = new SeriesCore[1000];
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int each = 0; each < cores.length; each++) {
            cores[each] = new SeriesCore(stepsAhead);
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) cores.length;
    }

    /** Microseconds per update, the best of some rounds, over a thousand series in turn. */
    static double micros(long seed) {
        var random = new SplittableRandom(seed);
        var values = new double[1 << 12];
        for (int at = 0; at < values.length; at++) {
            values[at] = 100 + random.nextGaussian() + (random.nextInt(50) == 0 ? 40 : 0);
        }
        int[] stepsAhead = {1, 4, 15};
        var cores = new SeriesCore[1000];
        for (int each = 0; each < cores.length; each++) {
            cores[each] = new SeriesCore(stepsAhead);
        }
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            for (int update = 0; update < UPDATES; update++) {
                cores[update % cores.length].take(values[update & values.length - 1]);
            }
            best = Math.min(best, (System.nanoTime() - began) / 1000.0 / UPDATES);
        }
        return best;
    }
}
