package dev.understudy.core.measure;

import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.zone.ZoneId;
import java.util.Comparator;
import java.util.List;

/**
 * Where the latency of a zone is going, as far as a quorum of observers agrees: of all who time it, the one taken is
 * that whose increase is matched or exceeded by a quorum. One observer alone can then neither raise an alarm nor hide
 * one.
 *
 * @param zone the zone
 * @param observers how many observers time it now
 * @param agreeing how many of them expect at least {@code increaseMillis}
 * @param calmMillis latency when all is well, milliseconds
 * @param ahead latency at the end of the horizon
 * @param lossRatio unanswered, 0 to 1
 * @param increaseMillis predicted latency over the calm one, milliseconds, lost packets counted as waiting
 * @param p95Millis 95th percentile of late that a quorum reaches, milliseconds; 0 where nobody knows
 * @param currentMillis latency now, milliseconds
 */
public record ZoneOutlook(
        ZoneId zone,
        int observers,
        int agreeing,
        double calmMillis,
        Forecast ahead,
        double lossRatio,
        double increaseMillis,
        double p95Millis,
        double currentMillis) {

    /** A zone that answers now as it does when all is well. */
    public ZoneOutlook(
            ZoneId zone,
            int observers,
            int agreeing,
            double calmMillis,
            Forecast ahead,
            double lossRatio,
            double increaseMillis,
            double p95Millis) {
        this(zone, observers, agreeing, calmMillis, ahead, lossRatio, increaseMillis, p95Millis, calmMillis);
    }

    /** Nobody times the zone. */
    public static ZoneOutlook unseen(ZoneId zone) {
        return new ZoneOutlook(zone, 0, 0, 0, Forecast.NONE, 0, 0, 0);
    }

    static ZoneOutlook of(ZoneId zone, int quorum, List<Sighting> sightings) {
        var timed = sightings.stream()
                .filter(seen -> seen.counts() && (seen.timed() || seen.lossRatio() > 0))
                .sorted(Comparator.comparingDouble(Sighting::increaseMillis)
                        .reversed()
                        .thenComparing(seen -> seen.observer().toString()))
                .toList();
        if (timed.isEmpty()) {
            return unseen(zone);
        }
        var agreed = timed.get(Math.min(quorum, timed.size()) - 1);
        var late = timed.stream()
                .map(Sighting::p95Millis)
                .filter(millis -> millis > 0)
                .sorted(Comparator.reverseOrder())
                .toList();
        double p95 = late.isEmpty() ? 0 : late.get(Math.min(quorum, late.size()) - 1);
        int agreeing = (int) timed.stream()
                .filter(seen -> seen.increaseMillis() >= agreed.increaseMillis())
                .count();
        return new ZoneOutlook(
                zone,
                timed.size(),
                agreeing,
                agreed.calmMillis(),
                agreed.ahead(),
                agreed.lossRatio(),
                agreed.increaseMillis(),
                p95,
                agreed.latencyMillis());
    }
}
