package dev.understudy.core.measure;

import dev.understudy.core.forecast.CalmBaseline;
import dev.understudy.core.forecast.DampedHolt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is remembered of the balancer's view of one zone.
 *
 * @param recent the last readings, oldest first, at least one
 * @param anchor reading from which the next response time is worked out
 * @param calm response time when all is well
 * @param series smoothed response time
 */
record BalancerLink(List<Reading> recent, Reading anchor, CalmBaseline calm, DampedHolt series) {
    private static final int KEPT = 5;
    /**
     * By how much one request moves a server's running mean: HAProxy says "over the last 1024 requests" and means an
     * exponential mean that each request moves by 1/512.
     */
    private static final double MEAN_OVER = 512;
    /** Requests of one server that tell their own response time from the mean, whose resolution is one millisecond. */
    private static final long LEAST_REQUESTS = 150;
    /** Failures before a ratio says anything. */
    private static final long LEAST_ERRORS = 3;

    /** One reading of a zone. */
    record Reading(Instant at, BalancerView.ZoneHealth health) {}

    BalancerLink {
        recent = List.copyOf(recent);
    }

    static BalancerLink start(Reading reading) {
        return new BalancerLink(List.of(reading), reading, CalmBaseline.EMPTY, DampedHolt.EMPTY);
    }

    BalancerLink with(Reading reading) {
        var last = recent.getLast();
        if (reading.health().requestsTotal() < last.health().requestsTotal()) {
            return new BalancerLink(List.of(reading), reading, calm, DampedHolt.EMPTY); // the balancer restarted
        }
        var kept = new ArrayList<>(recent);
        kept.add(reading);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        long requests = (reading.health().requestsTotal() - anchor.health().requestsTotal())
                / Math.max(1, reading.health().serversUp());
        if (requests < LEAST_REQUESTS) {
            return new BalancerLink(kept, anchor, calm, series);
        }
        double millis =
                ofTheseAlone(reading.health().responseMillis(), anchor.health().responseMillis(), requests);
        return new BalancerLink(kept, reading, calm.with(millis), series.with(reading.at(), millis));
    }

    /**
     * Mean response time of the last requests alone. What a running mean says of a zone that gets little traffic is
     * what was true long ago; the old part is taken out.
     */
    private static double ofTheseAlone(double mean, double meanBefore, long requests) {
        double kept = Math.pow(1 - 1 / MEAN_OVER, requests);
        return Math.max(0, (mean - meanBefore * kept) / (1 - kept));
    }

    Sighting sighting(HealthRules rules, Instant now) {
        boolean timed = calm.started() && Duration.between(series.at(), now).compareTo(HealthRules.FRESH_READING) <= 0;
        var last = recent.getLast().health();
        double loss = errorRatio();
        Verdict verdict;
        if (last.serversTotal() == 0) {
            verdict = Verdict.NOT_ENOUGH_DATA;
        } else if (last.serversUp() == 0) {
            verdict = Verdict.DEAD;
        } else if (loss >= HealthRules.LOSSY_RATIO) {
            verdict = Verdict.LOSSY;
        } else if (timed && rules.slow(series.levelMillis(), calm.millis())) {
            verdict = Verdict.SLOW;
        } else {
            verdict = Verdict.WELL;
        }
        var shown = timed ? series : DampedHolt.EMPTY;
        return new Sighting(
                new Observer.Balancer(),
                verdict,
                false,
                timed,
                "responses",
                verdict == Verdict.DEAD ? 1 : loss,
                shown.levelMillis(),
                timed ? calm.millis() : 0,
                0,
                shown.ahead(rules.horizon()));
    }

    /** Requests per second from each reading to the next, by the time of the later one. */
    SortedMap<Instant, Double> requestRates() {
        var rates = new TreeMap<Instant, Double>();
        for (int next = 1; next < recent.size(); next++) {
            var from = recent.get(next - 1);
            var to = recent.get(next);
            long millis = Duration.between(from.at(), to.at()).toMillis();
            if (millis > 0) {
                rates.put(
                        to.at(),
                        1e3 * (to.health().requestsTotal() - from.health().requestsTotal()) / millis);
            }
        }
        return rates;
    }

    private double errorRatio() {
        var first = recent.getFirst().health();
        var last = recent.getLast().health();
        long requests = last.requestsTotal() - first.requestsTotal();
        long errors = last.errorsTotal() - first.errorsTotal();
        return requests <= 0 || errors < LEAST_ERRORS ? 0 : Math.min(1, (double) errors / requests);
    }
}
