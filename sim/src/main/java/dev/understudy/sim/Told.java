package dev.understudy.sim;

import java.util.Optional;

/**
 * What is kept of a run when its world is gone.
 *
 * @param rule that was broken, if one was
 * @param sentence what went wrong and how to see it again
 */
record Told(long seed, long events, Optional<String> rule, boolean unconverged, Optional<String> sentence) {
    static Told of(Run.Outcome outcome) {
        return new Told(
                outcome.seed(),
                outcome.events(),
                outcome.violation().map(Violation::rule),
                outcome.violation().isEmpty() && outcome.unrest().isPresent(),
                outcome.violation()
                        .map(broken -> String.valueOf(broken.getMessage()))
                        .or(() -> outcome.unrest().map(why -> "not at rest: " + why))
                        .map(why -> why + "\n  replay: ./do sim --seed " + outcome.seed() + "  (commit "
                                + System.getProperty("understudy.commit", "unknown") + ")"));
    }

    boolean violated() {
        return rule.isPresent();
    }
}
