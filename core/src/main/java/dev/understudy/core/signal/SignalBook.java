package dev.understudy.core.signal;

import dev.understudy.core.explain.Because;
import dev.understudy.core.zone.Zone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that is announced, as it is known now.
 *
 * @param places by which names the feeds call each zone
 * @param readings the newest of each source
 */
public record SignalBook(Places places, List<Reading> readings) {
    /** No source is configured: nothing is announced and nothing is unknown. */
    public static final SignalBook EMPTY = new SignalBook(Places.NONE, List.of());

    public SignalBook {
        readings = List.copyOf(readings);
    }

    /**
     * What is known of one zone.
     *
     * @param signals that hold within the span that was asked for, the earliest first
     * @param unknown why the silence of some sources means nothing, a sentence each
     */
    public record About(List<Signal> signals, List<String> unknown) {
        public About {
            signals = List.copyOf(signals);
            unknown = List.copyOf(unknown);
        }
    }

    /** What is announced for a zone from now to the end of a span. */
    public About about(Zone zone, Instant now, Duration ahead) {
        var signals = new ArrayList<Signal>();
        var unknown = new ArrayList<String>();
        for (Reading reading : readings) {
            if (!reading.isFresh(now)) {
                unknown.add(reading.unknownBecause());
                continue;
            }
            reading.signals().stream()
                    .filter(signal -> signal.touches(now, now.plus(ahead)))
                    .filter(signal -> places.concern(signal, zone))
                    .forEach(signals::add);
        }
        signals.sort(
                Comparator.comparing(Signal::from).thenComparing(Signal::source).thenComparing(Signal::id));
        return new About(signals, unknown);
    }

    /** Sources whose silence means something now. */
    public Set<String> readable(Instant now) {
        return readings.stream()
                .filter(reading -> reading.isFresh(now))
                .map(Reading::source)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why a zone is no refuge for a planned migration: maintenance is announced there, or under way. */
    public Optional<Because> noRefuge(Zone zone, Instant now, Duration ahead) {
        return about(zone, now, ahead).signals().stream()
                .filter(signal -> signal.kind() == Signal.Kind.MAINTENANCE)
                .findFirst()
                .map(signal -> Because.quoting("zone " + zone.id() + " is no refuge: " + signal.words()));
    }

    /** The newest price of a zone in a market, where a fresh source says one. */
    public Optional<Price> price(Zone zone, Price.Market market, Instant now) {
        return readings.stream()
                .filter(reading -> reading.isFresh(now))
                .flatMap(reading -> reading.prices().stream())
                .filter(price -> price.market() == market)
                .filter(price -> places.concern(price, zone))
                .max(Comparator.comparing(Price::since).thenComparing(Price::source));
    }
}
