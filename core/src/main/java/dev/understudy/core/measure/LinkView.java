package dev.understudy.core.measure;

import dev.understudy.core.forecast.CalmBaseline;
import dev.understudy.core.forecast.DampedHolt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is remembered of one observer probing one zone in one way.
 *
 * @param recent the last windows, oldest first, at least one
 * @param arrivedAt when the newest of them came in, on our clock
 * @param calm latency when all is well
 * @param series smoothed latency
 */
record LinkView(List<LatencyWindow> recent, Instant arrivedAt, CalmBaseline calm, DampedHolt series) {
    private static final int KEPT = 5;
    private static final double MICROS_PER_MILLI = 1_000;

    LinkView {
        recent = List.copyOf(recent);
    }

    static LinkView start() {
        return new LinkView(List.of(), Instant.EPOCH, CalmBaseline.EMPTY, DampedHolt.EMPTY);
    }

    LinkView with(LatencyWindow window, Instant at, int minSamples) {
        var kept = new ArrayList<>(recent);
        kept.add(window);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        if (window.answered() < minSamples) {
            return new LinkView(kept, at, calm, series);
        }
        // the middle of three: one window alone cannot move the series
        double felt = median(lastAnswered(kept, 3, minSamples).stream()
                .map(LatencyWindow::p50Micros)
                .toList());
        double own = window.p50Micros() / MICROS_PER_MILLI;
        return new LinkView(kept, at, calm.with(own), series.with(window.at(), felt));
    }

    LinkView calmAtMost(double millis) {
        return new LinkView(recent, arrivedAt, calm.atMost(millis), series);
    }

    LatencyWindow last() {
        return recent.getLast();
    }

    /** Whether its newest window is young enough, by the observer's clock where that is not ahead of ours. */
    boolean isFresh(Instant now) {
        var end = last().at().isBefore(arrivedAt) ? last().at() : arrivedAt;
        return !Duration.between(end, now)
                .minus(last().span().multipliedBy(HealthRules.FRESH_SPANS))
                .isPositive();
    }

    /** Whether it ever answered: a kind of probe that a network never lets through says nothing of the zone behind it. */
    boolean everAnswered() {
        return calm.started() || !calm.first().isEmpty();
    }

    Verdict verdict(HealthRules rules) {
        var windows = recent.stream()
                .filter(window -> window.due() >= rules.minSamples())
                .toList();
        // what never answered may not be there yet: it takes longer to be called dead
        int silent = everAnswered() ? HealthRules.DEAD_WINDOWS : KEPT;
        if (windows.size() >= silent && tail(windows, silent).stream().allMatch(window -> window.answered() == 0)) {
            return Verdict.DEAD;
        }
        if (!calm.started() || windows.isEmpty()) {
            return Verdict.NOT_ENOUGH_DATA;
        }
        if (lossRatio() >= HealthRules.LOSSY_RATIO) {
            return Verdict.LOSSY;
        }
        return rules.slow(series.levelMillis(), calm.millis()) ? Verdict.SLOW : Verdict.WELL;
    }

    /** Loss over the last windows, less one probe: a single one may be lost by chance. */
    double lossRatio() {
        int due = 0;
        int lost = 0;
        for (var window : tail(recent, HealthRules.LOSS_WINDOWS)) {
            due += window.due();
            lost += window.due() - window.answered();
        }
        return due == 0 ? 0 : (double) Math.max(0, lost - 1) / due;
    }

    /** Middle of the last p95s, milliseconds; 0 when nothing answered. */
    double p95Millis(int minSamples) {
        var late = lastAnswered(recent, KEPT, minSamples).stream()
                .map(LatencyWindow::p95Micros)
                .toList();
        return late.isEmpty() ? 0 : median(late);
    }

    Sighting sighting(HealthRules rules, Duration horizon) {
        return new Sighting(
                new Observer.Agent(last().observer()),
                verdict(rules),
                false,
                calm.started(),
                last().kind().name().toLowerCase(Locale.ROOT),
                lossRatio(),
                series.levelMillis(),
                calm.started() ? calm.millis() : series.levelMillis(),
                p95Millis(rules.minSamples()),
                series.ahead(horizon));
    }

    private static List<LatencyWindow> lastAnswered(List<LatencyWindow> windows, int count, int minSamples) {
        return tail(
                windows.stream()
                        .filter(window -> window.answered() >= minSamples)
                        .toList(),
                count);
    }

    private static <T> List<T> tail(List<T> list, int count) {
        return list.subList(Math.max(0, list.size() - count), list.size());
    }

    /** Middle value in milliseconds; the lower one of two. */
    private static double median(List<Long> micros) {
        var sorted = micros.stream().sorted().toList();
        return sorted.get((sorted.size() - 1) / 2) / MICROS_PER_MILLI;
    }
}
