package dev.understudy.core.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The forecast of one series: its candidates, blended by what each was worth on this series, corrected by a learned
 * model where there is one, and stretched until each stated share is true. A scorecard over all of them, the naive always
 * among them, says for each horizon who is served: the champion. Whatever it says of the future is fixed when it is
 * said; what comes later only changes what is said later. Mutable, for one thread.
 */
public final class Champion {
    /** Steps before the first forecast is graded. */
    private static final int WARM_UP = 100;
    /** Forecasts over which the scorecard fades. */
    private static final double CARD_FORECASTS = 2000;
    /**
     * How far one miss moves the logarithm of a stretch (after I. Gibbs, E. Candès, "Adaptive conformal inference under
     * distribution shift", 2021; theirs moves a level).
     */
    private static final double STRETCH_STEP = 0.005;

    private static final double LARGEST_STRETCH = 1;
    /** How much better than the widest blend another must have been to be served in its place. */
    private static final double BETTER_RATIO = 0.95;
    /** And by how many standard errors, lest one spike decides. */
    private static final double BETTER_ERRORS = 2;

    private final Outlook outlook;
    private final Candidates candidates;
    private final Optional<Learned> learned;
    private final Horizon[] horizons;
    private final double[][] blended;
    private final int first;

    /** What is kept for one horizon. */
    private static final class Horizon {
        /** What was said, by step (a ring), forecaster and level. */
        private final double[][][] said;

        private final double[] scales;
        private final Mixture plain;
        private final Mixture all;
        /** Of the plain blend and of the one with the learned model, by level. */
        private final double[][] stretches = new double[2][Levels.COUNT];

        private final double[] losses;
        /** Squares of how much more was lost than by the widest blend. */
        private final double[] squares;

        private double weight;

        Horizon(int ring, int plainCount, int names) {
            said = new double[ring][names][Levels.COUNT];
            scales = new double[ring];
            plain = new Mixture(plainCount);
            all = new Mixture(Math.max(2, names - plainCount - 1));
            losses = new double[names];
            squares = new double[names];
        }
    }

    public Champion(Outlook outlook, Optional<Learned> learned) {
        this.outlook = outlook;
        this.learned = learned;
        candidates = new Candidates(outlook);
        first = Candidates.names(outlook).size();
        horizons = new Horizon[outlook.steps().size()];
        for (int each = 0; each < horizons.length; each++) {
            horizons[each] = new Horizon(outlook.farthest() + 1, first, names().size());
        }
        blended = new double[horizons.length][Levels.COUNT];
    }

    /** Who takes part, by number: the candidates, their blend, and with learned models those and a blend of all. */
    public List<String> names() {
        var names = new ArrayList<>(Candidates.names(outlook));
        names.add("blend");
        if (learned.isPresent()) {
            names.addAll(learned.get().names());
            names.add("blend of all");
        }
        return List.copyOf(names);
    }

    /** What was seen. */
    public Past past() {
        return candidates.past();
    }

    /** Takes one step of the series: NaN where the probe was lost. */
    public void take(double value) {
        double counts = past().counted(value);
        if (Double.isNaN(counts)) {
            return;
        }
        for (int each = 0; each < horizons.length; each++) {
            int ahead = outlook.steps().get(each);
            if (past().steps() >= WARM_UP + ahead) {
                learn(horizons[each], slot(ahead - 1), counts);
            }
        }
        candidates.take(value);
        if (past().steps() >= WARM_UP) {
            foretell();
        }
    }

    private void learn(Horizon horizon, int then, double value) {
        var said = horizon.said[then];
        double scale = horizon.scales[then];
        adjust(horizon.stretches[0], said[first], value);
        adjust(horizon.stretches[1], said[said.length - 1], value);
        horizon.plain.learn(said, value, scale);
        if (learned.isPresent()) {
            horizon.all.learn(blends(said), value, scale);
        }
        double keeps = 1 - 1 / CARD_FORECASTS;
        horizon.weight = keeps * horizon.weight + 1;
        double widest = Levels.pinball(said[said.length - 1], value);
        for (int each = 0; each < said.length; each++) {
            double loss = Levels.pinball(said[each], value);
            horizon.losses[each] = keeps * horizon.losses[each] + loss;
            horizon.squares[each] = keeps * horizon.squares[each] + (loss - widest) * (loss - widest);
        }
    }

