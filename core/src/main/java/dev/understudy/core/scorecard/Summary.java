package dev.understudy.core.scorecard;

import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The grades in plain numbers, for people and tools.
 *
 * @param calibration one sentence: whether what is stated may be acted on
 * @param holds whether it may
 * @param zones what each zone was like
 * @param forecasts how good each forecaster was
 * @param probabilities how true each stated probability was
 * @param provisions whether what was kept ready was enough
 * @param signals what each signal's source was worth
 * @param moves migrations that were graded
 * @param falseMoves those that nothing bore out
 */
public record Summary(
        String calibration,
        boolean holds,
        List<Zone> zones,
        List<Forecasts> forecasts,
        List<Probabilities> probabilities,
        List<Provisions> provisions,
        List<Signals> signals,
        long moves,
        long falseMoves) {
    /**
     * A zone's history, faded.
     *
     * @param hours watched
     * @param brokenHours broken
     * @param onsets how often it broke
     */
    public record Zone(ZoneId zone, double hours, double brokenHours, double onsets) {}

    /**
     * A forecaster.
     *
     * @param horizonMinutes how far ahead
     * @param ratioToNaive pinball loss over that of the naive forecast
     * @param coverage how often its band held the truth
     * @param band how often it should have
     */
    public record Forecasts(
            ZoneId zone,
            String source,
            double horizonMinutes,
            long graded,
            Optional<Double> ratioToNaive,
            Optional<Double> coverage,
            double band) {}

    /**
     * A source of probabilities.
     *
     * @param horizonMinutes how far ahead
     * @param horizons how many horizons were tried
     * @param calibrationError over ten bins, 0 to 1
     * @param luck calibration error that bad luck explains
     * @param medianLeadSeconds how long before a trouble its alarm began
     */
    public record Probabilities(
            ZoneId zone,
            String source,
            double horizonMinutes,
            long graded,
            double horizons,
            Optional<Double> baseRate,
            Optional<Double> brier,
            Optional<Double> skill,
            Optional<Double> calibrationError,
            double luck,
            long onsets,
            long foreseen,
            long falseAlarms,
            Optional<Long> medianLeadSeconds) {}

    /**
     * What was kept ready.
     *
     * @param horizonMinutes how far ahead
     * @param underRatio share of the plans that were too little
     * @param missingRatio what they lacked, over what was asked for
     * @param spareRatio what the plans had too much, over what was asked for
     */
    public record Provisions(
            ZoneId zone,
            String source,
            double horizonMinutes,
            long graded,
            Optional<Double> underRatio,
            Optional<Double> missingRatio,
            Optional<Double> spareRatio) {}

    /**
     * A signal's source.
     *
     * @param trials announcements tried, old ones faded
     * @param precision share of them that came true
     * @param precisionLow lower end of the interval that share lies in
     * @param precisionHigh upper end
     * @param byChance share that chance alone would have made come true
     * @param recall share of the troubles that it had announced
     * @param late announcements made when the zone was broken already
     * @param weight what an announcement may add to a risk
     * @param verdict in words
     */
    public record Signals(
            String source,
            double trials,
            Optional<Double> precision,
            double precisionLow,
            double precisionHigh,
            double byChance,
            Optional<Double> lift,
            Optional<Double> recall,
            long late,
            double weight,
            String verdict) {}

    /** The grades of a scorecard, with the calibration of one source of probabilities. */
    public static Summary of(Scorecard card, String source, Calibration.Limits limits) {
        var calibration = Calibration.of(card, source, limits);
        return new Summary(
                sentence(calibration, limits),
                calibration.holds(),
                card.zones().stream()
                        .map(log -> new Zone(log.zone(), log.hours(), log.brokenHours(), log.onsets()))
                        .toList(),
                card.forecasts().stream().map(Summary::forecasts).toList(),
                card.probabilities().stream().map(Summary::probabilities).toList(),
                card.provisions().stream().map(Summary::provisions).toList(),
                card.signals().stream().map(Summary::signals).toList(),
                card.moves().graded(),
                card.moves().falseMoves());
    }

    private static String sentence(Calibration calibration, Calibration.Limits limits) {
        return switch (calibration) {
            case Calibration.Unproven _ ->
                "too little was graded to judge the stated probabilities: fewer than "
                        + Math.round(limits.horizonsLeast()) + " horizons";
            case Calibration.Holding _ -> "the stated probabilities hold within " + limits.errorMax();
            case Calibration.Broken(var because) -> because.sentence();
        };
    }

    private static Forecasts forecasts(ForecastGrades grades) {
        return new Forecasts(
                grades.subject().zone(),
                grades.subject().source(),
                minutes(grades.subject().horizon()),
                grades.graded(),
                grades.ratioToNaive(),
                grades.coverage(),
                grades.band());
    }

    private static Probabilities probabilities(ProbabilityGrades grades) {
        return new Probabilities(
                grades.subject().zone(),
                grades.subject().source(),
                minutes(grades.subject().horizon()),
                grades.graded(),
                grades.weight(),
                grades.baseRate(),
                grades.brier(),
                grades.skill(),
                grades.calibrationError(),
                grades.luck(),
                grades.alarms().onsets(),
                grades.alarms().foreseen(),
                grades.alarms().falseAlarms(),
                grades.alarms().medianLeadSeconds());
    }

    private static Provisions provisions(ProvisionGrades grades) {
        return new Provisions(
                grades.subject().zone(),
                grades.subject().source(),
                minutes(grades.subject().horizon()),
                grades.graded(),
                grades.underRatio(),
                grades.missingRatio(),
                grades.spareRatio());
    }

    private static Signals signals(SignalGrades grades) {
        var interval = grades.precisionInterval();
        return new Signals(
                grades.source(),
                grades.trials(),
                grades.precision(),
                interval.low(),
                interval.high(),
                grades.byChance(),
                grades.lift(),
                grades.recall(),
                grades.late(),
                grades.weight(),
                grades.helps() ? "helps" : grades.trials() == 0 ? "not tried yet" : "not shown to help");
    }

    private static double minutes(Duration duration) {
        return duration.toMillis() / 60e3;
    }
}
