package dev.understudy.core.measure;

import dev.understudy.core.zone.ZoneId;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What all observers together say of a zone.
 *
 * @param zone the zone
 * @param condition the verdict of the quorum
 * @param observers how many observers count now
 * @param sightings what each of them sees, sorted by name
 */
public record ZoneHealth(ZoneId zone, Condition condition, int observers, List<Sighting> sightings) {
    /** The verdict of the quorum. */
    public enum Condition {
        /** The quorum sees it well, and no quorum sees it bad. */
        WELL,
        /** The quorum sees it slow, lossy or dead. */
        SICK,
        /** The quorum sees no answer at all. */
        DEAD,
        /** No quorum agrees on anything. */
        UNKNOWN
    }

    public ZoneHealth {
        sightings = List.copyOf(sightings);
    }

    /** Nobody sees the zone. */
    public static ZoneHealth unseen(ZoneId zone) {
        return new ZoneHealth(zone, Condition.UNKNOWN, 0, List.of());
    }

    static ZoneHealth judge(ZoneId zone, int quorum, List<Sighting> sightings) {
        var counted = sightings.stream().filter(Sighting::counts).toList();
        Condition condition;
        if (count(counted, seen -> seen.verdict() == Verdict.DEAD) >= quorum) {
            condition = Condition.DEAD;
        } else if (count(counted, seen -> seen.verdict().isBad()) >= quorum) {
            condition = Condition.SICK;
        } else if (count(counted, seen -> seen.verdict() == Verdict.WELL) >= quorum) {
            condition = Condition.WELL;
        } else {
            condition = Condition.UNKNOWN;
        }
        return new ZoneHealth(zone, condition, counted.size(), sightings);
    }

    /** Whether the quorum agrees that it is bad. */
    public boolean sick() {
        return switch (condition) {
            case SICK, DEAD -> true;
            case WELL, UNKNOWN -> false;
        };
    }

    /**
     * Whether a quorum sees it losing, refusing or failing, and not merely slow. Between a zone that fails and one that
     * is slow, the slow one serves.
     */
    public boolean isFailing(int quorum) {
        return count(
                        sightings,
                        seen -> seen.counts() && (seen.verdict() == Verdict.LOSSY || seen.verdict() == Verdict.DEAD))
                >= quorum;
    }

    /**
     * Whether it may be given traffic: somebody sees it well, and those who do are more than those who do not. One good
     * observer is enough, because this zone is a refuge from another that a whole quorum condemns.
     */
    public boolean fit() {
        var counted = sightings.stream().filter(Sighting::counts).toList();
        int well = count(counted, seen -> seen.verdict() == Verdict.WELL);
        return !sick() && well > count(counted, seen -> seen.verdict().isBad());
    }

    /** Share of the observers that count who see it bad, 0 to 1. */
    public double badRatio() {
        return observers == 0 ? 0 : (double) agreeing() / observers;
    }

    /** Observers that count and see it bad. */
    public int agreeing() {
        return count(sightings, seen -> seen.counts() && seen.verdict().isBad());
    }

    /** Who sees it bad, by name, for a sentence. */
    public String badSeenBy() {
        var names = sightings.stream()
                .filter(seen -> seen.counts() && seen.verdict().isBad())
                .map(seen -> seen.observer().toString())
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "nobody" : names;
    }

    private static int count(List<Sighting> sightings, Predicate<Sighting> wanted) {
        return (int) sightings.stream().filter(wanted).count();
    }
}
