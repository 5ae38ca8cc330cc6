package dev.understudy.core.score;

import java.util.List;

/**
 * How much better off the traffic would be in the shadow, in points; negative when the primary is better:
 *
 * <pre>
 *   score = predicted latency increase × weight + price difference × weight + utilisation difference × weight
 *   predicted latency increase  forecast - current, of the primary, as two observers or more see it, ms
 *   price difference            price of the primary - price of the shadow, currency units per instance-hour
 *   utilisation difference      utilisation of the primary - that of the shadow, shares of capacity
 * </pre>
 *
 * each amount times a factor that makes it comparable, 1 unless the policy says otherwise. What has come already is no
 * increase any more; it stands beside the score, and both together are the danger that decisions are made from.
 *
 * @param points sum of the terms
 * @param terms each with its amount, unit, factor and weight
 * @param standing latency of the primary that stands above its calm one already, less what the shadow is expected to
 */
public record MigrationScore(double points, List<Term> terms, Term standing) {
    /** Unit of latencies. */
    public static final String MILLIS = "ms";
    /** Unit of prices. */
    public static final String PRICE = "currency units per instance-hour";
    /** Unit of utilisations. */
    public static final String SHARE = "share of capacity";

    /**
     * One part of the score.
     *
     * @param name what it measures
     * @param amount how much, in its unit
     * @param unit of the amount
     * @param factor makes it comparable with the other parts, 1 where it is left as it is
     * @param weight points for one unit
     * @param points amount times factor times weight
     */
    public record Term(String name, double amount, String unit, double factor, double weight, double points) {
        public Term {
            double product = amount * factor * weight;
            if (Math.abs(product - points) > 1e-9 * Math.max(1, Math.abs(points))) {
                throw new IllegalArgumentException("term " + name + " says " + points + " points, but " + amount + " "
                        + unit + " × " + factor + " × " + weight + " is " + product);
            }
        }

        /** A part that is left as it is. */
        public Term(String name, double amount, String unit, double weight, double points) {
            this(name, amount, unit, 1, weight, points);
        }

        static Term of(String name, double amount, String unit, double factor, double weight) {
            return new Term(name, amount, unit, factor, weight, amount * factor * weight);
        }
    }

    /** Nothing speaks for a move, nothing against. */
    public static final MigrationScore ZERO = new MigrationScore(0, List.of());

    /** A score beside which nothing stands. */
    public MigrationScore(double points, List<Term> terms) {
        this(points, terms, Term.of("standingLatency", 0, MILLIS, 1, 0));
    }

    public MigrationScore {
        terms = List.copyOf(terms);
        double sum = terms.stream().mapToDouble(Term::points).sum();
        if (!(Math.abs(sum - points) <= 1e-9 * Math.max(1, Math.abs(sum)))) {
            throw new IllegalArgumentException("score says " + points + " points, but its terms sum to " + sum);
        }
    }

    static MigrationScore of(List<Term> terms, Term standing) {
        return new MigrationScore(terms.stream().mapToDouble(Term::points).sum(), terms, standing);
    }

    /** The score and what stands beside it, points. */
    public double danger() {
        return points + standing.points();
    }

    /** Points of one term; 0 when there is none of that name. */
    public double points(String term) {
        return terms.stream()
                .filter(part -> part.name().equals(term))
                .mapToDouble(Term::points)
                .sum();
    }
}
