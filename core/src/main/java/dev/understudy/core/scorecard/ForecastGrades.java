package dev.understudy.core.scorecard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How good the forecasts of one subject were, beside the plainest one there is: the last value plus the quantiles of what
 * it was wrong by of late.
 *
 * @param subject whose
 * @param band how often the truth should lie within the lowest and the highest quantile, 0 to 1
 * @param graded forecasts that were graded, ever
 * @param ungraded forecasts that nobody looked at the truth for in time, ever
 * @param weight sum of the weights of those that count now
 * @param covered sum of the weights of those that held the truth
 * @param besideWeight sum of the weights of those that a naive forecast stood beside
 * @param pinball their pinball loss, weighted, milliseconds
 * @param naivePinball the naive forecast's, weighted, milliseconds
 * @param misses what the last value was wrong by, milliseconds, the newest last; at most {@link #MISSES}
 * @param statedAt when the newest one was made
 * @param pending those that wait, the oldest first
 */
public record ForecastGrades(
        Subject subject,
        double band,
        long graded,
        long ungraded,
        double weight,
        double covered,
        double besideWeight,
        double pinball,
        double naivePinball,
        List<Double> misses,
        Instant statedAt,
        List<Pending> pending) {
    /** Misses of the last value that are kept. */
    static final int MISSES = 128;

    private static final int MISSES_LEAST = 16;
    private static final Duration LATE_LEAST = Duration.ofSeconds(15);

    /**
     * A forecast that waits for the truth.
     *
     * @param due when the truth is to be looked at
     * @param weight what it counts
     * @param said the forecast
     * @param last the newest value when it was made; empty where there was none
     * @param naive the naive forecast of that moment; empty while too little was seen for one
     */
    public record Pending(
            Instant due, double weight, Quantiles said, Optional<Double> last, Optional<Quantiles> naive) {}

    public ForecastGrades {
        misses = List.copyOf(misses);
        pending = List.copyOf(pending);
    }

    static ForecastGrades none(Subject subject, Quantiles first, Instant now) {
        return new ForecastGrades(
                subject, first.band(), 0, 0, 0, 0, 0, 0, 0, List.of(), now.minus(subject.horizon()), List.of());
    }

    ForecastGrades said(Quantiles quantiles, Optional<Double> last, Instant now) {
        if (!Thinning.keeps(subject, statedAt, now)) {
            return this;
        }
        Optional<Quantiles> naive = misses.size() < MISSES_LEAST
                ? Optional.empty()
                : last.map(
                        value -> Quantiles.ofSample(misses, quantiles.levels()).plus(value));
        var waiting = new Pending(
                now.plus(subject.horizon()), Thinning.weight(subject, statedAt, now), quantiles, last, naive);
        return with(misses, now, Thinning.with(pending, waiting, Thinning.PENDING));
    }

    private ForecastGrades with(List<Double> newMisses, Instant newStatedAt, List<Pending> newPending) {
        return new ForecastGrades(
                subject,
                band,
                graded,
                ungraded,
                weight,
                covered,
                besideWeight,
                pinball,
                naivePinball,
                newMisses,
                newStatedAt,
                newPending);
    }

    /** Grades what is due by a value seen now. */
    ForecastGrades seen(double truth, Instant now) {
        if (pending.isEmpty() || now.isBefore(pending.getFirst().due())) {
            return this;
        }
        var tenth = subject.horizon().dividedBy(10);
        var late = tenth.compareTo(LATE_LEAST) < 0 ? LATE_LEAST : tenth;
        var next = this;
        var left = new ArrayList<Pending>();
        for (Pending waiting : pending) {
            if (now.isBefore(waiting.due())) {
                left.add(waiting);
            } else if (now.isAfter(waiting.due().plus(late))) {
                next = next.missed();
            } else {
                next = next.graded(waiting, truth);
            }
        }
        return next.with(next.misses, statedAt, left);
    }

    private ForecastGrades missed() {
        return new ForecastGrades(
                subject,
                band,
                graded,
                ungraded + 1,
                weight,
                covered,
                besideWeight,
                pinball,
                naivePinball,
                misses,
                statedAt,
                pending);
    }

    private ForecastGrades graded(Pending waiting, double truth) {
        double old = Thinning.fading(waiting.weight());
        double beside = waiting.naive().isPresent() ? waiting.weight() : 0;
        return new ForecastGrades(
                subject,
                band,
                graded + 1,
                ungraded,
                weight * old + waiting.weight(),
                covered * old + (waiting.said().covers(truth) ? waiting.weight() : 0),
                besideWeight * old + beside,
                pinball * old + beside * waiting.said().pinball(truth),
                naivePinball * old
                        + beside
                                * waiting.naive()
                                        .map(naive -> naive.pinball(truth))
                                        .orElse(0.0),
                waiting.last()
                        .map(last -> Thinning.with(misses, truth - last, MISSES))
                        .orElse(misses),
                statedAt,
                pending);
    }

    /** Pinball loss over that of the naive forecast; below 1 is better than naive. Empty before both were graded. */
    public Optional<Double> ratioToNaive() {
        return naivePinball > 0 ? Optional.of(pinball / naivePinball) : Optional.empty();
    }

    /** How often the band held the truth, 0 to 1; empty before the first grade. */
    public Optional<Double> coverage() {
        return weight > 0 ? Optional.of(covered / weight) : Optional.empty();
    }
}
