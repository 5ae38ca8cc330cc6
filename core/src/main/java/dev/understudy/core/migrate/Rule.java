package dev.understudy.core.migrate;

import dev.understudy.core.decide.BoundedRule;

/** How it is decided that a move is worth it. */
public sealed interface Rule {
    /** The simple mode: a move starts when the score is above the policy's threshold, and not for a moment only. */
    record Threshold() implements Rule {}

    /**
     * A move starts when what staying has cost outweighs what the move costs, so that the total has a bound whatever is
     * forecast.
     *
     * @param terms what a move costs, in points of the score times seconds, and the band of the forecast
     */
    record Regret(BoundedRule.Terms terms) implements Rule {}

    /** Five minutes of one point: twenty points of threshold make a quarter of a minute. */
    BoundedRule.Terms USUAL = BoundedRule.Terms.usual(300);

    /** The terms in force, or those that would be. */
    default BoundedRule.Terms orUsual() {
        return switch (this) {
            case Threshold() -> USUAL;
            case Regret(var terms) -> terms;
        };
    }
}
