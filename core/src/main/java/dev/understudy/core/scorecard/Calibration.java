package dev.understudy.core.scorecard;

import dev.understudy.core.explain.Because;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Whether the probabilities that the product states are true, so far as was graded. */
public sealed interface Calibration {
    /** Too little was graded to tell; the plan goes on as if it held. */
    record Unproven() implements Calibration {}

    /** What was stated is what came, within the limit. */
    record Holding() implements Calibration {}

    /**
     * It is not.
     *
     * @param because the sentence, with the numbers
     */
    record Broken(Because because) implements Calibration {}

    /**
     * What is allowed.
     *
     * @param errorMax expected calibration error beyond what bad luck explains, 0 to 1
     * @param horizonsLeast horizons to be tried before anything is said
     */
    record Limits(double errorMax, double horizonsLeast) {
        /** Off by five points of a hundred, after 30 horizons. */
        public static final Limits USUAL = new Limits(0.05, 30);

        public Limits {
            if (!(errorMax >= 0 && errorMax <= 1)) {
                throw new IllegalArgumentException("errorMax is " + errorMax + "; allowed: 0 to 1");
            }
            if (!(horizonsLeast >= 1 && Double.isFinite(horizonsLeast))) {
                throw new IllegalArgumentException("horizonsLeast is " + horizonsLeast + "; allowed: 1 or more");
            }
        }
    }

    /** Whether what is stated may be acted on. */
    default boolean holds() {
        return stepsDown().isEmpty();
    }

    /** Why automatic migration steps down to advice, if so. */
    default Optional<Because> stepsDown() {
        return switch (this) {
            case Unproven _, Holding _ -> Optional.empty();
            case Broken(var because) -> Optional.of(because);
        };
    }

    /** Whether the probabilities of one source hold in every zone and over every horizon; the worst one decides. */
    static Calibration of(Scorecard card, String source, Limits limits) {
        var judged = card.probabilities().stream()
                .filter(grades -> grades.subject().source().equals(source))
                .filter(grades -> grades.weight() >= limits.horizonsLeast())
                .toList();
        if (judged.isEmpty()) {
            return new Unproven();
        }
        var worst = judged.stream()
                .max(Comparator.comparingDouble(Calibration::beyondLuck))
                .orElseThrow();
        if (beyondLuck(worst) <= limits.errorMax()) {
            return new Holding();
        }
        return new Broken(new Because(
                "automatic migration steps down to advice: what was stated as " + worst.subject()
                        + " is off by {calibrationError} on average over {horizons} horizons, where {calibrationAllowed}"
                        + " is allowed",
                Map.of(
                        "calibrationError", worst.calibrationError().orElse(0.0),
                        "horizons", worst.weight(),
                        "calibrationAllowed", limits.errorMax() + worst.luck())));
    }

    private static double beyondLuck(ProbabilityGrades grades) {
        return grades.calibrationError().orElse(0.0) - grades.luck();
    }
}
