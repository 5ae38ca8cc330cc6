package dev.understudy.core.measure;

import dev.understudy.core.forecast.CalmBaseline;
import dev.understudy.core.forecast.DampedHolt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is remembered of one observer probing one zone in one way. What it amounts to changes only when a window comes
 * in, so it is worked out then.
 */
final class LinkView {
    private static final int KEPT = 5;
    private static final double MICROS_PER_MILLI = 1_000;

    private final HealthRules rules;
    private final List<LatencyWindow> recent; // oldest first, at least one
    private final Instant arrivedAt; // when the newest came in, on our clock
    private final CalmBaseline calm;
    private final DampedHolt series;
    private final Sighting sighting;
    private final Instant freshUntil;

    private LinkView(
            HealthRules rules, List<LatencyWindow> recent, Instant arrivedAt, CalmBaseline calm, DampedHolt series) {
        this.rules = rules;
        this.recent = List.copyOf(recent);
        this.arrivedAt = arrivedAt;
        this.calm = calm;
        this.series = series;
        this.sighting = look();
        var end = last().at().isBefore(arrivedAt) ? last().at() : arrivedAt;
        this.freshUntil = end.plus(last().span().multipliedBy(HealthRules.FRESH_SPANS));
    }

    static LinkView start(HealthRules rules, Instant at, LatencyWindow window) {
        return after(rules, List.of(window), at, CalmBaseline.EMPTY, DampedHolt.EMPTY);
    }

    LinkView with(Instant at, LatencyWindow window) {
        var kept = new ArrayList<>(recent);
        kept.add(window);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        return after(rules, kept, at, calm, series);
    }

    private static LinkView after(
            HealthRules rules, List<LatencyWindow> kept, Instant at, CalmBaseline calm, DampedHolt series) {
        var window = kept.getLast();
        if (window.answered() < rules.minSamples()) {
            return new LinkView(rules, kept, at, calm, series);
        }
        // the middle of three: one window alone cannot move the series
        double felt = median(lastAnswered(kept, 3, rules.minSamples()).stream()
                .map(LatencyWindow::p50Micros)
                .toList());
        double own = window.p50Micros() / MICROS_PER_MILLI;
        return new LinkView(rules, kept, at, calm.with(own), series.with(window.at(), felt));
    }

    LinkView calmAtMost(double millis) {
        return new LinkView(rules, recent, arrivedAt, calm.atMost(millis), series);
    }

    CalmBaseline calm() {
        return calm;
    }

    /** What the observer sees, while the view is fresh. */
    Sighting sighting() {
        return sighting;
    }

    LatencyWindow last() {
        return recent.getLast();
    }

    /** Whether its newest window is young enough, by the observer's clock where that is not ahead of ours. */
    boolean isFresh(Instant now) {
        return !now.isAfter(freshUntil);
    }

    /**
     * Whether it ever answered: a kind of probe that a network never lets through says nothing of the zone behind it.
     */
    boolean everAnswered() {
        return calm.started() || !calm.first().isEmpty();
    }

    private Verdict verdict() {
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
    private double lossRatio() {
        int due = 0;
        int lost = 0;
        for (var window : tail(recent, HealthRules.LOSS_WINDOWS)) {
            due += window.due();
            lost += window.due() - window.answered();
        }
        return due == 0 ? 0 : (double) Math.max(0, lost - 1) / due;
    }

    /** Middle of the last p95s, milliseconds; 0 when nothing answered. */
    private double p95Millis() {
        var late = lastAnswered(recent, KEPT, rules.minSamples()).stream()
                .map(LatencyWindow::p95Micros)
                .toList();
        return late.isEmpty() ? 0 : median(late);
    }

    private Sighting look() {
        return new Sighting(
                new Observer.Agent(last().observer()),
                verdict(),
                false,
                calm.started(),
                last().kind().name().toLowerCase(Locale.ROOT),
                lossRatio(),
                series.levelMillis(),
                calm.started() ? calm.millis() : series.levelMillis(),
                p95Millis(),
                series.ahead(rules.horizon()));
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
