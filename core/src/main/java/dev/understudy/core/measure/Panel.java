package dev.understudy.core.measure;

import dev.understudy.core.zone.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What all observers see of all zones at one moment, with those marked that are better not believed. */
public final class Panel {
    private final int quorum;
    private final SortedMap<ZoneId, List<Sighting>> sightings = new TreeMap<>();

    Panel(int quorum, SortedMap<ZoneId, List<Sighting>> seen) {
        this.quorum = quorum;
        var suspects = suspects(seen);
        seen.forEach((zone, list) -> sightings.put(
                zone,
                list.stream()
                        .map(one -> suspects.contains(one.observer()) ? one.suspected() : one)
                        .toList()));
    }

    /** What all observers together say of a zone. */
    public ZoneHealth health(ZoneId zone) {
        return ZoneHealth.judge(zone, quorum, sightings.getOrDefault(zone, List.of()));
    }

    /** Where the latency of a zone is going. */
    public ZoneOutlook outlook(ZoneId zone) {
        return ZoneOutlook.of(zone, quorum, sightings.getOrDefault(zone, List.of()));
    }

    /**
     * Observers that see every zone bad, and at least two of them, while somebody else sees one of the same zones well:
     * then the fault is likely on their own side.
     */
    private static Set<Observer> suspects(SortedMap<ZoneId, List<Sighting>> seen) {
        var good = new HashSet<Observer>();
        var bad = new HashSet<Observer>();
        var badTwice = new HashSet<Observer>();
        var contradicted = new HashSet<Observer>();
        for (var list : seen.values()) {
            for (var one : list) {
                if (one.verdict() == Verdict.WELL) {
                    good.add(one.observer());
                } else if (one.verdict().isBad()) {
                    if (!bad.add(one.observer())) {
                        badTwice.add(one.observer());
                    }
                    if (list.stream().anyMatch(other -> contradicts(other, one))) {
                        contradicted.add(one.observer());
                    }
                }
            }
        }
        badTwice.retainAll(contradicted);
        badTwice.removeAll(good);
        return badTwice;
    }

    /** Whether somebody sees well what another sees bad. Who does not time a zone cannot say that it is not slow. */
    private static boolean contradicts(Sighting other, Sighting bad) {
        return other.verdict() == Verdict.WELL && (other.timed() || bad.verdict() != Verdict.SLOW);
    }
}
