package dev.understudy.core.score;

import dev.understudy.core.explain.Because;
import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.scorecard.Recalibration;
import dev.understudy.core.scorecard.ZoneLog;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How likely the objective is to break in a zone within a horizon. Causes are taken as independent (noisy-or, J. Pearl,
 * "Probabilistic reasoning in intelligent systems", 1988):
 *
 * <pre>
 *   probability = 1 − (1 − history) × Π (1 − weight × likely)     over the causes
 *   history     = (α + onsets) / (α + β + windows)                mean of a Beta distribution, per horizon
 * </pre>
 *
 * and then shifted by what the grades of such statements teach; see {@link Recalibration}.
 *
 * <p>Price and preference are no part of it; see {@link Utility}.
 *
 * @param zone the zone
 * @param horizon how far ahead
 * @param history probability by the zone's history alone, 0 to 1
 * @param causes what speaks for trouble now
 * @param computed all together by the formula, 0 to 1
 * @param probability after what earlier statements have taught, 0 to 1
 */
public record ZoneRisk(
        ZoneId zone, Duration horizon, double history, List<Cause> causes, double computed, double probability) {
    /** What a zone of which nothing is known is taken for: one trouble in this time, as sure as if that long was watched. */
    public static final Duration PRIOR = Duration.ofDays(30);

    /** Causes without weight that a sentence names. */
    private static final int NAMED_MAX = 3;

    /** ln 9: the distance from the median of a logistic distribution to its 90 % quantile, in scales. */
    private static final double LOGISTIC_90 = Math.log(9);

    /**
     * Something that may break the objective.
     *
     * @param name what it is, in words
     * @param likely how likely it is to break it by what the cause itself says, 0 to 1
     * @param weight what that has earned in the scorecard, 0 to 1
     */
    public record Cause(String name, double likely, double weight) {
        public Cause {
            if (!(likely >= 0 && likely <= 1)) {
                throw new IllegalArgumentException("likely of " + name + " is " + likely + "; allowed: 0 to 1");
            }
            if (!(weight >= 0 && weight <= 1)) {
                throw new IllegalArgumentException("weight of " + name + " is " + weight + "; allowed: 0 to 1");
            }
        }

        /** What is the case already: no weight has to be earned by it. */
        public static Cause fact(String name) {
            return new Cause(name, 1, 1);
        }

        /** The probability that it alone would give. */
        public double alone() {
            return likely * weight;
        }
    }

    public ZoneRisk {
        causes = List.copyOf(causes);
        if (!(probability >= 0 && probability <= 1 && computed >= 0 && computed <= 1 && history >= 0 && history <= 1)) {
            throw new IllegalArgumentException("risk of zone " + zone + " is " + probability + ", computed " + computed
                    + ", with history " + history + "; allowed: 0 to 1");
        }
    }

    /**
     * The risk of a zone.
     *
     * @param log its history; empty where nothing is known
     * @param horizon more than nothing
     */
    public static ZoneRisk of(ZoneId zone, Optional<ZoneLog> log, Duration horizon, List<Cause> causes) {
        if (!horizon.isPositive()) {
            throw new IllegalArgumentException("horizon is " + horizon + "; allowed: more than 0");
        }
        double history = log.map(known -> history(known.hours(), known.onsets(), horizon))
                .orElseGet(() -> history(0, 0, horizon));
        double spared = 1 - history;
        for (Cause cause : causes) {
            spared *= 1 - cause.alone();
        }
        double computed = Math.clamp(Math.max(history, 1 - spared), 0.0, 1.0);
        return new ZoneRisk(zone, horizon, history, causes, computed, computed);
    }

    /** This risk with the probability that makes such statements true. */
    public ZoneRisk by(Recalibration recalibration) {
        return new ZoneRisk(zone, horizon, history, causes, computed, recalibration.of(computed));
    }

    /** The same risk over another horizon, its troubles being as likely at any time of it, 0 to 1. */
    public double within(Duration other) {
        double parts = (double) other.toMillis() / horizon.toMillis();
        return 1 - Math.pow(1 - probability, parts);
    }

    /**
     * Probability that a zone breaks within a horizon, by its history alone.
     *
     * @param hours it was watched, 0 or more
     * @param onsets how often it broke, 0 or more
     */
    static double history(double hours, double onsets, Duration horizon) {
        double horizonHours = horizon.toMillis() / 3.6e6;
        double strength = PRIOR.toHours() / horizonHours;
        double alpha = strength * (1 - Math.exp(-1 / strength));
        double windows = hours / horizonHours;
        return Math.min(1, (alpha + Math.min(onsets, windows)) / (strength + windows));
    }

    /**
     * Probability that a latency is above a limit when its band holds four of five: the tail of a logistic distribution
     * through the middle of the band and its nearer end.
     */
    public static double exceeding(Forecast forecast, double limitMillis) {
        double over = limitMillis - forecast.midMillis();
        double half =
                over >= 0 ? forecast.highMillis() - forecast.midMillis() : forecast.midMillis() - forecast.lowMillis();
        if (half <= 0) {
            return over < 0 ? 1 : 0;
        }
        return 1 / (1 + Math.exp(Math.clamp(LOGISTIC_90 * over / half, -700.0, 700.0)));
    }

    /** The cause that adds the most; empty where none adds anything. */
    public Optional<Cause> foremost() {
        return causes.stream().filter(cause -> cause.alone() > 0).max(Comparator.comparingDouble(Cause::alone));
    }

    /** The sentence: the probability, what moved it most, and what earlier statements taught. */
    public Because because() {
        var numbers = new TreeMap<String, Double>();
        numbers.put("riskHorizonMinutes", horizon.toMillis() / 60e3);
        numbers.put("riskRatio", probability);
        numbers.put("historyRiskRatio", history);
        var words = new StringBuilder(
                "zone " + zone + " breaks within {riskHorizonMinutes} min with probability {riskRatio}");
        var main = foremost().filter(cause -> cause.alone() >= history);
        main.ifPresentOrElse(
                cause -> {
                    numbers.put("causeRiskRatio", cause.alone());
                    words.append(", mostly by ")
                            .append(plain(cause.name()))
                            .append(" ({causeRiskRatio} alone; {historyRiskRatio} by its history)");
                },
                () -> words.append(", mostly by its history ({historyRiskRatio})"));
        if (Math.abs(probability - computed) > 0.01 * computed) {
            numbers.put("computedRiskRatio", computed);
            words.append("; {computedRiskRatio} before what came of such statements was counted in");
        }
        var unheard = causes.stream()
                .filter(cause -> cause.likely() > 0 && cause.weight() == 0)
                .map(cause -> plain(cause.name()))
                .toList();
        if (!unheard.isEmpty()) {
            words.append("; not counted, since not shown to help: ")
                    .append(String.join(", ", unheard.subList(0, Math.min(NAMED_MAX, unheard.size()))));
        }
        if (unheard.size() > NAMED_MAX) {
            numbers.put("unnamedCount", (double) unheard.size() - NAMED_MAX);
            words.append(" and {unnamedCount} more");
        }
        return new Because(words.toString(), numbers);
    }

    /** Words of others, whose braces are not the place of a number. */
    private static String plain(String words) {
        return words.replace('{', '(').replace('}', ')');
    }
}
