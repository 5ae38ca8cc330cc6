package dev.understudy.core.scorecard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How true the probabilities of one subject were: "the objective will be broken in this zone within the horizon".
 *
 * @param subject whose
 * @param graded statements that were graded, ever
 * @param ungraded statements whose time nobody watched without a gap, ever
 * @param bins by stated probability, ten of equal width
 * @param recalibration what they would have had to be changed by
 * @param squares squared differences between what was stated and what came, weighted
 * @param alarms what the alarms among them were worth
 * @param statedAt when the newest one was made
 * @param pending those that wait, the oldest first
 */
public record ProbabilityGrades(
        Subject subject,
        long graded,
        long ungraded,
        List<Bin> bins,
        Recalibration recalibration,
        double squares,
        Alarms alarms,
        Instant statedAt,
        List<Pending> pending) {
    /** Bins of the calibration error. */
    public static final int BINS = 10;

    /**
     * Statements of about the same probability.
     *
     * @param weight sum of their weights
     * @param stated sum of the probabilities stated, weighted
     * @param happened sum of the weights of those that came true
     */
    public record Bin(double weight, double stated, double happened) {
        static final Bin EMPTY = new Bin(0, 0, 0);

        Bin faded(double left) {
            return new Bin(weight * left, stated * left, happened * left);
        }

        Bin with(double more, double probability, boolean came) {
            return new Bin(weight + more, stated + more * probability, happened + (came ? more : 0));
        }

        Bin and(Bin other) {
            return new Bin(weight + other.weight, stated + other.stated, happened + other.happened);
        }
    }

    /** A statement that waits for the truth. */
    public record Pending(Instant at, double weight, double probability) {}

    public ProbabilityGrades {
        bins = List.copyOf(bins);
        pending = List.copyOf(pending);
        if (bins.size() != BINS) {
            throw new IllegalArgumentException(subject + " has " + bins.size() + " bins; allowed: " + BINS);
        }
    }

    static ProbabilityGrades none(Subject subject, Instant now) {
        return new ProbabilityGrades(
                subject,
                0,
                0,
                Collections.nCopies(BINS, Bin.EMPTY),
                Recalibration.NONE,
                0,
                Alarms.NONE,
                now.minus(subject.horizon()),
                List.of());
    }

    ProbabilityGrades said(double probability, boolean alarm, Instant now) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "probability of " + subject + " is " + probability + "; allowed: 0 to 1");
        }
        var alarmed = alarm ? alarms.raised(now) : alarms;
        if (!Thinning.keeps(subject, statedAt, now)) {
            return alarmed == alarms ? this : with(alarmed, statedAt, pending);
        }
        var waiting = new Pending(now, Thinning.weight(subject, statedAt, now), probability);
        return with(alarmed, now, Thinning.with(pending, waiting, Thinning.PENDING));
    }

    private ProbabilityGrades with(Alarms newAlarms, Instant newStatedAt, List<Pending> newPending) {
        return new ProbabilityGrades(
                subject, graded, ungraded, bins, recalibration, squares, newAlarms, newStatedAt, newPending);
    }

    /**
     * Grades what can be graded: what has come is true at once, what has not is false when its time is over and somebody
     * watched all of it.
     */
    ProbabilityGrades seen(Truth truth, boolean onset, Instant steadySince) {
        var now = truth.at();
        var next = with(alarms.seen(truth, onset, subject.horizon()), statedAt, pending);
        var left = new ArrayList<Pending>();
        for (Pending waiting : pending) {
            var due = waiting.at().plus(subject.horizon());
            if (truth.broken() && now.isAfter(waiting.at()) && !now.isAfter(due)) {
                next = next.graded(waiting, true);
            } else if (now.isBefore(due)) {
                left.add(waiting);
            } else if (steadySince.isAfter(waiting.at())) {
                next = new ProbabilityGrades(
                        subject,
                        next.graded,
                        next.ungraded + 1,
                        next.bins,
                        next.recalibration,
                        next.squares,
                        next.alarms,
                        statedAt,
                        pending);
            } else {
                next = next.graded(waiting, false);
            }
        }
        return next.with(next.alarms, statedAt, left);
    }

    private ProbabilityGrades graded(Pending waiting, boolean came) {
        double old = Thinning.fading(waiting.weight());
        int mine = Math.min(BINS - 1, (int) (waiting.probability() * BINS));
        var newBins = new ArrayList<Bin>(BINS);
        for (int i = 0; i < BINS; i++) {
            var faded = bins.get(i).faded(old);
            newBins.add(i == mine ? faded.with(waiting.weight(), waiting.probability(), came) : faded);
        }
        double off = waiting.probability() - (came ? 1 : 0);
        return new ProbabilityGrades(
                subject,
                graded + 1,
                ungraded,
                newBins,
                recalibration.with(waiting.probability(), waiting.weight(), came),
                squares * old + waiting.weight() * off * off,
                alarms,
                statedAt,
                pending);
    }

    /** How many horizons were tried, overlapping statements counted once and old ones faded. */
    public double weight() {
        return bins.stream().mapToDouble(Bin::weight).sum();
    }

    /** How often it came, 0 to 1; empty before the first grade. */
    public Optional<Double> baseRate() {
        return perWeight(bins.stream().mapToDouble(Bin::happened).sum());
    }

    /** Mean squared difference between what was stated and what came (G. W. Brier, 1950), 0 to 1; smaller is better. */
    public Optional<Double> brier() {
        return perWeight(squares);
    }

    /**
     * 1 − Brier score ÷ that of always stating the base rate. 1 is perfect, 0 no better than the base rate; empty where
     * nothing came or everything did, since the base rate is perfect then.
     */
    public Optional<Double> skill() {
        return baseRate()
                .filter(base -> base > 0 && base < 1)
                .flatMap(base -> brier().map(score -> 1 - score / (base * (1 - base))));
    }

    /** Expected calibration error over ten bins, 0 to 1: the mean distance of what was stated from what came. */
    public Optional<Double> calibrationError() {
        return perWeight(bins.stream()
                .mapToDouble(bin -> Math.abs(bin.stated() - bin.happened()))
                .sum());
    }

    /**
     * The calibration error that perfect probabilities would hardly exceed by bad luck: two standard deviations in each
     * bin.
     */
    public double luck() {
        double weight = weight();
        if (weight <= 0) {
            return 1;
        }
        double sum = 0;
        for (Bin bin : bins) {
            if (bin.weight() > 0) {
                double stated = Math.min(1, bin.stated() / bin.weight());
                sum += 2 * Math.sqrt(bin.weight() * stated * (1 - stated));
            }
        }
        return Math.min(1, sum / weight);
    }

    private Optional<Double> perWeight(double sum) {
        double weight = weight();
        return weight > 0 ? Optional.of(sum / weight) : Optional.empty();
    }
}
