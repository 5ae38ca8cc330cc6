package dev.understudy.core.score;

/**
 * How likely it is that the traffic should be in the shadow soon. A first model, the logistic function of a sum:
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
 * @param score its part of x
 * @param primaryHealth its part of x, 0 to 4
 * @param shadowHealth its part of x, -4 to 0
 * @param cost its part of x, -1 to 1
 */
public record MigrationProbability(double value, double score, double primaryHealth, double shadowHealth, double cost) {
    /** Nothing was measured yet. */
    public static final MigrationProbability ZERO = new MigrationProbability(0, 0, 0, 0, 0);

    static MigrationProbability of(double score, double primaryHealth, double shadowHealth, double cost) {
        double x = score + primaryHealth + shadowHealth + cost;
        return new MigrationProbability(1 / (1 + Math.exp(-x)), score, primaryHealth, shadowHealth, cost);
    }
}
