package dev.understudy.core.measure;

import dev.understudy.core.forecast.Forecast;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that was seen of all zones, by everybody. Immutable; each {@code with} gives the view after one more thing
 * was seen.
 */
public final class FleetView {
    private final HealthRules rules;
    private final SortedMap<Link, LinkView> links;
    private final SortedMap<ZoneId, ServiceLoad> loads;
    private final SortedMap<ZoneId, BalancerLink> balancer;
    private final List<BalancerView> balancerViews; // the newest, or none while it cannot be read
    private final Instant balancerAt;
    private final SortedMap<String, Double> known;
    private final Expected expected;

    /** What other forecasters said, all at once. */
    private record Expected(Instant at, List<Foretold> all) {
        static final Expected NOTHING = new Expected(Instant.EPOCH, List.of());
    }

    /** One observer probing one zone in one way. */
    private record Link(ZoneId observer, ZoneId target, ProbeKind kind) implements Comparable<Link> {
        @Override
        public int compareTo(Link other) {
            int byTarget = target.compareTo(other.target); // every look at the fleet asks this many times
            int byObserver = byTarget != 0 ? byTarget : observer.compareTo(other.observer);
            return byObserver != 0 ? byObserver : kind.compareTo(other.kind);
        }

        String calmName() {
            return target + ".from." + observer + "." + kind.name().toLowerCase(Locale.ROOT) + ".calmMs";
        }
    }

    private FleetView(
            HealthRules rules,
            SortedMap<Link, LinkView> links,
            SortedMap<ZoneId, ServiceLoad> loads,
            SortedMap<ZoneId, BalancerLink> balancer,
            List<BalancerView> balancerViews,
            Instant balancerAt,
            SortedMap<String, Double> known,
            Expected expected) {
        this.rules = rules;
        this.links = links;
        this.loads = loads;
        this.balancer = balancer;
        this.balancerViews = balancerViews;
        this.balancerAt = balancerAt;
        this.known = known;
        this.expected = expected;
    }

    /** Nothing was seen yet. */
    public static FleetView empty(HealthRules rules) {
        return new FleetView(
                rules,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                List.of(),
                Instant.EPOCH,
                Collections.emptySortedMap(),
                Expected.NOTHING);
    }

    /** After a window came in at {@code at}. One that is no newer than what is known of its link changes nothing. */
    public FleetView with(Instant at, LatencyWindow window) {
        var link = new Link(window.observer(), window.target(), window.kind());
        var before = links.get(link);
        if (before != null && !window.at().isAfter(before.last().at())) {
            return this;
        }
        var after = before == null ? LinkView.start(rules, at, window) : before.with(at, window);
        if (after.calm().started() && (before == null || !before.calm().started())) {
            var remembered = known.get(link.calmName());
            after = remembered == null ? after : after.calmAtMost(remembered);
        }
        var next = new TreeMap<>(links);
        next.put(link, after);
        return new FleetView(rules, next, loads, balancer, balancerViews, balancerAt, known, expected);
    }

    /** After a load was read. */
    public FleetView with(ServiceLoad load) {
        var before = loads.get(load.zone());
        if (before != null && load.at().isBefore(before.at())) {
            return this;
        }
        var next = new TreeMap<>(loads);
        next.put(load.zone(), load);
        return new FleetView(rules, links, next, balancer, balancerViews, balancerAt, known, expected);
    }

    /** After the balancer was read at {@code at}. */
    public FleetView with(Instant at, BalancerView view) {
        var next = new TreeMap<>(balancer);
        view.zones().forEach((zone, health) -> {
            var reading = new BalancerLink.Reading(at, health);
            var before = next.get(zone);
            next.put(zone, before == null ? BalancerLink.start(reading) : before.with(reading));
        });
        return new FleetView(rules, links, loads, next, List.of(view), at, known, expected);
    }

    /** After forecasters beside this one said what they expect; what they said before counts no more. */
    public FleetView expecting(Instant at, List<Foretold> foretold) {
        var next = new Expected(at, List.copyOf(foretold));
        return new FleetView(rules, links, loads, balancer, balancerViews, balancerAt, known, next);
    }

    /** Without what other forecasters said: what following the windows alone tells. */
    public FleetView unadvised() {
        return new FleetView(rules, links, loads, balancer, balancerViews, balancerAt, known, Expected.NOTHING);
    }

    /** After the balancer could not be read: what it said before counts no more. */
    public FleetView withoutBalancer() {
        return new FleetView(rules, links, loads, balancer, List.of(), balancerAt, known, expected);
    }

    /**
     * With calm latencies that another controller had learnt, under the names of {@link #calmLatencies}: a controller
     * that starts in bad weather must not take it for calm.
     */
    public FleetView remembering(SortedMap<String, Double> calmMillis) {
        var next = new TreeMap<>(links);
        next.replaceAll((link, seen) -> {
            var other = calmMillis.get(link.calmName());
            return other == null || !seen.calm().started() ? seen : seen.calmAtMost(other);
        });
        return new FleetView(
                rules,
                next,
                loads,
                balancer,
                balancerViews,
                balancerAt,
                Collections.unmodifiableSortedMap(new TreeMap<>(calmMillis)),
                expected);
    }

    /**
     * The calm latency of every link to a zone, in milliseconds, by a name such as {@code
     * zone-a.from.zone-b.tcp.calmMs}.
     */
    public SortedMap<String, Double> calmLatencies(ZoneId target) {
        var calm = new TreeMap<String, Double>();
        links.forEach((link, seen) -> {
            if (link.target().equals(target) && seen.calm().started()) {
                calm.put(link.calmName(), seen.calm().millis());
            }
        });
        return calm;
    }

