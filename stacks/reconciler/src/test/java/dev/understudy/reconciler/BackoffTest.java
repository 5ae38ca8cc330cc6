package dev.understudy.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    @Test
    void staysWithinItsBoundsForEverySeed() {
        for (long seed = 0; seed < 200; seed++) {
            var backoff = new Backoff(SHORTEST, LONGEST, new Random(seed));
            for (int attempt = 0; attempt < 80; attempt++) {
                assertThat(backoff.next()).as("seed %d", seed).isBetween(SHORTEST.dividedBy(2), LONGEST);
            }
        }
    }

    @Test
    void twoThatMetDoNotMeetAgain() {
        var seen = new HashSet<Duration>();
        for (long seed = 0; seed < 20; seed++) {
            seen.add(new Backoff(SHORTEST, LONGEST, new Random(seed)).next());
        }
        assertThat(seen).hasSizeGreaterThan(15);
    }

    @Test
    void startsAnewAfterASuccess() {
        var backoff = new Backoff(SHORTEST, LONGEST, new Random(1));
        for (int attempt = 0; attempt < 10; attempt++) {
            backoff.next();
        }
        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(SHORTEST);
    }
}
