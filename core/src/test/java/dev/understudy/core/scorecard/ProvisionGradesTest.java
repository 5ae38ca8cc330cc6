package dev.understudy.core.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ProvisionGradesTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final Subject POOL = new Subject(new ZoneId("zone-b"), "capacity", Duration.ofMinutes(1));

    /** The same plan each minute against the same demand. */
    private static ProvisionGrades played(double planned, double demand, int minutes) {
        var card = Scorecard.EMPTY;
        for (int minute = 0; minute <= minutes; minute++) {
            var now = START.plusSeconds(60L * minute);
            card = card.asked(demand, now).planned(POOL, planned, now);
        }
        return card.provision(POOL).orElseThrow();
    }

    @Test
    void tooLittleAndTooMuchAreBothCounted() {
        var little = played(80, 100, 10);
        assertThat(little.graded()).isEqualTo(10);
        assertThat(little.underRatio()).contains(1.0);
        assertThat(little.missingRatio().orElseThrow()).isCloseTo(0.2, within(1e-9));
        assertThat(little.spareRatio()).contains(0.0);
        var much = played(250, 100, 10);
        assertThat(much.underRatio()).contains(0.0);
        assertThat(much.spareRatio().orElseThrow()).isCloseTo(1.5, within(1e-9));
    }

    @SeededTest(tries = 100)
    void moreKeptReadyLacksLessAndSparesMore(Chance chance) {
        double demand = chance.between(1.0, 1_000.0);
        double planned = chance.between(0.0, 2_000.0);
        var less = played(planned, demand, 5);
        var more = played(planned + chance.between(0.0, 500.0), demand, 5);
        assertThat(more.missingRatio().orElseThrow())
                .isLessThanOrEqualTo(less.missingRatio().orElseThrow() + 1e-12);
        assertThat(more.spareRatio().orElseThrow())
                .isGreaterThanOrEqualTo(less.spareRatio().orElseThrow() - 1e-12);
        assertThat(more.underRatio().orElseThrow())
                .isLessThanOrEqualTo(less.underRatio().orElseThrow());
    }

    @Test
    void aDemandThatNobodyLookedAtInTimeGradesNothing() {
        var card = Scorecard.EMPTY.planned(POOL, 10, START).asked(20, START.plusSeconds(120));
        var grades = card.provision(POOL).orElseThrow();
        assertThat(grades.graded()).isZero();
        assertThat(grades.ungraded()).isEqualTo(1);
        assertThat(grades.underRatio()).isEmpty();
    }

    @Test
    void nonsenseIsRefusedWithItsNumbers() {
        assertThatThrownBy(() -> Scorecard.EMPTY.planned(POOL, -1, START)).hasMessageContaining("-1");
    }
}
