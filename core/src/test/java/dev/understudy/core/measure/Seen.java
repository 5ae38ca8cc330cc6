package dev.understudy.core.measure;

import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds what was seen, second by second. */
final class Seen {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final ZoneId A = new ZoneId("zone-a");
    static final ZoneId B = new ZoneId("zone-b");
    static final ZoneId C = new ZoneId("zone-c");

    FleetView fleet;
    Instant now = START;

    Seen() {
        fleet = FleetView.empty(new HealthRules(HealthRules.LEAST_QUORUM, 5, 3, Duration.ofSeconds(30)));
    }

    /** Each named pair answers as told for some seconds: milliseconds, or a negative number for silence. */
    Seen seconds(int seconds, Map<String, Double> millisByPair) {
        for (int second = 0; second < seconds; second++) {
            now = now.plusSeconds(1);
            millisByPair.forEach((pair, millis) -> {
                var names = List.of(pair.split(">", 2));
                window(new ZoneId("zone-" + names.get(0)), new ZoneId("zone-" + names.get(1)), ProbeKind.TCP, millis);
            });
        }
        return this;
    }

    Seen window(ZoneId observer, ZoneId target, ProbeKind kind, double millis) {
        return window(observer, target, kind, now, 10, millis < 0 ? 0 : 10, millis);
    }

    Seen window(ZoneId observer, ZoneId target, ProbeKind kind, Instant at, int due, int answered, double millis) {
        long micros = Math.round(Math.max(0, millis) * 1_000);
        fleet = fleet.with(
                now,
                new LatencyWindow(
                        observer,
                        target,
                        kind,
                        at,
                        Duration.ofSeconds(1),
                        due,
                        answered,
                        micros,
                        micros * 2,
                        micros * 2,
                        micros * 2));
        return this;
    }

    Seen balancer(Map<ZoneId, BalancerView.ZoneHealth> zones) {
        fleet = fleet.with(
                now, new BalancerView(new ServiceId("shop"), now, Weights.allTo(A, List.of(B)), new TreeMap<>(zones)));
        return this;
    }

    static BalancerView.ZoneHealth zone(int up, long requests, long errors, double millis) {
        return new BalancerView.ZoneHealth(up, 2, requests, errors, 0, millis);
    }

    ZoneHealth health(ZoneId zone) {
        return fleet.panel(now).health(zone);
    }

    ZoneOutlook outlook(ZoneId zone) {
        return fleet.panel(now).outlook(zone);
    }

    Verdict verdict(ZoneId zone, String observer) {
        return sighting(zone, observer).verdict();
    }

    Sighting sighting(ZoneId zone, String observer) {
        return health(zone).sightings().stream()
                .filter(seen -> seen.observer().toString().equals(observer))
                .findFirst()
                .orElseThrow();
    }
}
