package dev.understudy.core.score;

/**
 * How likely it is that the traffic should be in the shadow soon. Where the stated risk of zones was shown to hold, and
 * nobody sees the primary bad now, it is the probability that the objective breaks in the primary within the policy's
 * horizon; see {@link ZoneRisk}. Until then a first model stands in, the logistic function of a sum:
 *
 * <pre>
 *   probability = 1 / (1 + e^-x),  x = score + primaryHealth + shadowHealth + cost
 *   score          4 × (danger − middle of the band) / (threshold − returnBelow), from −2 to 2 within it
 *   primaryHealth  4 × share of the observers that see the primary bad
 *   shadowHealth  −4 × share of the observers that see the shadow bad
 *   cost           (price of the primary − price of the shadow) / the dearer one: a cheaper shadow is preferred
 * </pre>
 *
 * @param value 0 to 1
 * @param proven whether it is the risk that was shown to hold; the parts are the first model's all the same
 * @param score its part of x
 * @param primaryHealth its part of x, 0 to 4
 * @param shadowHealth its part of x, -4 to 0
 * @param cost its part of x, -1 to 1
 */
public record MigrationProbability(
        double value, boolean proven, double score, double primaryHealth, double shadowHealth, double cost) {
    /** Nothing was measured yet. */
    public static final MigrationProbability ZERO = new MigrationProbability(0, false, 0, 0, 0, 0);

    static MigrationProbability of(double score, double primaryHealth, double shadowHealth, double cost) {
        double x = score + primaryHealth + shadowHealth + cost;
        return new MigrationProbability(1 / (1 + Math.exp(-x)), false, score, primaryHealth, shadowHealth, cost);
    }

    MigrationProbability stating(double probability) {
        return new MigrationProbability(probability, true, score, primaryHealth, shadowHealth, cost);
    }
}
