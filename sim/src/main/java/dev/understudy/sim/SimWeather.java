package dev.understudy.sim;

import dev.understudy.core.zone.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What befalls the zones: some answer late, some lose requests, some are dead. */
final class SimWeather {
    private final List<BrownOut> brownOuts = new ArrayList<>();
    private final List<ZoneId> dead = new ArrayList<>();

    /**
     * A zone that does badly.
     *
     * @param extraMillis by how much it answers later, when at its worst
     * @param loss share of requests and probes that are lost, 0 to 1
     * @param rampMillis until it is at its worst
     */
    record BrownOut(ZoneId zone, long since, double extraMillis, double loss, long rampMillis) {}

    void begin(BrownOut brownOut) {
        brownOuts.add(brownOut);
    }

    void end(BrownOut brownOut) {
        brownOuts.remove(brownOut);
    }

    void kill(ZoneId zone) {
        dead.add(zone);
    }

    void revive(ZoneId zone) {
        dead.remove(zone);
    }

    boolean isDead(ZoneId zone) {
        return dead.contains(zone);
    }

    double extraMillis(ZoneId zone, long now) {
        double extra = 0;
        for (BrownOut each : brownOuts) {
            if (each.zone().equals(zone)) {
                double reached =
                        each.rampMillis() == 0 ? 1 : Math.min(1, (double) (now - each.since()) / each.rampMillis());
                extra += each.extraMillis() * reached;
            }
        }
        return extra;
    }

    double loss(ZoneId zone) {
        if (isDead(zone)) {
            return 1;
        }
        double kept = 1;
        for (BrownOut each : brownOuts) {
            kept *= each.zone().equals(zone) ? 1 - each.loss() : 1;
        }
        return 1 - kept;
    }

    boolean isCalm() {
        return brownOuts.isEmpty() && dead.isEmpty();
    }

    /** Zones that something befalls. */
    Set<ZoneId> troubled() {
        var zones = new TreeSet<>(dead);
        brownOuts.forEach(each -> zones.add(each.zone()));
        return zones;
    }
}
