package dev.understudy.core.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class ScorecardTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final ZoneId B = new ZoneId("zone-b");
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Subject RISK = new Subject(A, "risk", HOUR);

    private static Scorecard see(Scorecard card, ZoneId zone, Instant at, double millis, boolean broken) {
        return card.seen(new Truth(zone, at, OptionalDouble.of(millis), broken), Set.of());
    }

    @Test
    void anHourAheadIsGradedAnHourLater() {
        var subject = new Subject(A, "holt", HOUR);
        var card = see(Scorecard.EMPTY, A, START, 10, false).foretold(subject, Quantiles.ofBand(8, 10, 12), START);
        for (int minute = 1; minute < 60; minute++) {
            card = see(card, A, START.plusSeconds(60L * minute), 10, false);
        }
        assertThat(card.forecast(subject).orElseThrow().graded()).isZero();
        card = see(card, A, START.plus(HOUR), 11, false);
        var grades = card.forecast(subject).orElseThrow();
        assertThat(grades.graded()).isEqualTo(1);
        assertThat(grades.coverage()).contains(1.0);
        assertThat(grades.pending()).isEmpty();
    }

    @Test
    void aTruthThatComesTooLateGradesNothing() {
        var subject = new Subject(A, "holt", HOUR);
        var card = see(Scorecard.EMPTY, A, START, 10, false).foretold(subject, Quantiles.ofBand(8, 10, 12), START);
        card = see(card, A, START.plus(HOUR).plusSeconds(3600), 11, false);
        assertThat(card.forecast(subject).orElseThrow().graded()).isZero();
        assertThat(card.forecast(subject).orElseThrow().ungraded()).isEqualTo(1);
    }

    @Test
    void pinballIsTheFormulaOfTheBook() {
        var said = new Quantiles(List.of(0.1, 0.5, 0.9), List.of(8.0, 10.0, 12.0));
        assertThat(said.pinball(11)).isCloseTo((0.1 * 3 + 0.5 * 1 + 0.1 * 1) / 3, within(1e-12));
        assertThat(said.covers(12)).isTrue();
        assertThat(said.covers(12.1)).isFalse();
    }

    /** Against a sine the naive forecast is always late, and whoever knows the sine is not. */
    @Test
    void whoKnowsMoreThanTheLastValueBeatsNaive() {
        DoubleUnaryOperator wave = minute -> 50 + 20 * Math.sin(minute / 30.0);
        var knows = new Subject(A, "knows", Duration.ofMinutes(30));
        var guesses = new Subject(A, "guesses", Duration.ofMinutes(30));
        var card = Scorecard.EMPTY;
        for (int minute = 0; minute < 2_000; minute++) {
            var now = START.plusSeconds(60L * minute);
            double then = wave.applyAsDouble(minute + 30);
            card = see(card, A, now, wave.applyAsDouble(minute), false)
                    .foretold(knows, Quantiles.ofBand(then - 1, then, then + 1), now)
                    .foretold(guesses, Quantiles.ofBand(0, 200, 400), now);
        }
        assertThat(card.forecast(knows).orElseThrow().ratioToNaive().orElseThrow())
                .isLessThan(0.1);
        assertThat(card.forecast(knows).orElseThrow().coverage()).contains(1.0);
        assertThat(card.forecast(guesses).orElseThrow().ratioToNaive().orElseThrow())
                .isGreaterThan(2);
    }

    @Test
    void whatComesIsTrueAtOnceAndWhatDoesNotIsFalseAtTheEnd() {
        var card = see(Scorecard.EMPTY, A, START, 10, false).stated(RISK, 0.7, true, START);
        card = see(card, A, START.plusSeconds(240), 10, true);
        assertThat(card.probability(RISK).orElseThrow().baseRate()).contains(1.0);
        assertThat(card.probability(RISK).orElseThrow().brier().orElseThrow()).isCloseTo(0.09, within(1e-9));
        assertThat(card.probability(RISK).orElseThrow().alarms().leadSeconds()).containsExactly(240L);

        card = see(Scorecard.EMPTY, A, START, 10, false).stated(RISK, 0.2, false, START);
        for (int minute = 4; minute <= 60; minute += 4) {
            assertThat(card.probability(RISK).orElseThrow().graded()).isZero();
            card = see(card, A, START.plusSeconds(60L * minute), 10, false);
        }
        assertThat(card.probability(RISK).orElseThrow().baseRate()).contains(0.0);
    }

    @Test
    void whatNobodyWatchedIsNotCalledFalse() {
        var card = see(Scorecard.EMPTY, A, START, 10, false).stated(RISK, 0.9, true, START);
        card = see(card, A, START.plus(HOUR).plusSeconds(1), 10, false);
        assertThat(card.probability(RISK).orElseThrow().graded()).isZero();
        assertThat(card.probability(RISK).orElseThrow().ungraded()).isEqualTo(1);
    }

    @Test
    void anAlarmThatNothingFollowsIsFalse() {
        var card = see(Scorecard.EMPTY, A, START, 10, false).stated(RISK, 0.9, true, START);
        for (int minute = 4; minute <= 64; minute += 4) {
            card = see(card, A, START.plusSeconds(60L * minute), 10, false);
        }
        assertThat(card.probability(RISK).orElseThrow().alarms().falseAlarms()).isEqualTo(1);
        assertThat(card.probability(RISK).orElseThrow().alarms().onsets()).isZero();
    }

    @Test
    void statementsThatOverlapCountForWhatTheyAdd() {
        var card = see(Scorecard.EMPTY, A, START, 10, false);
        for (int second = 0; second < 3 * 3600; second += 10) {
            var now = START.plusSeconds(second);
            card = see(card.stated(RISK, 0.1, false, now), A, now, 10, false);
        }
        // Three hours, of which the last was not graded: two horizons, and one for the very first statement.
        assertThat(card.probability(RISK).orElseThrow().weight()).isBetween(2.5, 3.1);
        assertThat(card.probability(RISK).orElseThrow().pending()).hasSizeLessThanOrEqualTo(Thinning.PENDING);
    }

    @SeededTest(tries = 20)
    void trueProbabilitiesHoldAndFalseOnesStepDown(Chance chance) {
        var honest = Scorecard.EMPTY;
        var boasting = Scorecard.EMPTY;
        double likely = chance.between(0.1, 0.4);
        var now = START;
        honest = see(honest, A, now, 10, false);
        boasting = see(boasting, A, now, 10, false);
        for (int hour = 0; hour < 400; hour++) {
            honest = honest.stated(RISK, likely, false, now);
            boasting = boasting.stated(RISK, Math.min(1, likely + 0.5), false, now);
            int breaksAt = chance.happens(likely) ? 20 : 99;
            for (int minute = 4; minute <= 60; minute += 4) {
                now = now.plusSeconds(240);
                honest = see(honest, A, now, 10, minute == breaksAt);
                boasting = see(boasting, A, now, 10, minute == breaksAt);
            }
        }
        assertThat(honest.probability(RISK).orElseThrow().weight()).isGreaterThan(300);
        assertThat(Calibration.of(honest, "risk", Calibration.Limits.USUAL).holds())
                .isTrue();
        var broken = Calibration.of(boasting, "risk", Calibration.Limits.USUAL);
        assertThat(broken.holds()).isFalse();
        assertThat(broken.stepsDown().orElseThrow().sentence())
                .startsWith("automatic migration steps down to advice")
                .contains("zone-a within 60 min");
        assertThat(boasting.probability(RISK).orElseThrow().skill().orElseThrow())
                .isNegative();
    }

    @Test
    void fewGradesProveNothing() {
        assertThat(Calibration.of(Scorecard.EMPTY, "risk", Calibration.Limits.USUAL))
                .isInstanceOf(Calibration.Unproven.class)
                .returns(true, Calibration::holds);
    }

    @Test
    void aMoveIsFalseUnlessTheZoneLeftBrokeOrWasSlower() {
        var calm = see(see(Scorecard.EMPTY, A, START, 10, false), B, START, 20, false);
        var needless = watch(calm.moved(A, B, START, HOUR), 10, 20, false);
        assertThat(needless.moves().graded()).isEqualTo(1);
        assertThat(needless.moves().falseMoves()).isEqualTo(1);
        assertThat(watch(calm.moved(A, B, START, HOUR), 30, 20, false).moves().falseMoves())
                .isZero();
        assertThat(watch(calm.moved(A, B, START, HOUR), 10, 20, true).moves().falseMoves())
                .isZero();
    }

    private static Scorecard watch(Scorecard card, double millisOfA, double millisOfB, boolean broken) {
        for (int minute = 4; minute <= 60; minute += 4) {
            var now = START.plusSeconds(60L * minute);
            card = see(card, A, now, millisOfA, broken && minute == 20);
            card = see(card, B, now, millisOfB, false);
        }
        return card;
    }

    @SeededTest(tries = 10)
    void staysWithinItsBoundsWhateverIsSaid(Chance chance) {
        var card = Scorecard.EMPTY;
        var now = START;
        for (int turn = 0; turn < 2_000; turn++) {
            now = now.plusSeconds(chance.between(1, 400));
            var zone = new ZoneId("zone-" + chance.between(1, 90));
            var subject = new Subject(zone, "s" + chance.between(1, 9), Duration.ofMinutes(chance.between(1, 90)));
            double mid = chance.between(0.0, 50.0);
            card = see(card, zone, now, mid, chance.happens(0.1))
                    .foretold(subject, Quantiles.ofBand(mid * 0.9, mid, mid * 1.1), now)
                    .stated(subject, chance.between(0.0, 1.0), chance.happens(0.2), now)
                    .announced("f" + chance.between(1, 99), "i" + turn, zone, now, now.plusSeconds(7200), now)
                    .moved(zone, A, now, HOUR);
        }
        assertThat(card.zones()).hasSize(Scorecard.SOURCES_MAX);
        assertThat(card.forecasts()).hasSize(Scorecard.SUBJECTS_MAX);
        assertThat(card.signals()).hasSize(Scorecard.SOURCES_MAX);
        assertThat(card.turnedAway()).isPositive();
        assertThat(card.moves().pending()).hasSizeLessThanOrEqualTo(Moves.PENDING);
        card.probabilities().forEach(grades -> {
            assertThat(grades.calibrationError().orElse(0.0)).isBetween(0.0, 1.0);
            assertThat(grades.brier().orElse(0.0)).isBetween(0.0, 1.0);
            assertThat(grades.luck()).isBetween(0.0, 1.0);
        });
        assertThat(Summary.of(card, "s1", Calibration.Limits.USUAL).signals()).hasSize(Scorecard.SOURCES_MAX);
    }

    @Test
    void aProbabilityIsOne() {
        assertThatThrownBy(() -> Scorecard.EMPTY.stated(RISK, 1.5, false, START))
                .hasMessageContaining("1.5")
                .hasMessageContaining("allowed: 0 to 1");
    }
}
