package dev.understudy.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), new Random(7));

    @Test
    void doublesUpToItsBoundAndStaysThere() {
        assertThat(backoff.next()).isBetween(Duration.ofMillis(80), Duration.ofMillis(120));
        assertThat(backoff.next()).isBetween(Duration.ofMillis(160), Duration.ofMillis(240));
        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(320), Duration.ofMillis(2_400));
        }
    }

    @Test
    void beginsAnewAfterASuccess() {
        backoff.next();
        backoff.next();
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(120));
    }
}
