package dev.understudy.core.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SignalGradesTest {
    private static final ZoneId A = new ZoneId("zone-a");
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final String FEED = "provider-maintenance";

    /**
     * Hours in which something may be announced and may come.
     *
     * @param announced of ten hours, so many
     * @param comesAnnounced probability that an announced hour breaks
     * @param comesOtherwise probability that another hour breaks
     */
    private static SignalGrades played(
            Chance chance, int hours, double announced, double comesAnnounced, double comesOtherwise) {
        var card = Scorecard.EMPTY.listening(FEED);
        var now = START;
        card = card.seen(new Truth(A, now, OptionalDouble.of(10), false), Set.of(FEED));
        for (int hour = 0; hour < hours; hour++) {
            boolean said = chance.happens(announced);
            if (said) {
                card = card.announced(FEED, "event-" + hour, A, now, now.plusSeconds(3600), now);
            }
            boolean comes = chance.happens(said ? comesAnnounced : comesOtherwise);
            for (int minute = 4; minute <= 60; minute += 4) {
                now = now.plusSeconds(240);
                card = card.seen(new Truth(A, now, OptionalDouble.of(10), comes && minute == 32), Set.of(FEED));
            }
        }
        return card.signal(FEED).orElseThrow();
    }

    @SeededTest(tries = 20)
    void oneThatForetellsEarnsWeight(Chance chance) {
        var grades = played(chance, 600, 0.1, 0.8, 0.005);
        assertThat(grades.helps()).isTrue();
        assertThat(grades.weight()).isBetween(0.4, grades.precision().orElseThrow());
        assertThat(grades.lift().orElseThrow()).isGreaterThan(4);
        assertThat(grades.recall().orElseThrow()).isGreaterThan(0.7);
    }

    @SeededTest(tries = 20)
    void oneThatHasNothingToDoWithItWeighsNothing(Chance chance) {
        var grades = played(chance, 600, 0.1, 0.05, 0.05);
        assertThat(grades.trials()).isGreaterThan(20);
        assertThat(grades.weight()).isLessThan(0.03);
    }

    @Test
    void withoutATrialItWeighsNothing() {
        assertThat(SignalGrades.none(FEED).weight()).isZero();
        assertThat(SignalGrades.none(FEED).helps()).isFalse();
        assertThat(Scorecard.EMPTY.weight("never heard of")).isZero();
    }

    @Test
    void whatIsSaidOfATroubleUnderWayForetellsNothing() {
        var card = Scorecard.EMPTY
                .seen(new Truth(A, START, OptionalDouble.of(10), true), Set.of())
                .announced(FEED, "incident", A, START, START.plusSeconds(3600), START);
        assertThat(card.signal(FEED).orElseThrow().late()).isEqualTo(1);
        assertThat(card.signal(FEED).orElseThrow().pending()).isEmpty();
    }

    @Test
    void theSameAnnouncementIsOneTrialAndItsEndMayMove() {
        var card = Scorecard.EMPTY.seen(new Truth(A, START, OptionalDouble.of(10), false), Set.of());
        for (int minute = 0; minute < 60; minute += 4) {
            var now = START.plusSeconds(60L * minute);
            card = card.announced(FEED, "storm", A, START, START.plusSeconds(3600 * 2), now)
                    .seen(new Truth(A, now, OptionalDouble.of(10), false), Set.of());
        }
        assertThat(card.signal(FEED).orElseThrow().pending()).hasSize(1);
        var now = START.plusSeconds(3600);
        card = card.announced(FEED, "storm", A, START, now.plusSeconds(60), now)
                .seen(new Truth(A, now.plusSeconds(120), OptionalDouble.of(10), false), Set.of());
        assertThat(card.signal(FEED).orElseThrow().pending()).isEmpty();
        assertThat(card.signal(FEED).orElseThrow().trials()).isCloseTo(1, within(1e-9));
        assertThat(card.signal(FEED).orElseThrow().hits()).isZero();
    }

    @Test
    void aTroubleWhileTheSourceCouldNotBeReadIsNotHeldAgainstIt() {
        var card = Scorecard.EMPTY
                .listening(FEED)
                .seen(new Truth(A, START, OptionalDouble.of(10), false), Set.of())
                .seen(new Truth(A, START.plusSeconds(60), OptionalDouble.of(10), true), Set.of());
        assertThat(card.signal(FEED).orElseThrow().recall()).isEmpty();
        card = Scorecard.EMPTY
                .listening(FEED)
                .seen(new Truth(A, START, OptionalDouble.of(10), false), Set.of(FEED))
                .seen(new Truth(A, START.plusSeconds(60), OptionalDouble.of(10), true), Set.of(FEED));
        assertThat(card.signal(FEED).orElseThrow().recall()).contains(0.0);
    }

    @Test
    void theIntervalIsWilsons() {
        // 8 of 10 at 95 %: 0.490 to 0.943, as in the tables.
        assertThat(Wilson.of(8, 10).low()).isCloseTo(0.490, within(5e-4));
        assertThat(Wilson.of(8, 10).high()).isCloseTo(0.943, within(5e-4));
        assertThat(Wilson.of(0, 0)).isEqualTo(new Wilson(0, 1));
    }
}
