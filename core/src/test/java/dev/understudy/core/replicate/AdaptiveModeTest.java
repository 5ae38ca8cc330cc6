package dev.understudy.core.replicate;

import static dev.understudy.core.replicate.ReplicationSetting.LOCAL;
import static dev.understudy.core.replicate.ReplicationSetting.REMOTE_APPLY;
import static dev.understudy.core.replicate.ReplicationSetting.REMOTE_FLUSH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdaptiveModeTest {
    private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");
    private static final Lag UNKNOWN = new Lag.Unknown();
    private static final Lag CAUGHT_UP = new Lag.CaughtUp();

    private static AdaptiveMode.Rules rules(ReplicationMode mode, boolean adaptive) {
        return new AdaptiveMode.Rules(
                mode,
                new DataPolicy.Replicated(
                        List.of(new ZoneId("zone-a"), new ZoneId("zone-b")),
                        adaptive,
                        Duration.ofMillis(500),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1)),
                Duration.ofSeconds(10));
    }

    private static Lag lag(long millis) {
        return new Lag.Behind(Duration.ofMillis(millis), 1);
    }

    /** The setting after the lag has been so for a minute, looked at each second. */
    private static ReplicationSetting settled(
            AdaptiveMode.Rules rules, ReplicationSetting start, Lag lag, boolean danger) {
        var mode = AdaptiveMode.START;
        var setting = start;
        for (int second = 0; second < 60; second++) {
            var step = mode.next(T0.plusSeconds(second), rules, setting, lag, danger);
            mode = step.next();
            setting = step.change().map(AdaptiveMode.Change::setting).orElse(setting);
        }
        return setting;
    }

    @Test
    void aSynchronousSetAlwaysWaits() {
        for (boolean adaptive : List.of(true, false)) {
            for (Lag lag : List.of(UNKNOWN, CAUGHT_UP, lag(99_999))) {
                assertThat(AdaptiveMode.START
                                .next(T0, rules(ReplicationMode.SYNC, adaptive), REMOTE_APPLY, lag, true)
                                .change())
                        .isEmpty();
                assertThat(settled(rules(ReplicationMode.SYNC, adaptive), LOCAL, lag, false))
                        .isEqualTo(REMOTE_APPLY);
            }
        }
    }

    @Test
    void withoutAdaptingTheRestWaitsForNobody() {
        for (Lag lag : List.of(UNKNOWN, CAUGHT_UP, lag(99_999))) {
            assertThat(settled(rules(ReplicationMode.ASYNC, false), REMOTE_APPLY, lag, true))
                    .isEqualTo(LOCAL);
            assertThat(settled(rules(ReplicationMode.HYBRID, false), REMOTE_FLUSH, lag, true))
                    .isEqualTo(LOCAL);
        }
    }

    @Test
    void aHybridSetStepsDownOneStepAtATimeAfterTheLagHasLasted() {
        var rules = rules(ReplicationMode.HYBRID, true);
        var first = AdaptiveMode.START.next(T0, rules, REMOTE_APPLY, lag(600), false);
        assertThat(first.change()).isEmpty();
        assertThat(first.next()
                        .next(T0.plusSeconds(9), rules, REMOTE_APPLY, lag(600), false)
                        .change())
                .isEmpty();
        var second = first.next().next(T0.plusSeconds(10), rules, REMOTE_APPLY, lag(600), false);
        assertThat(second.change()).get().satisfies(change -> {
            assertThat(change.setting()).isEqualTo(REMOTE_FLUSH);
            assertThat(change.because())
                    .hasToString(
                            "the standby is 600 ms behind, above 500 ms: writes that are not critical wait for less");
        });
        assertThat(settled(rules, REMOTE_APPLY, lag(600), false)).isEqualTo(LOCAL);
        assertThat(settled(rules, LOCAL, lag(50), false)).isEqualTo(REMOTE_APPLY);
        assertThat(settled(rules, LOCAL, CAUGHT_UP, false)).isEqualTo(REMOTE_APPLY);
    }

    @Test
    void aLagThatDoesNotLastChangesNothing() {
        var rules = rules(ReplicationMode.HYBRID, true);
        var mode = AdaptiveMode.START;
        for (int second = 0; second < 100; second++) {
            var step = mode.next(
                    T0.plusSeconds(second), rules, REMOTE_APPLY, second % 8 == 0 ? CAUGHT_UP : lag(900), false);
            assertThat(step.change()).isEmpty();
            mode = step.next();
        }
    }

    @Test
    void withDangerAheadAHybridSetKeepsWritesOnAStandby() {
        var rules = rules(ReplicationMode.HYBRID, true);

        assertThat(settled(rules, REMOTE_APPLY, lag(9_000), true)).isEqualTo(REMOTE_FLUSH);
        assertThat(settled(rules, LOCAL, lag(9_000), true)).isEqualTo(REMOTE_FLUSH);
        assertThat(AdaptiveMode.START
                        .next(T0, rules, REMOTE_FLUSH, UNKNOWN, true)
                        .change())
                .map(AdaptiveMode.Change::setting)
                .contains(LOCAL);
    }

    @Test
    void anAsynchronousSetWaitsWhileMoreThanItsLimitWouldBeLost() {
        var rules = rules(ReplicationMode.ASYNC, true);

        assertThat(settled(rules, LOCAL, lag(1_000), false)).isEqualTo(LOCAL);
        assertThat(settled(rules, LOCAL, lag(1_001), false)).isEqualTo(REMOTE_FLUSH);
        assertThat(settled(rules, REMOTE_FLUSH, lag(600), false)).isEqualTo(REMOTE_FLUSH);
        assertThat(settled(rules, REMOTE_FLUSH, lag(499), false)).isEqualTo(LOCAL);
    }

    @SeededTest
    void betweenTheStepsNothingChangesAndNoTwoChangesAreCloserThanTheDwell(Chance chance) {
        var rules = rules(chance.oneOf(ReplicationMode.HYBRID, ReplicationMode.ASYNC), true);
        var setting = chance.oneOf(List.of(ReplicationSetting.values()));
        var mode = AdaptiveMode.START;
        var lastChange = T0.minusSeconds(60);
        for (int second = 0; second < 600; second++) {
            var now = T0.plusSeconds(second);
            var lag = chance.oneOf(CAUGHT_UP, lag(chance.between(100, 500)), lag(chance.between(0, 3_000)));
            var step = mode.next(now, rules, setting, lag, chance.happens(0.1));
            mode = step.next();
            if (step.change().isPresent()) {
                assertThat(Duration.between(lastChange, now)).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
                assertThat(step.change().get().setting()).isNotEqualTo(setting);
                setting = step.change().get().setting();
                lastChange = now;
            }
        }
        assertThat(rules.mode() == ReplicationMode.HYBRID ? settled(rules, setting, lag(300), false) : setting)
                .isEqualTo(setting);
    }
}
