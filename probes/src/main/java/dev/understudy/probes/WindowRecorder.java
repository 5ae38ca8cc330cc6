package dev.understudy.probes;

import dev.understudy.core.measure.LatencyWindow;
import dev.understudy.core.measure.Outcome;
import dev.understudy.core.measure.ProbeKind;
import dev.understudy.core.measure.ProbeSample;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * Collects how probes ended, one span of time after another for each zone and kind. A span is handed out as a
 * {@link LatencyWindow} once every probe that fell due in it has ended: at once after its end when all were answered, a
 * timeout later at the latest. So {@code answered} counts exactly the probes that {@code due} counts, and the windows
 * of one zone and kind come in the order of time.
 *
 * <p>Memory is fixed from the start: for each zone and kind, one span more than fit into the timeout, each with a
 * histogram of three significant digits from 1 µs to the timeout (45 KB at 1 s) and a lag histogram of two (7 KB). One
 * thread.
 */
final class WindowRecorder {
    private record Key(ZoneId target, ProbeKind kind) {}

    /** The probes of one zone and kind that fell due in one span of time. */
    static final class Span {
        private final Series series;
        private final AbstractHistogram roundTrips;
        private final AbstractHistogram lags;
        private int due;
        private int ended;
        private int answered;

        private Span(Series series, long highestMicros) {
            this.series = series;
            roundTrips = new IntCountsHistogram(highestMicros, 3);
            lags = new IntCountsHistogram(highestMicros, 2);
        }

        private void clear() {
            roundTrips.reset();
            lags.reset();
            due = 0;
            ended = 0;
            answered = 0;
        }
    }

    private record Cut(Span span, Instant at) {}

    private static final class Series {
        private final Key key;
        private final ArrayDeque<Span> idle = new ArrayDeque<>();
        private final ArrayDeque<Cut> waiting = new ArrayDeque<>();
        private Span open;

        private Series(Key key, int spans, long highestMicros) {
            this.key = key;
            for (int i = 1; i < spans; i++) {
                idle.add(new Span(this, highestMicros));
            }
            open = new Span(this, highestMicros);
        }
    }

    private final ZoneId observer;
    private final ProberSettings settings;
    private final long highestMicros;
    private final Map<Key, Series> series = new HashMap<>();
    private Consumer<LatencyWindow> windows;
    private Consumer<AgentLag> lags;

    WindowRecorder(
            ZoneId observer,
            ProberSettings settings,
            Collection<ProbeStream> streams,
            Consumer<LatencyWindow> windows,
            Consumer<AgentLag> lags) {
        this.observer = observer;
        this.settings = settings;
        this.windows = windows;
        this.lags = lags;
        highestMicros = Math.max(2, settings.timeout().toNanos() / 1_000);
        long window = settings.window().toNanos();
        int spans = Math.toIntExact(1 + (settings.timeout().toNanos() + window - 1) / window);
        for (var stream : streams) {
            series.computeIfAbsent(new Key(stream.zone(), stream.kind()), key -> new Series(key, spans, highestMicros));
        }
    }

    /** A probe fell due. The span it belongs to has to be given back with its sample. */
    Span due(ZoneId target, ProbeKind kind) {
        var span = series(target, kind).open;
        span.due++;
        return span;
    }

    /** A probe ended. */
    void record(Span span, ProbeSample sample) {
        span.ended++;
        if (sample.outcome() instanceof Outcome.Answered) {
            span.answered++;
            span.roundTrips.recordValue(Math.clamp(micros(sample.rttNanos()), 1, highestMicros));
            if (sample.kernelRttNanos() >= 0) {
                long lagNanos = sample.endNanos() - sample.dueNanos() - sample.kernelRttNanos();
                span.lags.recordValue(Math.clamp(micros(lagNanos), 0, highestMicros));
            }
        }
        report(span.series);
    }

    /**
     * Ends the open spans and begins the next ones.
     *
     * @param at the end of the spans, wall clock
     */
    void cut(Instant at) {
        for (var one : series.values()) {
            one.waiting.add(new Cut(one.open, at));
            report(one);
            one.open = one.idle.remove(); // never empty: spans older than the timeout have ended
        }
    }

    /** Hands out nothing any more. */
    void mute() {
        windows = _ -> {};
        lags = _ -> {};
    }

    /** Bytes that all histograms take together. */
    long footprintBytes() {
        return series.values().stream()
                .mapToLong(one -> (1L + one.idle.size() + one.waiting.size())
                        * (one.open.roundTrips.getEstimatedFootprintInBytes()
                                + one.open.lags.getEstimatedFootprintInBytes()))
                .sum();
    }

    private Series series(ZoneId target, ProbeKind kind) {
        var found = series.get(new Key(target, kind));
        if (found == null) {
            throw new IllegalArgumentException(kind + " probes of zone " + target + " are not recorded here");
        }
        return found;
    }

    private void report(Series one) {
        for (var first = one.waiting.peek();
                first != null && first.span.ended == first.span.due;
                first = one.waiting.peek()) {
            one.waiting.remove();
            windows.accept(window(one.key, first));
            if (first.span.lags.getTotalCount() > 0) {
                lags.accept(lag(one.key, first));
            }
            first.span.clear();
            one.idle.add(first.span);
        }
    }

    private LatencyWindow window(Key key, Cut cut) {
        var span = cut.span;
        return new LatencyWindow(
                observer,
                key.target,
                key.kind,
                cut.at,
                settings.window(),
                span.due,
                span.answered,
                quantile(span.roundTrips, 50),
                quantile(span.roundTrips, 95),
                quantile(span.roundTrips, 99),
                quantile(span.roundTrips, 100));
    }

    private AgentLag lag(Key key, Cut cut) {
        var lag = cut.span.lags;
        return new AgentLag(
                key.target,
                key.kind,
                cut.at,
                settings.window(),
                Math.toIntExact(lag.getTotalCount()),
                quantile(lag, 50),
                quantile(lag, 99),
                quantile(lag, 100));
    }

    /** The lower end of the histogram's cell, so that a round number recorded is the round number read. */
    private static long quantile(AbstractHistogram histogram, double percent) {
        return histogram.getTotalCount() == 0
                ? 0
                : histogram.lowestEquivalentValue(histogram.getValueAtPercentile(percent));
    }

    private static long micros(long nanos) {
        return Math.floorDiv(nanos + 500, 1_000);
    }
}
