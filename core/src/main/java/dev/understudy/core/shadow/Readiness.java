package dev.understudy.core.shadow;

import dev.understudy.core.explain.Because;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How far a shadow can be trusted to take over: 1 on the day of a passed drill, half of it after each half-life without
 * another, as a memory that nobody refreshes; 0 after a failed drill until one passes. A migration that ended well is a
 * passed drill.
 *
 * @param value 0 to 1
 * @param because what it follows from
 */
public record Readiness(double value, Because because) {
    /**
     * What is known of a shadow's drills.
     *
     * @param declaredAt when the shadow was declared: it counts as passed, so that a new service may move at all
     * @param lastPassed when a drill last passed
     * @param lastFailed when a drill last failed
     */
    public record Drills(Instant declaredAt, Optional<Instant> lastPassed, Optional<Instant> lastFailed) {
        /** No drill yet. */
        public static Drills none(Instant declaredAt) {
            return new Drills(declaredAt, Optional.empty(), Optional.empty());
        }

        public Drills passed(Instant at) {
            return new Drills(declaredAt, later(lastPassed, at), lastFailed);
        }

        public Drills failed(Instant at) {
            return new Drills(declaredAt, lastPassed, later(lastFailed, at));
        }

        /** When the next drill is due, if every so often; a zero duration is never. */
        public Optional<Instant> dueAt(Duration every) {
            if (every.isZero()) {
                return Optional.empty();
            }
            var last = lastPassed.orElse(declaredAt);
            return Optional.of(
                    (lastFailed.isPresent() && lastFailed.get().isAfter(last) ? lastFailed.get() : last).plus(every));
        }

        private static Optional<Instant> later(Optional<Instant> known, Instant at) {
            return known.filter(at::isBefore).isPresent() ? known : Optional.of(at);
        }
    }

    /** Readiness at a time, with the half-life above zero. */
    public static Readiness at(Instant now, Drills drills, Duration halfLife) {
        if (halfLife.isNegative() || halfLife.isZero()) {
            throw new IllegalArgumentException("readiness half-life is " + halfLife + "; allowed: above 0");
        }
        var last = drills.lastPassed().orElse(drills.declaredAt());
        // A drill that failed in the moment another passed leaves doubt, and doubt counts.
        if (drills.lastFailed().filter(failed -> !failed.isBefore(last)).isPresent()) {
            return new Readiness(
                    0, Because.of("the drill of " + drills.lastFailed().get() + " failed, and none has passed since"));
        }
        double age = Math.max(0, Duration.between(last, now).toMillis());
        double value = Math.pow(0.5, age / halfLife.toMillis());
        return new Readiness(
                value,
                new Because(
                        (drills.lastPassed().isPresent()
                                        ? "the last passed drill is {ageDays} days old"
                                        : "the shadow is {ageDays} days old and no drill has passed yet")
                                + "; readiness is {readiness}, halved every {halfLifeDays} days",
                        Map.of("ageDays", days(age), "readiness", value, "halfLifeDays", days(halfLife.toMillis()))));
    }

    /** Why an automatic migration is only advice: the readiness is below the floor. A floor of 0 is none. */
    public Optional<Because> adviceOnly(double floor) {
        return value >= floor
                ? Optional.empty()
                : Optional.of(because.and(new Because(
                        "agents move a service only above {readinessFloor}", Map.of("readinessFloor", floor))));
    }

    private static double days(double millis) {
        return millis / Duration.ofDays(1).toMillis();
    }
}
