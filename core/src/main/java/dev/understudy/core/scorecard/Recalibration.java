package dev.understudy.core.scorecard;

import dev.understudy.core.scorecard.ProbabilityGrades.Bin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What must be done to a stated probability so that it is true, learnt from what came. Statements are sorted into rungs
 * by their size, the small ones finely, since troubles are rare. The log-odds of a rung are shifted by
 *
 * <pre>
 *   ln((came + n m) / (stated + n m)) − ln((stayed away + n (1 − m)) / (stated to stay away + n (1 − m)))
 * </pre>
 *
 * where m is the mean of what was stated: 0 while nothing was graded, and in the end what makes it true. The belief that
 * what is stated is right weighs as much as n statements that were, n such that {@link #PRIOR} of them went the rarer way;
 * one stroke of bad luck moves a small probability little. The shifted log-odds
 * are made to rise by pooling neighbours that do not (isotonic regression: R. E. Barlow and others, "Statistical inference
 * under order restrictions", 1972) and joined by straight lines.
 *
 * @param rungs {@link #RUNGS} of them, by stated probability
 */
public record Recalibration(List<Bin> rungs) {
    private static final double[] EDGES = {
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95
    };

    /** How many rungs there are. */
    public static final int RUNGS = EDGES.length + 1;

    /** Outcomes of the rarer kind that the belief in what is stated weighs as much as. */
    static final double PRIOR = 2;

    private static final double LEAST = 1e-9;
    private static final double LOWEST = 0.0005;
    private static final double HIGHEST = 0.975;

    /** Nothing was graded: everything stays as it is stated. */
    public static final Recalibration NONE = new Recalibration(Collections.nCopies(RUNGS, Bin.EMPTY));

    public Recalibration {
        rungs = List.copyOf(rungs);
        if (rungs.size() != RUNGS) {
            throw new IllegalArgumentException("there are " + rungs.size() + " rungs; allowed: " + RUNGS);
        }
    }

    /** The rung of a stated probability. */
    static int rung(double probability) {
        int rung = 0;
        while (rung < EDGES.length && probability >= EDGES[rung]) {
            rung++;
        }
        return rung;
    }

    /** A statement that was graded. */
    Recalibration with(double probability, double weight, boolean came) {
        double left = Thinning.fading(weight);
        int mine = rung(probability);
        var next = new ArrayList<Bin>(RUNGS);
        for (int rung = 0; rung < RUNGS; rung++) {
            var faded = rungs.get(rung).faded(left);
            next.add(rung == mine ? faded.with(weight, probability, came) : faded);
        }
        return new Recalibration(next);
    }

    /** What two have learnt together. */
    public Recalibration and(Recalibration other) {
        var both = new ArrayList<Bin>(RUNGS);
        for (int rung = 0; rung < RUNGS; rung++) {
            both.add(rungs.get(rung).and(other.rungs.get(rung)));
        }
        return new Recalibration(both);
    }

    /** The probability that is true so far as was graded, 0 to 1; what is certain stays certain. */
    public double of(double stated) {
        if (!(stated >= 0 && stated <= 1)) {
            throw new IllegalArgumentException("stated probability is " + stated + "; allowed: 0 to 1");
        }
        if (stated == 0 || stated == 1 || rungs.stream().allMatch(rung -> rung.weight() == 0)) {
            return stated;
        }
        double at = logOdds(stated);
        double moved = at + shift(at);
        return 1 / (1 + Math.exp(-moved));
    }

    /** The shift between two rungs, by a straight line; beyond the ends it stays as it is there. */
    private double shift(double at) {
        var risen = risen();
        if (at <= place(0)) {
            return risen[0] - place(0);
        }
        for (int rung = 1; rung < RUNGS; rung++) {
            if (at <= place(rung)) {
                double share = (at - place(rung - 1)) / (place(rung) - place(rung - 1));
                return risen[rung - 1] + share * (risen[rung] - risen[rung - 1]) - at;
            }
        }
        return risen[RUNGS - 1] - place(RUNGS - 1);
    }

    /** The shifted log-odds of the rungs, made not to fall. */
    private double[] risen() {
        var values = new double[RUNGS];
        var weights = new double[RUNGS];
        var sizes = new int[RUNGS];
        int blocks = 0;
        for (int rung = 0; rung < RUNGS; rung++) {
            values[blocks] = place(rung) + shift(rungs.get(rung));
            weights[blocks] = rungs.get(rung).weight() + 1;
            sizes[blocks] = 1;
            blocks++;
            while (blocks > 1 && values[blocks - 2] > values[blocks - 1]) {
                blocks--;
                double both = weights[blocks - 1] + weights[blocks];
                values[blocks - 1] =
                        (values[blocks - 1] * weights[blocks - 1] + values[blocks] * weights[blocks]) / both;
                weights[blocks - 1] = both;
                sizes[blocks - 1] += sizes[blocks];
            }
        }
        var risen = new double[RUNGS];
        int rung = 0;
        for (int block = 0; block < blocks; block++) {
            for (int each = 0; each < sizes[block]; each++) {
                risen[rung++] = values[block];
            }
        }
        return risen;
    }

    private static double shift(Bin rung) {
        if (rung.weight() <= 0) {
            return 0;
        }
        double mean = mean(rung);
        double believed = PRIOR / Math.min(mean, 1 - mean);
        double away = Math.max(0, rung.weight() - rung.happened());
        double statedAway = Math.max(0, rung.weight() - rung.stated());
        return Math.log((rung.happened() + believed * mean) / (rung.stated() + believed * mean))
                - Math.log((away + believed * (1 - mean)) / (statedAway + believed * (1 - mean)));
    }

    private static double mean(Bin rung) {
        return Math.clamp(rung.stated() / rung.weight(), LEAST, 1 - LEAST);
    }

    /** The log-odds that a rung stands for: its middle, drawn to the mean of what was stated in it. */
    private double place(int rung) {
        var bin = rungs.get(rung);
        double middle = middle(rung);
        if (bin.weight() <= 0) {
            return middle;
        }
        return (middle + bin.weight() * logOdds(mean(bin))) / (1 + bin.weight());
    }

    private static double middle(int rung) {
        double low = rung == 0 ? LOWEST : EDGES[rung - 1];
        double high = rung == RUNGS - 1 ? HIGHEST : EDGES[rung];
        return (logOdds(low) + logOdds(high)) / 2;
    }

    private static double logOdds(double probability) {
        return Math.log(probability / (1 - probability));
    }
}
