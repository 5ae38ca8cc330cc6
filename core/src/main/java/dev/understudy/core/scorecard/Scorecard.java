package dev.understudy.core.scorecard;

import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The grades of everything that was foretold about one service. Immutable and bounded: each list below holds so many
 * entries at most, and whoever comes later is turned away and counted.
 *
 * @param zones what each zone was like
 * @param forecasts grades of each forecaster
 * @param probabilities grades of whoever states probabilities
 * @param provisions grades of what was kept ready
 * @param signals grades of each signal's source
 * @param moves which moves were borne out
 * @param turnedAway subjects and sources that there was no room for, each time they came
 */
public record Scorecard(
        List<ZoneLog> zones,
        List<ForecastGrades> forecasts,
        List<ProbabilityGrades> probabilities,
        List<ProvisionGrades> provisions,
        List<SignalGrades> signals,
        Moves moves,
        long turnedAway) {
    /** Zones, and sources of signals, at most. */
    public static final int SOURCES_MAX = 64;

    /** Subjects of forecasts, and of probabilities, at most. */
    public static final int SUBJECTS_MAX = 256;

    /** Nothing was foretold yet. */
    public static final Scorecard EMPTY =
            new Scorecard(List.of(), List.of(), List.of(), List.of(), List.of(), Moves.NONE, 0);

    public Scorecard {
        zones = List.copyOf(zones);
        forecasts = List.copyOf(forecasts);
        probabilities = List.copyOf(probabilities);
        provisions = List.copyOf(provisions);
        signals = List.copyOf(signals);
        if (zones.size() > SOURCES_MAX
                || signals.size() > SOURCES_MAX
                || forecasts.size() > SUBJECTS_MAX
                || probabilities.size() > SUBJECTS_MAX
                || provisions.size() > SUBJECTS_MAX) {
            throw new IllegalArgumentException("a scorecard has " + zones.size() + " zones, " + signals.size()
                    + " signals, " + forecasts.size() + " forecasts, " + probabilities.size() + " probabilities and "
                    + provisions.size() + " plans; allowed: " + SOURCES_MAX + " and " + SUBJECTS_MAX + " of each kind");
        }
    }

    /** A latency was foretold, in milliseconds. */
    public Scorecard foretold(Subject subject, Quantiles said, Instant now) {
        Optional<Double> last = zone(subject.zone())
                .map(log -> log.freshLatency(now))
                .filter(latency -> latency.isPresent())
                .map(latency -> latency.getAsDouble());
        var next = changed(
                forecasts,
                grades -> grades.subject().equals(subject),
                () -> ForecastGrades.none(subject, said, now),
                grades -> grades.said(said, last, now),
                SUBJECTS_MAX);
        return next.map(list -> new Scorecard(zones, list, probabilities, provisions, signals, moves, turnedAway))
                .orElseGet(this::turnAway);
    }

    /**
     * The probability was stated that the objective breaks in a zone within the horizon.
     *
     * @param alarm whether the product would act on it
     */
    public Scorecard stated(Subject subject, double probability, boolean alarm, Instant now) {
        var next = changed(
                probabilities,
                grades -> grades.subject().equals(subject),
                () -> ProbabilityGrades.none(subject, now),
                grades -> grades.said(probability, alarm, now),
                SUBJECTS_MAX);
        return next.map(list -> new Scorecard(zones, forecasts, list, provisions, signals, moves, turnedAway))
                .orElseGet(this::turnAway);
    }

    /** So many requests per second can be served in a zone within the horizon, as things are kept ready now. */
    public Scorecard planned(Subject subject, double perSecond, Instant now) {
        var next = changed(
                provisions,
                grades -> grades.subject().equals(subject),
                () -> ProvisionGrades.none(subject, now),
                grades -> grades.planned(perSecond, now),
                SUBJECTS_MAX);
        return next.map(list -> new Scorecard(zones, forecasts, probabilities, list, signals, moves, turnedAway))
                .orElseGet(this::turnAway);
    }

    /** So many requests per second are asked for: every plan that is due is graded. */
    public Scorecard asked(double perSecond, Instant now) {
        return new Scorecard(
                zones,
                forecasts,
                probabilities,
                each(provisions, grades -> grades.asked(perSecond, now)),
                signals,
                moves,
                turnedAway);
    }

    /** A source has announced trouble in a zone for a time. The same announcement may come again, with another end. */
    public Scorecard announced(String source, String id, ZoneId zone, Instant from, Instant until, Instant now) {
        boolean broken = zone(zone).map(ZoneLog::broken).orElse(false);
        return onSignal(source, grades -> grades.said(id, zone, from, until, broken, now));
    }

    /** A source can be read, so that its silence counts from now on. */
    public Scorecard listening(String source) {
        return onSignal(source, UnaryOperator.identity());
    }

    private Scorecard onSignal(String source, UnaryOperator<SignalGrades> change) {
        var next = changed(
                signals,
                grades -> grades.source().equals(source),
                () -> SignalGrades.none(source),
                change,
                SOURCES_MAX);
        return next.map(list -> new Scorecard(zones, forecasts, probabilities, provisions, list, moves, turnedAway))
                .orElseGet(this::turnAway);
    }

    /** A migration began. */
    public Scorecard moved(ZoneId from, ZoneId to, Instant now, Duration horizon) {
        boolean broken = zone(from).map(ZoneLog::broken).orElse(false);
        return new Scorecard(
                zones,
                forecasts,
                probabilities,
                provisions,
                signals,
                moves.moved(from, to, now, horizon, broken),
                turnedAway);
    }

    /**
     * What a zone is really like: everything that it decides is graded.
     *
     * @param readable sources that are fresh now; the silence of others means nothing
     */
    public Scorecard seen(Truth truth, Set<String> readable) {
        var known = zone(truth.zone());
        if (known.isEmpty()) {
            if (zones.size() >= SOURCES_MAX) {
                return turnAway();
            }
            var longer = new ArrayList<>(zones);
            longer.add(ZoneLog.begin(truth));
            return new Scorecard(longer, forecasts, probabilities, provisions, signals, moves, turnedAway);
        }
        var before = known.get();
        if (!truth.at().isAfter(before.seenAt())) {
            return this;
        }
        boolean onset = before.isOnset(truth);
        var after = before.with(truth);
        return new Scorecard(
                each(zones, log -> log == before ? after : log),
                each(forecasts, grades -> graded(grades, truth)),
                each(
                        probabilities,
                        grades -> grades.subject().zone().equals(truth.zone())
                                ? grades.seen(truth, onset, after.steadySince())
                                : grades),
                provisions,
                each(signals, grades -> grades.seen(truth, before, onset, readable.contains(grades.source()))),
                moves.seen(truth),
                turnedAway);
    }

    private static ForecastGrades graded(ForecastGrades grades, Truth truth) {
        return grades.subject().zone().equals(truth.zone())
                        && truth.latencyMillis().isPresent()
                ? grades.seen(truth.latencyMillis().getAsDouble(), truth.at())
                : grades;
    }

    /** What is known of a zone. */
    public Optional<ZoneLog> zone(ZoneId zone) {
        return zones.stream().filter(log -> log.zone().equals(zone)).findFirst();
    }

    /** The grades of a forecaster. */
    public Optional<ForecastGrades> forecast(Subject subject) {
        return forecasts.stream()
                .filter(grades -> grades.subject().equals(subject))
                .findFirst();
    }

    /** The grades of whoever states a probability. */
    public Optional<ProbabilityGrades> probability(Subject subject) {
        return probabilities.stream()
                .filter(grades -> grades.subject().equals(subject))
                .findFirst();
    }

    /** The grades of what was kept ready. */
    public Optional<ProvisionGrades> provision(Subject subject) {
        return provisions.stream()
                .filter(grades -> grades.subject().equals(subject))
                .findFirst();
    }

    /** What the probabilities of a source would have had to be changed by over a horizon, learnt in all zones. */
    public Recalibration recalibration(String source, Duration horizon) {
        return probabilities.stream()
                .filter(grades -> grades.subject().source().equals(source)
                        && grades.subject().horizon().equals(horizon))
                .map(ProbabilityGrades::recalibration)
                .reduce(Recalibration.NONE, Recalibration::and);
    }

    /** The grades of a signal's source. */
    public Optional<SignalGrades> signal(String source) {
        return signals.stream().filter(grades -> grades.source().equals(source)).findFirst();
    }

    /** What an announcement of a source may add to a risk, 0 to 1; 0 for one that was never graded. */
    public double weight(String source) {
        return signal(source).map(SignalGrades::weight).orElse(0.0);
    }

    private Scorecard turnAway() {
        return new Scorecard(zones, forecasts, probabilities, provisions, signals, moves, turnedAway + 1);
    }

    private static <T> List<T> each(List<T> list, Function<T, T> change) {
        var changed = new ArrayList<T>(list.size());
        list.forEach(one -> changed.add(change.apply(one)));
        return changed;
    }

    /** The list with one entry changed, or with it added; empty where there is no room. */
    private static <T> Optional<List<T>> changed(
            List<T> list, Predicate<T> wanted, Supplier<T> first, UnaryOperator<T> change, int most) {
        var copy = new ArrayList<>(list);
        for (int i = 0; i < copy.size(); i++) {
            if (wanted.test(copy.get(i))) {
                copy.set(i, change.apply(copy.get(i)));
                return Optional.of(copy);
            }
        }
        if (copy.size() >= most) {
            return Optional.empty();
        }
        copy.add(change.apply(first.get()));
        return Optional.of(copy);
    }
}
