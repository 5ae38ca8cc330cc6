package dev.understudy.clouds.local.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final long MILLI = 1_000_000;

    @Test
    void answersAfterTheServiceTimeWhenNobodyWaits() {
        var capacity = new Capacity(100, 20);

        assertThat(capacity.admit(0)).isEqualTo(20 * MILLI);
        assertThat(capacity.admit(1_000 * MILLI)).isEqualTo(1_020 * MILLI);
    }

    @Test
    void makesRequestsWaitForEachOtherAndRefusesWhenTheQueueIsLong() {
        var capacity = new Capacity(100, 10); // one worker

        assertThat(capacity.admit(0)).isEqualTo(10 * MILLI);
        assertThat(capacity.admit(0)).isEqualTo(20 * MILLI);
        long admitted = 2;
        while (capacity.admit(0) != Capacity.REFUSED) {
            admitted++;
        }
        assertThat(admitted).isEqualTo(1 + Capacity.LONGEST_WAIT_NANOS / (10 * MILLI));
    }

    @SeededTest(tries = 50)
    void neverServesMoreThanTheCapacity(Chance chance) {
        double perSecond = chance.between(10.0, 1_000.0);
        double serviceMillis = chance.between(0.0, 50.0);
        var capacity = new Capacity(perSecond, serviceMillis);
        int seconds = 5;
        long now = 0;
        long answered = 0;
        while (now < seconds * 1_000 * MILLI) {
            long answer = capacity.admit(now);
            assertThat(answer == Capacity.REFUSED || answer >= now).isTrue();
            answered += answer != Capacity.REFUSED && answer < seconds * 1_000 * MILLI ? 1 : 0;
            now += (long) (chance.between(0.0, 1.0) / perSecond * 1e9); // twice what it can do
        }
        int workers = (int) Math.max(1, Math.ceil(perSecond * serviceMillis / 1_000));
        assertThat((double) answered)
                .isLessThanOrEqualTo(perSecond * seconds + workers)
                .isGreaterThan(perSecond * seconds * 0.9 - workers);
    }
}
