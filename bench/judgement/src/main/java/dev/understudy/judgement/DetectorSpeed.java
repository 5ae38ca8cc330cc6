package dev.understudy.judgement;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/** What a detector takes, for each series that it watches: memory, and time for one update. */
final class DetectorSpeed {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int DETECTORS = 1000;
    private static final int ROUNDS = 3;
    private static final int UPDATES = 1_000_000;

    private DetectorSpeed() {}

    /** Tells both. The series are recorded ones, each taken by detectors that begin anew, one after the other. */
    static void show(Table table, String what, List<double[]> series, Supplier<DoubleConsumer> detectors) {
        table.row(what + ", us per update", micros(series, detectors), "<= 1", "");
        table.row(what + ", bytes for a series", bytes(detectors), "<= 512", "");
    }

    /** Bytes that the virtual machine allocates for one detector, all that it keeps, and 16 for the caller's hold on it. */
    static double bytes(Supplier<DoubleConsumer> detectors) {
        var all = new DoubleConsumer[DETECTORS];
        all[0] = detectors.get();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int each = 0; each < all.length; each++) {
            all[each] = detectors.get();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) all.length;
    }

    /** Microseconds of the processor per update: the best of some rounds. */
    private static double micros(List<double[]> series, Supplier<DoubleConsumer> detectors) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.min(best, round(series, detectors));
        }
        return best;
    }

    private static double round(List<double[]> series, Supplier<DoubleConsumer> detectors) {
        long updates = 0;
        long began = THREADS.getCurrentThreadCpuTime();
        while (updates < UPDATES) {
            for (double[] values : series) {
                var detector = detectors.get();
                for (double value : values) {
                    detector.accept(value);
                }
                updates += values.length;
            }
        }
        return (THREADS.getCurrentThreadCpuTime() - began) / 1000.0 / updates;
    }
}
