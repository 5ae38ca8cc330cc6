package dev.understudy.core.scorecard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How many statements count, and how much. Statements made every second about the next hour overlap and tell the same
 * truth again: each counts for the part of its horizon that the one before did not cover, so that a sum of weights is
 * the number of horizons that were really tried.
 */
final class Thinning {
    /** Statements of one subject that wait for their grade at most. */
    static final int PENDING = 32;

    /** Horizons after which an old grade counts 1/e: what a source was worth a year ago is not what it is worth now. */
    static final double MEMORY = 1_000;

    private Thinning() {}

    /** Whether a statement made now is kept. */
    static boolean keeps(Subject subject, Instant last, Instant now) {
        return !now.isBefore(last.plus(subject.grain()));
    }

    /** What a statement counts, more than 0 and at most 1. */
    static double weight(Subject subject, Instant last, Instant now) {
        double covered = seconds(Duration.between(last, now)) / seconds(subject.horizon());
        return Math.min(1, covered);
    }

    /** What is left of a sum when so much more is added to it. */
    static double fading(double weight) {
        return Math.exp(-weight / MEMORY);
    }

    /** A list and one more, without its oldest ones where it would grow too long. */
    static <T> List<T> with(List<T> list, T added, int most) {
        var longer = new ArrayList<T>(list.size() + 1);
        longer.addAll(list);
        longer.add(added);
        return longer.size() > most
                ? List.copyOf(longer.subList(longer.size() - most, longer.size()))
                : List.copyOf(longer);
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
