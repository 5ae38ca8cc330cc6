package dev.understudy.core.scorecard;

import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.Comparator;

/**
 * What a statement is about and who makes it. Each subject is graded by itself.
 *
 * @param zone the zone it is about
 * @param source who says it: a candidate, a signal, or the product itself; 1 to 63 characters
 * @param horizon how far ahead it looks, more than nothing and at most {@link #HORIZON_MAX}
 */
public record Subject(ZoneId zone, String source, Duration horizon) implements Comparable<Subject> {
    /** The farthest a statement may look. */
    public static final Duration HORIZON_MAX = Duration.ofDays(7);

    private static final Comparator<Subject> ORDER =
            Comparator.comparing(Subject::zone).thenComparing(Subject::source).thenComparing(Subject::horizon);

    public Subject {
        if (source.isEmpty() || source.length() > 63) {
            throw new IllegalArgumentException("source is \"" + source + "\"; allowed: 1 to 63 characters");
        }
        if (!horizon.isPositive() || horizon.compareTo(HORIZON_MAX) > 0) {
            throw new IllegalArgumentException(
                    "horizon of " + source + " is " + horizon + "; allowed: more than 0, at most " + HORIZON_MAX);
        }
    }

    /** Time between two statements that are kept; what comes sooner adds nothing that is not there already. */
    Duration grain() {
        return horizon.dividedBy(Thinning.PENDING);
    }

    @Override
    public int compareTo(Subject other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return source + " of " + zone + " within " + horizon.toMinutes() + " min";
    }
}
