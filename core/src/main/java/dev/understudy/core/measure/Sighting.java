package dev.understudy.core.measure;

import dev.understudy.core.forecast.Forecast;

/**
 * What one observer sees of one zone now.
 *
 * @param observer who
 * @param verdict what it says
 * @param suspect whether it sees everything bad while others do not, so that the fault is likely its own
 * @param timed whether it knows how late the zone answers now
 * @param source what it looked at: {@code icmp}, {@code tcp}, {@code http}, or {@code responses} for the balancer
 * @param lossRatio unanswered or failed, 0 to 1
 * @param latencyMillis smoothed latency, milliseconds
 * @param calmMillis latency when all is well, milliseconds
 * @param p95Millis 95th percentile of late, milliseconds; 0 where it is not known
 * @param ahead latency at the end of the horizon
 */
public record Sighting(
        Observer observer,
        Verdict verdict,
        boolean suspect,
        boolean timed,
        String source,
        double lossRatio,
        double latencyMillis,
        double calmMillis,
        double p95Millis,
        Forecast ahead) {
    /**
     * What a lost packet costs whoever sent it, milliseconds: the first retransmission timeout of TCP (RFC 6298,
     * section 2.1).
     */
    public static final double LOSS_COST_MILLIS = 1_000;

    static Sighting nothing(Observer observer) {
        return new Sighting(observer, Verdict.NOT_ENOUGH_DATA, false, false, "", 0, 0, 0, 0, Forecast.NONE);
    }

    /** Whether it counts: there is enough of it and nothing speaks against the observer. */
    public boolean counts() {
        return verdict != Verdict.NOT_ENOUGH_DATA && !suspect;
    }

    /**
     * Predicted latency over the calm one, milliseconds, at least 0; lost packets count as waiting for the
     * retransmission.
     */
    public double increaseMillis() {
        return Math.max(0, ahead.midMillis() - calmMillis) + lossRatio * LOSS_COST_MILLIS;
    }

    /**
     * With another forecast, unless the latency has left its band already: then something began that it did not know, and
     * whoever follows every window knows better.
     */
    Sighting expecting(Forecast other) {
        return latencyMillis < other.lowMillis() || latencyMillis > other.highMillis()
                ? this
                : new Sighting(
                        observer,
                        verdict,
                        suspect,
                        timed,
                        source,
                        lossRatio,
                        latencyMillis,
                        calmMillis,
                        p95Millis,
                        other);
    }

    Sighting suspected() {
        return new Sighting(
                observer, verdict, true, timed, source, lossRatio, latencyMillis, calmMillis, p95Millis, ahead);
    }
}