    /** Load of a zone, when it was read not long ago. */
    public Optional<ServiceLoad> load(ZoneId zone, Instant now) {
        return Optional.ofNullable(loads.get(zone))
                .filter(load -> !Duration.between(load.at(), now)
                        .minus(HealthRules.FRESH_READING)
                        .isPositive());
    }

    /** Load of a zone, however long ago it was read. */
    public Optional<ServiceLoad> lastLoad(ZoneId zone) {
        return Optional.ofNullable(loads.get(zone));
    }

    /** What the balancer last said, when that was not long ago. */
    public Optional<BalancerView> balancer(Instant now) {
        return balancerViews.stream()
                .findFirst()
                .filter(_ -> !Duration.between(balancerAt, now)
                        .minus(HealthRules.FRESH_READING)
                        .isPositive());
    }

    /** Requests per second of all zones together, from each reading of the balancer to the next, the oldest first. */
    public List<Double> requestRates(Instant now) {
        if (balancer(now).isEmpty()) {
            return List.of();
        }
        var rates = new TreeMap<Instant, Double>();
        var zones = new TreeMap<Instant, Integer>();
        balancer.values()
                .forEach(link -> link.requestRates().forEach((at, rate) -> {
                    rates.merge(at, rate, Double::sum);
                    zones.merge(at, 1, Integer::sum);
                }));
        // A zone whose counters began anew lacks a rate, and what the others had is not all there was.
        rates.keySet().removeIf(at -> zones.getOrDefault(at, 0) < balancer.size());
        return List.copyOf(rates.values());
    }

    /**
     * Requests per second of these zones together. For a zone that has not said of late how many it serves, the balancer
     * is asked for all of them; where that cannot be read either, what the zone said last still counts: silence is not
     * idleness.
     */
    public double requestsPerSecond(Set<ZoneId> zones, Instant now) {
        double told = 0;
        double silent = 0;
        boolean allTold = true;
        for (ZoneId zone : zones) {
            var load = load(zone, now);
            allTold &= load.isPresent();
            told += load.map(ServiceLoad::requestsPerSecond).orElse(0.0);
            silent += load.isPresent()
                    ? 0
                    : lastLoad(zone).map(ServiceLoad::requestsPerSecond).orElse(0.0);
        }
        var counted = requestRates(now);
        if (allTold || counted.isEmpty()) {
            return told + silent;
        }
        return Math.max(told, counted.getLast());
    }

    /** What each observer sees of each zone now. */
    public Panel panel(Instant now) {
        var observers = new ArrayList<Observer>();
        var targets = new TreeSet<>(balancer.keySet());
        for (Link link : links.keySet()) {
            targets.add(link.target());
            var observer = new Observer.Agent(link.observer());
            if (!observers.contains(observer)) {
                observers.add(observer);
            }
        }
        observers.sort(Comparator.comparing(Observer::toString));
        observers.add(new Observer.Balancer());
        var seen = new TreeMap<ZoneId, List<Sighting>>();
        for (ZoneId target : targets) {
            var sightings = new ArrayList<Sighting>();
            for (Observer observer : observers) {
                switch (observer) {
                    case Observer.Agent(var zone) when zone.equals(target) -> {} // nobody judges itself
                    case Observer.Agent(var zone) -> sightings.add(byAgent(zone, target, now));
                    case Observer.Balancer() -> sightings.add(byBalancer(target, now));
                }
            }
            seen.put(target, sightings);
        }
        return new Panel(rules.quorum(), seen);
    }

    /**
     * An agent's sighting by the highest layer that tells anything: what users feel, and the path below it too. A
     * network may swallow ICMP for ever, so that kind counts only once it was answered. A service of which nothing runs
     * does not answer, and that says nothing of its zone.
     */
    private Sighting byAgent(ZoneId observer, ZoneId target, Instant now) {
        boolean asleep = sleeps(target, now);
        for (ProbeKind kind : List.of(ProbeKind.HTTP, ProbeKind.TCP, ProbeKind.ICMP)) {
            var link = links.get(new Link(observer, target, kind));
            if (link != null && link.isFresh(now) && (kind != ProbeKind.ICMP || link.everAnswered())) {
                var seen = link.sighting();
                if (seen.verdict() != Verdict.NOT_ENOUGH_DATA && !(asleep && kind != ProbeKind.ICMP && misses(seen))) {
                    return expected(observer, target, now).map(seen::expecting).orElse(seen);
                }
            }
        }
        return Sighting.nothing(new Observer.Agent(observer));
    }

    private Optional<Forecast> expected(ZoneId observer, ZoneId target, Instant now) {
        if (now.isAfter(expected.at().plus(HealthRules.FRESH_FORECAST))) {
            return Optional.empty();
        }
        return expected.all().stream()
                .filter(one -> one.observer().equals(observer) && one.zone().equals(target))
                .map(Foretold::ahead)
                .findFirst();
    }

    private static boolean misses(Sighting seen) {
        return seen.verdict() == Verdict.DEAD || seen.verdict() == Verdict.LOSSY;
    }

    private Sighting byBalancer(ZoneId zone, Instant now) {
        var link = balancer.get(zone);
        return link == null || balancer(now).isEmpty() || sleeps(zone, now)
                ? Sighting.nothing(new Observer.Balancer())
                : link.sighting(rules, now);
    }

    /** Whether nothing runs in a zone that has no share: that no server is up there says nothing of the zone. */
    public boolean sleeps(ZoneId zone, Instant now) {
        return load(zone, now).filter(load -> load.instances() == 0).isPresent()
                && balancer(now).filter(view -> view.effective().of(zone) == 0).isPresent();
    }
}
