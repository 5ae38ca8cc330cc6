package dev.understudy.core.migrate;

import dev.understudy.core.explain.Because;
import dev.understudy.core.measure.Sighting;
import dev.understudy.core.measure.ZoneOutlook;
import dev.understudy.core.migrate.MigrationPolicy.ScoreWeights;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one thing that would have to be otherwise for the danger to lie on the other side of its limit, all else being as it
 * is. Of several, the nearest: the one that would have to change least against what it is (of utilisation, against all
 * there is).
 *
 * @param subject what would have to be otherwise
 * @param now what it is, in its unit
 * @param turning where the danger is at its limit, in the same unit
 */
public record Counterfactual(Subject subject, double now, double turning) {
    /** What of the primary may be otherwise. */
    public enum Subject {
        /** Latency predicted for the end of the horizon, milliseconds. */
        FORECAST,
        /** Share of the capacity in use, 0 to 1. */
        UTILISATION,
        /** Price of an instance-hour, in the account's currency. */
        PRICE
    }

    private static final double LEAST_MILLIS = 1;
    private static final double LEAST_PRICE = 1e-6;

    /**
     * The nearest, as far as there is one.
     *
     * @param weights of the terms that the danger is made of
     * @param lacking points from the danger up to its limit; negative where the danger is above
     * @param primary where its latency is going
     * @param utilisation of the primary, 0 to 1, where it is known
     * @param price of its instance-hour
     */
    public static Optional<Counterfactual> nearest(
            ScoreWeights weights, double lacking, ZoneOutlook primary, Optional<Double> utilisation, double price) {
        var found = new ArrayList<Counterfactual>();
        double perMilli = weights.perMillisecond() * weights.factors().latency();
        double perPrice = weights.perPrice() * weights.factors().price();
        double perShare = weights.perUtilisation() * weights.factors().utilisation();
        if (perMilli > 0 && primary.observers() > 0) {
            double turning = primary.increaseMillis()
                    + lacking / perMilli
                    - primary.lossRatio() * Sighting.LOSS_COST_MILLIS
                    + primary.calmMillis();
            if (turning > primary.calmMillis()) { // below its calm latency nothing is gained any more
                found.add(new Counterfactual(Subject.FORECAST, primary.ahead().midMillis(), turning));
            }
        }
        if (perShare > 0 && utilisation.isPresent()) {
            double turning = utilisation.get() + lacking / perShare;
            if (turning >= 0 && turning <= 1) {
                found.add(new Counterfactual(Subject.UTILISATION, utilisation.get(), turning));
            }
        }
        if (perPrice > 0 && price + lacking / perPrice >= 0) {
            found.add(new Counterfactual(Subject.PRICE, price, price + lacking / perPrice));
        }
        return nearest(found);
    }

    private static Optional<Counterfactual> nearest(List<Counterfactual> found) {
        return found.stream().min(Comparator.comparingDouble(Counterfactual::change));
    }

    /** By how much it would have to change, against what it is. */
    double change() {
        double size = switch (subject) {
            case FORECAST -> Math.max(LEAST_MILLIS, now);
            case UTILISATION -> 1;
            case PRICE -> Math.max(LEAST_PRICE, now);
        };
        return Math.abs(turning - now) / size;
    }

    /**
     * The sentence.
     *
     * @param would what would be done then, such as {@code it would stay}
     * @param under whether that is so below the turning point, or above it
     */
    Because sentence(String would, ZoneId zone, boolean under) {
        var side = under ? " under " : " above ";
        return switch (subject) {
            case FORECAST ->
                new Because(
                        would + " if " + zone + " were forecast" + side + "{turningMs} ms",
                        Map.of("turningMs", turning));
            case UTILISATION ->
                new Because(
                        would + " if " + zone + " were used" + side + "{turningPercent} %",
                        Map.of("turningPercent", 100 * turning));
            case PRICE ->
                new Because(
                        would + " if " + zone + " cost" + side + "{turningPrice} an instance-hour",
                        Map.of("turningPrice", turning));
        };
    }
}
