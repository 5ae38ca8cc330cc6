package dev.understudy.core.decide;

import java.util.Arrays;

/**
 * Whether what was said of gaps came true of late: the correlation of the direction that was foretold with what the gap
 * came to over the next five steps, older ones counting ever less (half in some 350 steps). A forecast without it is
 * not listened to. What comes by chance has a correlation about 0, whichever zone is mostly the better one. Immutable.
 */
public final class Skill {
    /** Correlation from which a forecast is listened to. */
    public static final double LEAST = 0.2;

    private static final int STEPS = 5;
    private static final double FADING = 0.998;
    /** Graded forecasts it takes to say anything. */
    private static final double ENOUGH = 20;

    private final double moveCost;
    private final Said[] waiting; // the oldest first
    private final double count;
    private final double foretold;
    private final double came;
    private final double foretoldSquared;
    private final double cameSquared;
    private final double product;

    /** Prospects that were given in one zone, and what each gap has come to since. */
    private record Said(int here, double[] prospects, double[] gaps) {
        Said after(double[] costs) {
            var next = new double[gaps.length];
            for (int other = 0; other < next.length; other++) {
                next[other] = gaps[other] + costs[here] - costs[other];
            }
            return new Said(here, prospects, next);
        }
    }

    private Skill(
            double moveCost,
            Said[] waiting,
            double count,
            double foretold,
            double came,
            double foretoldSquared,
            double cameSquared,
            double product) {
        this.moveCost = moveCost;
        this.waiting = waiting;
        this.count = count;
        this.foretold = foretold;
        this.came = came;
        this.foretoldSquared = foretoldSquared;
        this.cameSquared = cameSquared;
        this.product = product;
    }

    /** Nothing was foretold yet; gaps beyond {@code moveCost} count as that. */
    public static Skill start(double moveCost) {
        return new Skill(moveCost, new Said[0], 0, 0, 0, 0, 0, 0);
    }

    /** After a step with these costs, and after these prospects were given for a service that is {@code here} then. */
    public Skill after(double[] costs, int here, double[] prospects) {
        var seen = new Said[waiting.length];
        for (int each = 0; each < seen.length; each++) {
            seen[each] = waiting[each].after(costs);
        }
        boolean ripe = seen.length == STEPS;
        var kept = Arrays.copyOfRange(seen, ripe ? 1 : 0, seen.length + 1);
        kept[kept.length - 1] = new Said(here, prospects, new double[prospects.length]);
        return ripe ? graded(seen[0], kept) : with(kept, 0, 0, 0, 0, 0, 0);
    }

    private Skill graded(Said said, Said[] kept) {
        double[] sums = new double[6];
        for (int other = 0; other < said.prospects().length; other++) {
            if (other != said.here() && !Double.isNaN(said.prospects()[other])) {
                double direction = Math.signum(said.prospects()[other]);
                double gap = Math.clamp(said.gaps()[other] / moveCost, -1, 1);
                sums[0] += 1;
                sums[1] += direction;
                sums[2] += gap;
                sums[3] += direction * direction;
                sums[4] += gap * gap;
                sums[5] += direction * gap;
            }
        }
        return with(kept, sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
    }

    private Skill with(Said[] kept, double n, double f, double g, double ff, double gg, double fg) {
        double fading = n > 0 ? FADING : 1;
        return new Skill(
                moveCost,
                kept,
                count * fading + n,
                foretold * fading + f,
                came * fading + g,
                foretoldSquared * fading + ff,
                cameSquared * fading + gg,
                product * fading + fg);
    }

    /** Correlation of what was foretold with what came, -1 to 1; 0 while too little was graded. */
    public double correlation() {
        double f = foretoldSquared * count - foretold * foretold;
        double g = cameSquared * count - came * came;
        return count < ENOUGH || f <= 0 || g <= 0 ? 0 : (product * count - foretold * came) / Math.sqrt(f * g);
    }

    /** The prospects where they are worth listening to, else nothing. */
    public double[] heard(double[] prospects) {
        if (correlation() >= LEAST) {
            return prospects;
        }
        var nothing = new double[prospects.length];
        Arrays.fill(nothing, Double.NaN);
        return nothing;
    }
}
