package dev.understudy.clouds.local;

import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.util.List;
import java.util.TreeSet;

/**
 * A directory tree that moves with a service: one of its zones has the tree that is written, each other a copy of it.
 *
 * @param name unique among volumes of the cloud, 1 to 63 lower-case letters, digits and inner hyphens
 * @param service whose data it holds
 * @param zones where it lives, the declared writer first; the order counts at creation only: afterwards the writer is
 *     wherever the last cut-over left it
 * @param syncSeconds how often the copies get a round, seconds, 1 to 3 600
 */
public record VolumeSpec(String name, ServiceId service, List<ZoneId> zones, int syncSeconds) {
    /** What is usual for {@link #syncSeconds}. */
    public static final int SYNC_SECONDS = 10;

    public VolumeSpec {
        Check.label("volume name", name);
        zones = List.copyOf(zones);
        if (zones.isEmpty() || new TreeSet<>(zones).size() != zones.size()) {
            throw new IllegalArgumentException(
                    "zones of volume " + name + " are " + zones + "; allowed: one or more, each once");
        }
        Check.range("syncSeconds of volume " + name, syncSeconds, 1, 3_600);
    }
}
