package dev.understudy.sim;

import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Instances of services in zones. They start after a while, may fail to, and share the room of their zone. */
final class SimFleet {
    private final Timeline time;
    private final Dice dice;
    private final Map<ZoneId, Integer> room;
    private final Map<ZoneId, Map<ServiceId, Group>> groups = new TreeMap<>();
    private double slowness = 1;
    private double failing;

    /** The instances of one service in one zone. */
    private static final class Group {
        long revision;
        final List<Long> readyAt = new ArrayList<>();
    }

    /** How a change of size ended. */
    enum Resized {
        DONE,
        /** Some instances were started, the others were refused. */
        HALF,
        /** A newer revision has set the size. */
        STALE
    }

    /** @param room instances that fit in each zone, all services together */
    SimFleet(Timeline time, Dice dice, Map<ZoneId, Integer> room) {
        this.time = time;
        this.dice = dice;
        this.room = new TreeMap<>(room);
    }

    /** Instances that run from the beginning. */
    void begin(ServiceId service, ZoneId zone, int instances) {
        var group = group(service, zone);
        for (int each = 0; each < instances; each++) {
            group.readyAt.add(0L);
        }
    }

    private Group group(ServiceId service, ZoneId zone) {
        return groups.computeIfAbsent(zone, _ -> new TreeMap<>()).computeIfAbsent(service, _ -> new Group());
    }

    /**
     * Sets a size, as of a revision. Asked again it starts what is missing.
     *
     * @param half whether the cloud gives up half way
     */
    Resized resize(ServiceId service, ZoneId zone, int instances, long revision, boolean half) {
        var group = group(service, zone);
        if (revision < group.revision) {
            return Resized.STALE;
        }
        group.revision = revision;
        while (group.readyAt.size() > instances) {
            group.readyAt.removeLast();
        }
        int missing = instances - group.readyAt.size();
        int start = half ? missing / 2 : missing;
        int free = room.getOrDefault(zone, 0) - taken(zone);
        for (int each = 0; each < Math.min(start, free); each++) {
            long delay = (long) (dice.between(1_500L, 4_000L) * slowness);
            group.readyAt.add(dice.happens(failing) ? Long.MAX_VALUE : time.now() + delay);
        }
        return group.readyAt.size() < instances ? Resized.HALF : Resized.DONE;
    }

    int taken(ZoneId zone) {
        return groups.getOrDefault(zone, Map.of()).values().stream()
                .mapToInt(group -> group.readyAt.size())
                .sum();
    }

    int room(ZoneId zone) {
        return room.getOrDefault(zone, 0);
    }

    /** Instances of a service that serve. */
    int ready(ServiceId service, ZoneId zone) {
        int ready = 0;
        for (long at : group(service, zone).readyAt) {
            ready += at <= time.now() ? 1 : 0;
        }
        return ready;
    }

    /** Instances of a service that run or are on their way. */
    int started(ServiceId service, ZoneId zone) {
        return group(service, zone).readyAt.size();
    }

    /** Instances that never get ready are given up: asked again, others are started in their place. */
    void replaceFailed() {
        groups.values()
                .forEach(zone -> zone.values()
                        .forEach(group -> group.readyAt.replaceAll(
                                at -> at == Long.MAX_VALUE ? time.now() + dice.between(1_500L, 4_000L) : at)));
    }

    /** Instances of a service stop serving until then. */
    void lose(ServiceId service, ZoneId zone, int count, long until) {
        var group = group(service, zone);
        for (int each = 0; each < Math.min(count, group.readyAt.size()); each++) {
            group.readyAt.set(each, Math.max(group.readyAt.get(each), until));
        }
    }

    void slow(double factor, double failingRatio) {
        slowness = factor;
        failing = failingRatio;
    }
}
