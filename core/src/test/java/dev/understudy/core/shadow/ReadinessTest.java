package dev.understudy.core.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.shadow.Readiness.Drills;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReadinessTest {
    private static final Instant T0 = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration HALF_LIFE = Duration.ofDays(14);

    private static Instant day(int day) {
        return T0.plus(Duration.ofDays(day));
    }

    @Test
    void fallsByHalfWithEachHalfLifeSinceTheShadowWasDeclared() {
        assertThat(Readiness.at(T0, Drills.none(T0), HALF_LIFE).value()).isEqualTo(1);
        assertThat(Readiness.at(day(14), Drills.none(T0), HALF_LIFE).value()).isCloseTo(0.5, within(1e-9));
        var old = Readiness.at(day(28), Drills.none(T0), HALF_LIFE);
        assertThat(old.value()).isCloseTo(0.25, within(1e-9));
        assertThat(old.because())
                .hasToString("the shadow is 28 days old and no drill has passed yet; readiness is 0.25, halved every 14"
                        + " days");
    }

    @Test
    void aPassedDrillMakesItWholeAgain() {
        var drills = Drills.none(T0).passed(day(20));

        assertThat(Readiness.at(day(20), drills, HALF_LIFE).value()).isEqualTo(1);
        assertThat(Readiness.at(day(34), drills, HALF_LIFE).because().sentence())
                .startsWith("the last passed drill is 14 days old; readiness is 0.5");
    }

    @Test
    void aFailedDrillMakesItNothingUntilOnePasses() {
        var failed = Drills.none(T0).passed(day(5)).failed(day(6));

        assertThat(Readiness.at(day(6), failed, HALF_LIFE).value()).isZero();
        assertThat(Readiness.at(day(6), failed, HALF_LIFE).adviceOnly(0.2))
                .get()
                .hasToString(
                        "the drill of 2026-11-07T00:00:00Z failed, and none has passed since; agents move a service"
                                + " only above 0.2");
        assertThat(Readiness.at(day(7), failed.passed(day(7)), HALF_LIFE).value())
                .isEqualTo(1);
        assertThat(Readiness.at(day(7), failed.passed(day(6)), HALF_LIFE).value())
                .isZero();
    }

    @Test
    void aFloorOfZeroIsNone() {
        var failed = Drills.none(T0).failed(day(1));

        assertThat(Readiness.at(day(1), failed, HALF_LIFE).adviceOnly(0)).isEmpty();
        assertThat(Readiness.at(day(1), Drills.none(T0), HALF_LIFE).adviceOnly(0.2))
                .isEmpty();
    }

    @Test
    void theNextDrillIsDueAfterTheLastWhicheverItsEnd() {
        assertThat(Drills.none(T0).dueAt(Duration.ofDays(7))).contains(day(7));
        assertThat(Drills.none(T0).passed(day(2)).dueAt(Duration.ofDays(7))).contains(day(9));
        assertThat(Drills.none(T0).passed(day(2)).failed(day(3)).dueAt(Duration.ofDays(7)))
                .contains(day(10));
        assertThat(Drills.none(T0).dueAt(Duration.ZERO)).isEmpty();
    }

    @SeededTest
    void staysBetweenZeroAndOneAndOnlyFallsWhileNothingHappens(Chance chance) {
        var drills = new Drills(
                T0,
                chance.happens(0.5) ? Optional.empty() : Optional.of(day(chance.between(0, 30))),
                chance.happens(0.5) ? Optional.empty() : Optional.of(day(chance.between(0, 30))));
        var half = chance.between(Duration.ofHours(1), Duration.ofDays(60));
        double before = 1;
        for (int day = -2; day < 60; day++) {
            double value = Readiness.at(day(day), drills, half).value();
            assertThat(value).isBetween(0.0, before);
            before = value;
        }
    }
}
