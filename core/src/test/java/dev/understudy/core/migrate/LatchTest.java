package dev.understudy.core.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LatchTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aConditionMustHoldForAWhileBeforeItIsBelieved() {
        var latch = Latch.OFF.seen(true, START);
        assertThat(latch.on()).isFalse();
        assertThat(latch.flipsAt()).isEqualTo(START.plus(Latch.HOLD));
        latch = latch.seen(true, START.plusMillis(1_999));
        assertThat(latch.on()).isFalse();
        latch = latch.seen(true, START.plusSeconds(2));
        assertThat(latch.on()).isTrue();
        assertThat(latch.since()).as("counted from the first sign").isEqualTo(START);
        assertThat(latch.onFor(Duration.ofSeconds(10), START.plusSeconds(9))).isFalse();
        assertThat(latch.onFor(Duration.ofSeconds(10), START.plusSeconds(10))).isTrue();
    }

    @Test
    void aBreakStartsTheWaitAgain() {
        var latch = Latch.OFF
                .seen(true, START)
                .seen(false, START.plusSeconds(1))
                .seen(true, START.plusSeconds(2))
                .seen(true, START.plusSeconds(3));
        assertThat(latch.on()).isFalse();
        assertThat(latch.seen(true, START.plusSeconds(4)).on()).isTrue();
    }

    @Test
    void oneSignOfTheContraryDoesNotEndIt() {
        var latch = new Latch(true, START, Instant.MAX);
        latch = latch.seen(false, START.plusSeconds(5)).seen(true, START.plusSeconds(6));
        assertThat(latch.on()).isTrue();
        assertThat(latch.since()).isEqualTo(START);
    }
}
