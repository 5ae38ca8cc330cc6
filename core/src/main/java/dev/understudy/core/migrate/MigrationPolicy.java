package dev.understudy.core.migrate;

import dev.understudy.core.decide.BoundedRule;
import dev.understudy.core.measure.HealthRules;
import dev.understudy.core.weights.Weights;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When to move, how fast, and what must hold after each step. Every number a person may set.
 *
 * @param threshold migration score above which a move starts, score points, above 0
 * @param returnBelow score below which the traffic comes home, below {@code threshold}: the gap is the hysteresis band
 * @param stepsBasisPoints share of the target after each step, basis points, rising, the last 10 000
 * @param dwell least time between two steps, above 0
 * @param coolDown least time between the end of a move and the start of the next in the other direction, 0 or more
 * @param horizon how far ahead latency is predicted, above 0
 * @param minSamples answered probes a window must hold before it counts as evidence, at least 1
 * @param quorum independent observers that must agree before a zone counts as sick, at least 2
 * @param weights of the score's terms
 * @param gate what must hold after each step
 * @param saga what goes around the steps
 * @param regret terms of the rule that bounds what moves cost; empty where the threshold decides
 */
public record MigrationPolicy(
        double threshold,
        double returnBelow,
        List<Integer> stepsBasisPoints,
        Duration dwell,
        Duration coolDown,
        Duration horizon,
        int minSamples,
        int quorum,
        ScoreWeights weights,
        Gate gate,
        SagaPolicy saga,
        Optional<BoundedRule.Terms> regret) {

    /**
     * Weights of the migration score's terms.
     *
     * @param perMillisecond points for each millisecond of predicted latency increase, 0 or more
     * @param perPrice points for each unit of price per instance-hour saved, 0 or more
     * @param perUtilisation points for a full utilisation difference (primary 1, shadow 0), 0 or more
     * @param normalisation factors that make the terms comparable; empty where they are left as they are
     */
    public record ScoreWeights(
            double perMillisecond, double perPrice, double perUtilisation, Optional<Factors> normalisation) {
        /** Weights of terms that are left as they are. */
        public ScoreWeights(double perMillisecond, double perPrice, double perUtilisation) {
            this(perMillisecond, perPrice, perUtilisation, Optional.empty());
        }

        public ScoreWeights {
            requireAtLeastZero("weights.perMillisecond", perMillisecond);
            requireAtLeastZero("weights.perPrice", perPrice);
            requireAtLeastZero("weights.perUtilisation", perUtilisation);
        }

        /** What each term is multiplied with. */
        public Factors factors() {
            return normalisation.orElse(Factors.NONE);
        }

        private static void requireAtLeastZero(String field, double number) {
            if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(field + " is " + number + "; allowed: 0 or more, finite");
            }
        }
    }

    /**
     * What each term of the score is multiplied with before it is weighed, so that terms of different units can be
     * compared; 1 leaves it as it is.
     *
     * @param latency of the predicted latency increase, above 0
     * @param price of the price difference, above 0
     * @param utilisation of the utilisation difference, above 0
     */
    public record Factors(double latency, double price, double utilisation) {
        public static final Factors NONE = new Factors(1, 1, 1);

        public Factors {
            requireAboveZero("weights.latencyFactor", latency);
            requireAboveZero("weights.priceFactor", price);
            requireAboveZero("weights.utilisationFactor", utilisation);
        }

        private static void requireAboveZero(String field, double number) {
            if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(field + " is " + number + "; allowed: above 0, finite");
            }
        }
    }

    /**
     * What the target must hold to after a step, else the traffic goes back.
     *
     * @param maxErrorRatio failed requests of the target since the step, 0 to 1
     * @param maxLatencyRatio p95 latency of the target against its own before the move, above 1
     * @param maxUtilisation of the target, 0 to 1
     */
    public record Gate(double maxErrorRatio, double maxLatencyRatio, double maxUtilisation) {
        public Gate {
            requireRatio("gate.maxErrorRatio", maxErrorRatio);
            requireRatio("gate.maxUtilisation", maxUtilisation);
            if (!(maxLatencyRatio > 1 && maxLatencyRatio < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "gate.maxLatencyRatio is " + maxLatencyRatio + "; allowed: above 1, finite");
            }
        }

        private static void requireRatio(String field, double ratio) {
            if (!(ratio >= 0 && ratio <= 1)) {
                throw new IllegalArgumentException(field + " is " + ratio + "; allowed: 0 to 1");
            }
        }
    }

    /**
     * A move starts once the primary is predicted to answer about 20 ms later than it does when calm. Utilisation
     * weighs less than {@code returnBelow}: a primary that is merely busy must not keep the traffic from coming home.
     */
    public static final MigrationPolicy DEFAULT = new MigrationPolicy(
            20,
            5,
            List.of(100, 1_000, 5_000, 10_000),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            5,
            2,
            new ScoreWeights(1, 10, 4),
            new Gate(0.01, 3, 0.9),
            SagaPolicy.DEFAULT);

    /** A policy of the simple mode. */
    public MigrationPolicy(
            double threshold,
            double returnBelow,
            List<Integer> stepsBasisPoints,
            Duration dwell,
            Duration coolDown,
            Duration horizon,
            int minSamples,
            int quorum,
            ScoreWeights weights,
            Gate gate,
            SagaPolicy saga) {
        this(
                threshold,
                returnBelow,
                stepsBasisPoints,
                dwell,
                coolDown,
                horizon,
                minSamples,
                quorum,
                weights,
                gate,
                saga,
                Optional.empty());
    }

    /** A policy of the simple mode with the usual saga. */
    public MigrationPolicy(
            double threshold,
            double returnBelow,
            List<Integer> stepsBasisPoints,
            Duration dwell,
            Duration coolDown,
            Duration horizon,
            int minSamples,
            int quorum,
            ScoreWeights weights,
            Gate gate) {
        this(
                threshold,
                returnBelow,
                stepsBasisPoints,
                dwell,
                coolDown,
                horizon,
                minSamples,
                quorum,
                weights,
                gate,
                SagaPolicy.DEFAULT);
    }

    public MigrationPolicy {
        stepsBasisPoints = List.copyOf(stepsBasisPoints);
        if (!(threshold > 0 && threshold < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("policy.threshold is " + threshold + "; allowed: above 0, finite");
        }
        if (!(returnBelow < threshold)) {
            throw new IllegalArgumentException(
                    "policy.returnBelow is " + returnBelow + "; allowed: below the threshold " + threshold);
        }
        if (stepsBasisPoints.isEmpty() || stepsBasisPoints.getLast() != Weights.WHOLE) {
            throw new IllegalArgumentException(
                    "policy.steps is " + stepsBasisPoints + "; allowed: rising, the last " + Weights.WHOLE);
        }
        int before = 0;
        for (int step : stepsBasisPoints) {
            if (step <= before) {
                throw new IllegalArgumentException(
                        "policy.steps is " + stepsBasisPoints + "; allowed: rising, the last " + Weights.WHOLE);
            }
            before = step;
        }
        requirePositive("policy.dwell", dwell);
        requirePositive("policy.horizon", horizon);
        if (coolDown.isNegative()) {
            throw new IllegalArgumentException("policy.coolDown is " + coolDown + "; allowed: 0 or more");
        }
        if (minSamples < 1) {
            throw new IllegalArgumentException("policy.minSamples is " + minSamples + "; allowed: 1 or more");
        }
        if (quorum < HealthRules.LEAST_QUORUM) {
            throw new IllegalArgumentException(
                    "policy.quorum is " + quorum + "; allowed: " + HealthRules.LEAST_QUORUM + " or more");
        }
    }

    /** How it is decided that a move is worth it. */
    public Rule rule() {
        return regret.<Rule>map(Rule.Regret::new).orElseGet(Rule.Threshold::new);
    }

    private static void requirePositive(String field, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(field + " is " + duration + "; allowed: above 0");
        }
    }
}
