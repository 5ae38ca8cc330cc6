package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Whether a pre-copy in rounds comes to an end. While a round sends {@code V} bytes at rate {@code C}, the source makes
 * {@code V × M / C} new ones at rate {@code M}; so each round is the last one times {@code M / C}, and only below 1 do
 * they shrink. A hot set that changes faster than it can be sent never does, which the dirty bytes show where the rates
 * do not (C. Clark et al., "Live migration of virtual machines", NSDI 2005, section 4: the writable working set).
 */
public sealed interface Convergence {
    Because because();

    /**
     * Little enough will be left.
     *
     * @param left until then; zero when it is so already
     * @param rounds still needed
     */
    record Converges(Duration left, int rounds, Because because) implements Convergence {}

    /**
     * It will not come to an end in time.
     *
     * @param mutationMaxBytesPerSecond rate of change at which it would
     */
    record TooSlow(double mutationMaxBytesPerSecond, Because because) implements Convergence {}

    /** Too few rounds were seen to tell. */
    record NotYet(Because because) implements Convergence {}

    /**
     * What is asked of a pre-copy.
     *
     * @param smallBytes dirty bytes that are little enough, 0 or more: what the pause may copy
     * @param patience time still left for it
     * @param roundsMin rounds that must be seen before it is given up, at least 1
     * @param stalledRounds rounds without progress after which a hot set is assumed, at least 1
     */
    record Goal(long smallBytes, Duration patience, int roundsMin, int stalledRounds) {
        public Goal {
            if (smallBytes < 0 || patience.isNegative() || roundsMin < 1 || stalledRounds < 1) {
                throw new IllegalArgumentException("pre-copy goal is " + smallBytes + " bytes within " + patience
                        + ", " + roundsMin + " rounds seen, " + stalledRounds
                        + " stalled; allowed: 0 or more, 0 or more, 1 or more, 1 or more");
            }
        }

        /** What a pause copies at this rate, with two rounds to see and three to stall. */
        public static Goal ofPause(double copyBytesPerSecond, Duration pause, Duration patience) {
            return new Goal((long) (copyBytesPerSecond * pause.toMillis() / 1e3), patience, 2, 3);
        }
    }

    /** Rounds beyond which a prediction is no prediction. */
    int ROUNDS_MAX = 1_000;

    /**
     * Judges a pre-copy.
     *
     * @param history progress at the end of each round, the oldest first
     */
    static Convergence judge(List<CopyProgress> history, Goal goal) {
        if (history.isEmpty()) {
            return new NotYet(Because.of("no round of the pre-copy has ended yet"));
        }
        var last = history.getLast();
        if (last.dirtyBytes() <= goal.smallBytes()) {
            return new Converges(
                    Duration.ZERO,
                    0,
                    new Because(
                            "{dirtyMB} MB differ, which is little enough",
                            Map.of("dirtyMB", megabytes(last.dirtyBytes()))));
        }
        double copy = last.copyBytesPerSecond();
        double mutation = last.mutationBytesPerSecond();
        boolean seen = history.size() >= goal.roundsMin();
        if (!(copy > 0)) {
            return seen
                    ? new TooSlow(0, Because.of("nothing is being copied while the source changes"))
                    : new NotYet(Because.of("nothing was copied yet"));
        }
        var predicted = predict(last.dirtyBytes(), copy, mutation, goal);
        boolean stalled = stalled(history, goal.stalledRounds());
        if (predicted.millis() <= goal.patience().toMillis() && !stalled) {
            return new Converges(
                    Duration.ofMillis((long) predicted.millis()),
                    predicted.rounds(),
                    rates(last)
                            .and(new Because(
                                    "little enough is left in {leftSeconds} s, after {leftRounds} rounds",
                                    Map.of("leftSeconds", predicted.millis() / 1e3, "leftRounds", (double)
                                            predicted.rounds()))));
        }
        if (!seen) {
            return new NotYet(rates(last).and(Because.of("another round must tell whether it shrinks")));
        }
        return tooSlow(last, goal, stalled);
    }

    private static Convergence tooSlow(CopyProgress last, Goal goal, boolean stalled) {
        double most = mutationMax(last.dirtyBytes(), last.copyBytesPerSecond(), goal);
        // Where the rates say yes and the bytes say no, the hot set must change slower than it does.
        double throttled = stalled ? Math.min(most, last.mutationBytesPerSecond() / 2) : most;
        var why = new Because(
                (stalled
                        ? "the same data changes again before it is sent, so the rounds shrink no more, with"
                                + " {patienceSeconds} s left"
                        : "it would not get small enough within the {patienceSeconds} s that are left"),
                Map.of("patienceSeconds", goal.patience().toMillis() / 1e3));
        var remedy = throttled > 0
                ? new Because(
                        "throttle writes to {throttleMBPerSecond} MB/s or make the path faster",
                        Map.of("throttleMBPerSecond", megabytes(throttled)))
                : Because.of("no throttle would be enough: give it more time or a faster path");
        return new TooSlow(throttled, rates(last).and(why).and(remedy));
    }

    private static Because rates(CopyProgress last) {
        return new Because(
                "round {round}: {dirtyMB} MB differ, {copyMBPerSecond} MB/s are copied and {mutationMBPerSecond} MB/s"
                        + " change",
                Map.of(
                        "round", (double) last.round(),
                        "dirtyMB", megabytes(last.dirtyBytes()),
                        "copyMBPerSecond", megabytes(last.copyBytesPerSecond()),
                        "mutationMBPerSecond", megabytes(last.mutationBytesPerSecond())));
    }

    private static double megabytes(double bytes) {
        return bytes / 1e6;
    }

    /** The last rounds each left at least 95 % of what the one before left. */
    private static boolean stalled(List<CopyProgress> history, int rounds) {
        if (history.size() <= rounds) {
            return false;
        }
        for (int back = 0; back < rounds; back++) {
            long after = history.get(history.size() - 1 - back).dirtyBytes();
            long before = history.get(history.size() - 2 - back).dirtyBytes();
            if (after < 0.95 * before) {
                return false;
            }
        }
        return true;
    }

    private static Predicted predict(double dirty, double copy, double mutation, Goal goal) {
        double ratio = mutation / copy;
        double left = dirty;
        double millis = 0;
        for (int round = 1; round <= ROUNDS_MAX; round++) {
            millis += left / copy * 1e3;
            left *= ratio;
            if (left <= goal.smallBytes() || left < 1) {
                return new Predicted(millis, round);
            }
            if (ratio >= 1 || millis > goal.patience().toMillis()) {
                break;
            }
        }
        return new Predicted(Double.POSITIVE_INFINITY, ROUNDS_MAX);
    }

    /** The highest rate of change at which it would end in time, by halving; 0 where even a still source would not. */
    private static double mutationMax(double dirty, double copy, Goal goal) {
        double low = 0;
        double high = copy;
        for (int turn = 0; turn < 40; turn++) {
            double middle = (low + high) / 2;
            if (predict(dirty, copy, middle, goal).millis() <= goal.patience().toMillis()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low < copy * 1e-9 ? 0 : low;
    }

    /** When and after how many rounds. */
    record Predicted(double millis, int rounds) {}
}
