package dev.understudy.agent.foretell;

import dev.understudy.core.forecast.Champion;
import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.forecast.Learned;
import dev.understudy.core.forecast.Levels;
import dev.understudy.core.forecast.Outlook;
import dev.understudy.core.series.SeriesCore;
import java.util.Arrays;
import java.util.Optional;

/**
 * What one observer sees of one zone, in even steps: four to the horizon. Its forecaster is graded beside the incumbent,
 * the forecast that follows every window, and heard once it was clearly better on this very series. Mutable, for one thread.
 */
final class SeenSeries {
    /** Steps from now to the horizon. */
    static final int STEPS_AHEAD = 4;

    /** How many forecasts of both must have been graded before one can be called better. */
    static final int LEAST_GRADED = 200;

    private static final Outlook OUTLOOK = Outlook.ROUND_TRIP;
    private static final int HORIZON = OUTLOOK.steps().indexOf(STEPS_AHEAD);

    /** Shared by all cores. */
    private static final int[] STEPS =
            OUTLOOK.steps().stream().mapToInt(Integer::intValue).toArray();

    /** Of .05 .1 .25 .5 .75 .9 .95, what a band that holds four of five is made of. */
    private static final int LOW = 1;

    private static final int HIGH = 5;

    /** How much better it must have been, and by how many standard errors: what {@link Champion} asks of its own. */
    private static final double BETTER_RATIO = 0.95;

    private static final double BETTER_ERRORS = 2;
    private static final double FADES_OVER = 2_000;

    private final Forecaster forecaster;
    private final Forecast[] saidByIncumbent = new Forecast[STEPS_AHEAD];
    private final Forecast[] saidHere = new Forecast[STEPS_AHEAD];
    private long steps;
    private double graded;
    private double incumbentLoss;
    private double ownLoss;
    private double squares;

    /** Learns one series and says seven quantiles of what comes at the horizon. */
    private interface Forecaster {
        void take(double millis);

        boolean ready();

        double[] says();
    }

    private record OfMany(SeriesCore core) implements Forecaster {
        @Override
        public void take(double millis) {
            core.take(millis);
        }

        @Override
        public boolean ready() {
            return core.steps() > OUTLOOK.steps().getLast();
        }

        @Override
        public double[] says() {
            return core.forecast(HORIZON);
        }
    }

    private record OfFew(Champion champion) implements Forecaster {
        @Override
        public void take(double millis) {
            champion.take(millis);
        }

        @Override
        public boolean ready() {
            return champion.ready();
        }

        @Override
        public double[] says() {
            return champion.forecast(HORIZON);
        }
    }

    /** For a series among many: a few hundred bytes. */
    static SeenSeries ofMany() {
        return new SeenSeries(new OfMany(new SeriesCore(STEPS)));
    }

    /**
     * For a series that matters.
     *
     * @param learned models for one that matters much
     */
    static SeenSeries ofFew(Optional<Learned> learned) {
        return new SeenSeries(new OfFew(new Champion(OUTLOOK, learned)));
    }

    private SeenSeries(Forecaster forecaster) {
        this.forecaster = forecaster;
        Arrays.fill(saidByIncumbent, Forecast.NONE);
        Arrays.fill(saidHere, Forecast.NONE);
    }

    /**
     * Takes a step.
     *
     * @param millis what was seen; NaN where nothing answered
     * @param incumbent what the other forecast says now of the horizon
     */
    void take(double millis, Forecast incumbent) {
        int slot = (int) (steps % STEPS_AHEAD);
        if (!Double.isNaN(millis)) {
            grade(saidByIncumbent[slot], saidHere[slot], millis);
        }
        forecaster.take(millis);
        saidByIncumbent[slot] = incumbent;
        saidHere[slot] = says();
        steps++;
    }

    private void grade(Forecast incumbent, Forecast other, double millis) {
        if (incumbent.equals(Forecast.NONE) || other.equals(Forecast.NONE)) {
            return;
        }
        double keeps = 1 - 1 / FADES_OVER;
        double mine = loss(other, millis);
        double theirs = loss(incumbent, millis);
        graded = keeps * graded + 1;
        ownLoss = keeps * ownLoss + mine;
        incumbentLoss = keeps * incumbentLoss + theirs;
        squares = keeps * squares + (theirs - mine) * (theirs - mine);
    }

    private static double loss(Forecast said, double millis) {
        return Levels.pinball(LOW, said.lowMillis(), millis)
                + Levels.pinball(Levels.MEDIAN, said.midMillis(), millis)
                + Levels.pinball(HIGH, said.highMillis(), millis);
    }

    private Forecast says() {
        if (!forecaster.ready()) {
            return Forecast.NONE;
        }
        var said = forecaster.says();
        double low = Math.max(0, said[LOW]);
        double mid = Math.max(low, said[Levels.MEDIAN]);
        return new Forecast(low, mid, Math.max(mid, said[HIGH]));
    }

    /** What the forecaster says now, if it has earned it; forecasts whose spans overlap count as one. */
    Optional<Forecast> earned() {
        if (steps == 0 || graded < LEAST_GRADED || ownLoss >= BETTER_RATIO * incumbentLoss) {
            return Optional.empty();
        }
        double gain = (incumbentLoss - ownLoss) / graded;
        double variance = Math.max(0, squares / graded - gain * gain);
        double error = Math.sqrt(variance * STEPS_AHEAD / graded);
        return Optional.of(saidHere[(int) ((steps - 1) % STEPS_AHEAD)])
                .filter(said -> !said.equals(Forecast.NONE) && gain > BETTER_ERRORS * error);
    }

    /** Mean loss by that of the incumbent; NaN before anything was graded. */
    double lossRatio() {
        return ownLoss / incumbentLoss;
    }
}
