package dev.understudy.core.score;

import java.util.List;

/**
 * How much better off the traffic would be in the shadow, in points; negative when the primary is better.
 *
 * @param points sum of the terms
 * @param terms each with its amount, unit and weight
 */
public record MigrationScore(double points, List<Term> terms) {
    /**
     * One part of the score.
     *
     * @param name what it measures
     * @param amount how much, in its unit
     * @param unit of the amount
     * @param weight points for one unit
     * @param points amount times weight
     */
    public record Term(String name, double amount, String unit, double weight, double points) {
        public Term {
            if (Math.abs(amount * weight - points) > 1e-9 * Math.max(1, Math.abs(points))) {
                throw new IllegalArgumentException("term " + name + " says " + points + " points, but " + amount + " "
                        + unit + " × " + weight + " is " + amount * weight);
            }
        }

        static Term of(String name, double amount, String unit, double weight) {
            return new Term(name, amount, unit, weight, amount * weight);
        }
    }

    /** Nothing speaks for a move, nothing against. */
    public static final MigrationScore ZERO = new MigrationScore(0, List.of());

    public MigrationScore {
        terms = List.copyOf(terms);
        double sum = terms.stream().mapToDouble(Term::points).sum();
        if (!(Math.abs(sum - points) <= 1e-9 * Math.max(1, Math.abs(sum)))) {
            throw new IllegalArgumentException("score says " + points + " points, but its terms sum to " + sum);
        }
    }

    static MigrationScore of(List<Term> terms) {
        return new MigrationScore(terms.stream().mapToDouble(Term::points).sum(), terms);
    }

    /** Points of one term; 0 when there is none of that name. */
    public double points(String term) {
        return terms.stream()
                .filter(part -> part.name().equals(term))
                .mapToDouble(Term::points)
                .sum();
    }
}