    /** Stretches the side of a forecast on which too much was missed, and the other way round. */
    private static void adjust(double[] stretches, double[] said, double value) {
        for (int level = 0; level < Levels.COUNT; level++) {
            double hit = value < said[level] ? 1 : 0;
            double wider = level < Levels.MEDIAN ? hit - Levels.at(level) : Levels.at(level) - hit;
            stretches[level] = Math.clamp(stretches[level] + STRETCH_STEP * wider, -LARGEST_STRETCH, LARGEST_STRETCH);
        }
    }

    private static void stretch(double[] stretches, double[] said) {
        double middle = said[Levels.MEDIAN];
        for (int level = 0; level < Levels.COUNT; level++) {
            said[level] = middle + Math.exp(stretches[level]) * (said[level] - middle);
        }
        Arrays.sort(said);
    }

    /** The blend of the candidates, and what the learned models say. */
    private double[][] blends(double[][] said) {
        return Arrays.copyOfRange(said, first, said.length - 1);
    }

    private void foretell() {
        int now = slot(0);
        for (int each = 0; each < horizons.length; each++) {
            var horizon = horizons[each];
            var said = horizon.said[now];
            horizon.scales[now] = past().scale();
            candidates.forecast(each, said);
            horizon.plain.blend(said, said[first]);
            stretch(horizon.stretches[0], said[first]);
            blended[each] = said[first].clone();
        }
        if (learned.isEmpty()) {
            return;
        }
        for (int each = 0; each < horizons.length; each++) {
            var horizon = horizons[each];
            var said = horizon.said[now];
            var blends = blends(said);
            learned.get().forecast(past(), blended, each, Arrays.copyOfRange(blends, 1, blends.length));
            horizon.all.blend(blends, said[said.length - 1]);
            stretch(horizon.stretches[1], said[said.length - 1]);
        }
    }

    /** Whether something can be said. */
    public boolean ready() {
        return past().steps() >= WARM_UP;
    }

    /**
     * The number of the forecaster that is served: the widest blend, or the one with the least pinball loss so far where
     * that is clearly better.
     */
    public int champion(int horizon) {
        var losses = horizons[horizon].losses;
        int widest = losses.length - 1;
        int best = widest;
        for (int each = 0; each < widest; each++) {
            best = losses[each] < losses[best] && clearlyBetter(horizon, each) ? each : best;
        }
        return best;
    }

    /** Whether one lost less than the widest blend; forecasts that overlap count as one. */
    private boolean clearlyBetter(int horizon, int forecaster) {
        var kept = horizons[horizon];
        double widest = kept.losses[kept.losses.length - 1];
        double gain = (widest - kept.losses[forecaster]) / kept.weight;
        double variance = kept.squares[forecaster] / kept.weight - gain * gain;
        double error = Math.sqrt(variance * outlook.steps().get(horizon) / kept.weight);
        return kept.losses[forecaster] < BETTER_RATIO * widest && gain > BETTER_ERRORS * error;
    }

    /** The mean pinball loss of a forecaster so far, in the unit of the series; 0 before the first was graded. */
    public double loss(int horizon, int forecaster) {
        var kept = horizons[horizon];
        return kept.weight == 0 ? 0 : kept.losses[forecaster] / kept.weight;
    }

    /** What one forecaster says now: a quantile for each level; only when {@link #ready}. */
    public double[] says(int horizon, int forecaster) {
        if (!ready()) {
            throw new IllegalStateException("steps seen are " + past().steps() + "; allowed: from " + WARM_UP
                    + " before something is foretold");
        }
        return horizons[horizon].said[slot(0)][forecaster].clone();
    }

    /** What the champion says now: a quantile for each level, rising, in the unit of the series. */
    public double[] forecast(int horizon) {
        return says(horizon, champion(horizon));
    }

    private int slot(int ago) {
        return (int) Math.floorMod(past().steps() - 1 - ago, (long) outlook.farthest() + 1);
    }
}
