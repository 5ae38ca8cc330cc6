package dev.understudy.core.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.replicate.LagMath.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LagMathTest {
    private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration RTT = Duration.ofMillis(20);

    private static LagMath writer(long... bytesEachSecond) {
        var lag = LagMath.NONE;
        for (int second = 0; second < bytesEachSecond.length; second++) {
            lag = lag.seen(T0.plusSeconds(second), bytesEachSecond[second]);
        }
        return lag;
    }

    private static Report report(long replayed, Optional<Duration> replayLag) {
        return new Report(true, replayed, replayLag);
    }

    @Test
    void nullIsCaughtUpOnlyAtTheCurrentPosition() {
        assertThat(writer(100).of(report(100, Optional.empty()), RTT)).isEqualTo(new Lag.CaughtUp());
        assertThat(writer(100).of(report(60, Optional.empty()), RTT)).isEqualTo(new Lag.Behind(RTT, 40));
    }

    @Test
    void anIdleStandbyIsCaughtUpHoweverOldItsLastWriteAndItsLastReading() {
        assertThat(writer(100, 100, 100, 100).of(report(100, Optional.of(Duration.ofSeconds(3))), RTT))
                .isEqualTo(new Lag.CaughtUp());
    }

    @Test
    void noLagIsShownShorterThanTheRoundTripItsMeasuringTakes() {
        assertThat(writer(100).of(report(90, Optional.of(Duration.ofMillis(5))), RTT))
                .isEqualTo(new Lag.Behind(RTT, 10));
        assertThat(LagMath.exposure(new Lag.Behind(Duration.ofMillis(55), 10), RTT))
                .isEqualTo(Duration.ofMillis(35));
        assertThat(LagMath.exposure(new Lag.Behind(Duration.ofMillis(5), 10), RTT))
                .isZero();
    }

    @Test
    void aStalledStandbyIsSeenByTheWritersOwnPositionsThoughItsReadingStays() {
        assertThat(writer(100, 200, 300, 400).of(report(150, Optional.of(Duration.ofMillis(30))), RTT))
                .isEqualTo(new Lag.Behind(Duration.ofSeconds(2), 250));
    }

    @Test
    void whatIsWrittenAfterAnIdleTimeIsNotAsOldAsTheIdleTime() {
        assertThat(writer(100, 100, 100, 100, 100, 200).of(report(100, Optional.empty()), RTT))
                .isEqualTo(new Lag.Behind(RTT, 100));
    }

    @Test
    void aStandbyThatDoesNotStreamOrHasMoreThanTheWriterIsNotKnown() {
        assertThat(writer(100).of(new Report(false, 100, Optional.empty()), RTT))
                .isEqualTo(new Lag.Unknown());
        assertThat(writer(100).of(report(101, Optional.empty()), RTT)).isEqualTo(new Lag.Unknown());
        assertThat(LagMath.NONE.of(report(0, Optional.empty()), RTT)).isEqualTo(new Lag.Unknown());
    }

    @Test
    void anotherWritersPositionsBeginAnew() {
        assertThat(writer(100, 200).seen(T0.plusSeconds(3), 50).positions()).hasSize(1);
        assertThat(writer(100, 200).seen(T0.minusSeconds(3), 300).positions()).hasSize(1);
    }

    @SeededTest
    void neverClaimsMoreThanTheTruthBeyondARoundTripAndKeepsBounded(Chance chance) {
        var lag = LagMath.NONE;
        long written = 0;
        long replayed = 0;
        Instant oldestUnapplied = T0;
        for (int look = 0; look < 600; look++) {
            var now = T0.plusSeconds(look);
            if (chance.happens(0.7)) {
                if (replayed == written) {
                    oldestUnapplied = now.minusMillis(500);
                }
                written += chance.between(1, 100);
            }
            lag = lag.seen(now, written);
            switch (lag.of(report(replayed, Optional.empty()), RTT)) {
                case Lag.CaughtUp _ -> assertThat(replayed).isEqualTo(written);
                case Lag.Behind behind -> {
                    assertThat(behind.bytes()).isEqualTo(written - replayed);
                    assertThat(behind.time())
                            .isLessThanOrEqualTo(
                                    Duration.between(oldestUnapplied, now).plus(RTT));
                }
                case Lag.Unknown _ -> throw new AssertionError("it streams");
            }
            if (chance.happens(0.1)) {
                replayed = written;
            }
        }
        assertThat(lag.positions().size()).isLessThanOrEqualTo(256);
    }
}
