package dev.understudy.agent.grade;

import dev.understudy.core.detect.ChangeDetector;
import dev.understudy.core.detect.OnsetFeatures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What the latency of one zone, as this agent sees it, says of what is to come: that its level changed, and how probable a
 * degraded hour is. It looks every four minutes, as often as the paths were probed that the model has learnt from, and knows
 * nothing before a day is over. Mutable, for one thread.
 */
final class PathSigns {
    /** Between two samples. */
    static final Duration STEP = Duration.ofMinutes(4);

    private static final int STEPS_PER_HOUR = (int) (Duration.ofHours(1).toSeconds() / STEP.toSeconds());

    /** How long a change is told after it was seen. */
    static final Duration CHANGE_COUNTS_FOR = Duration.ofMinutes(15);

    private final ToDoubleFunction<double[]> onset;
    private final OnsetFeatures features = new OnsetFeatures(STEPS_PER_HOUR);
    private final ChangeDetector changes = new ChangeDetector(ChangeDetector.Rule.ROUND_TRIP);
    private final List<Double> seen = new ArrayList<>();
    private Optional<Instant> dueAt = Optional.empty();
    private Optional<Change> change = Optional.empty();
    private OptionalDouble probability = OptionalDouble.empty();

    /**
     * A change of level.
     *
     * @param at when it was found
     * @param shiftMillis how far, milliseconds; above 0 where the zone answers later than before
     */
    record Change(Instant at, double shiftMillis) {}

    /** @param onset the learned probability, 0 to 1, of a row of {@link OnsetFeatures} */
    PathSigns(ToDoubleFunction<double[]> onset) {
        this.onset = onset;
    }

    /** Takes what is seen now; empty where nothing is. */
    void take(Instant now, OptionalDouble latencyMillis) {
        latencyMillis.ifPresent(seen::add);
        var due = dueAt.orElseGet(() -> now.plus(STEP));
        if (now.isBefore(due)) {
            dueAt = Optional.of(due);
            return;
        }
        dueAt = Optional.of(due.plus(STEP).isAfter(now) ? due.plus(STEP) : now.plus(STEP));
        double sample = seen.stream().sorted().skip(seen.size() / 2).findFirst().orElse(Double.NaN);
        seen.clear();
        features.add(sample);
        if (changes.add(sample)) {
            change = Optional.of(new Change(now, changes.shiftMillis()));
        }
        probability = features.ready() && !features.degraded()
                ? OptionalDouble.of(onset.applyAsDouble(features.row()))
                : OptionalDouble.empty();
    }

    /** Whether a day and the last hour were seen. */
    boolean knows() {
        return features.ready();
    }

    /** Probability of a degraded hour ahead; empty while too little was seen, or where it is degraded already. */
    OptionalDouble onset() {
        return probability;
    }

    /** The newest change for the worse that is young enough to matter. */
    Optional<Change> worsened(Instant now) {
        return change.filter(
                found -> found.shiftMillis() > 0 && !now.isAfter(found.at().plus(CHANGE_COUNTS_FOR)));
    }
}
