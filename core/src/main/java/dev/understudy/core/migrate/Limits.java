package dev.understudy.core.migrate;

import dev.understudy.core.zone.ZoneId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all migrations of a stack may take together. The ledger holds them when a migration begins.
 *
 * @param migrationsMax migrations under way at once, at least 1
 * @param movingRequestsPerSecondMax traffic under way at once, above 0; infinite where nobody set one
 * @param zoneInstancesMax instances that migrations may add in a zone; a zone left out has no limit
 */
public record Limits(
        int migrationsMax, double movingRequestsPerSecondMax, SortedMap<ZoneId, Integer> zoneInstancesMax) {
    /** Two migrations at once, and no other limit. */
    public static final Limits DEFAULT = new Limits(2, Double.MAX_VALUE, new TreeMap<>());

    public Limits {
        zoneInstancesMax = Collections.unmodifiableSortedMap(new TreeMap<>(zoneInstancesMax));
        if (migrationsMax < 1) {
            throw new IllegalArgumentException("limits.migrations is " + migrationsMax + "; allowed: 1 or more");
        }
        if (!(movingRequestsPerSecondMax > 0)) {
            throw new IllegalArgumentException(
                    "limits.movingRequestsPerSecond is " + movingRequestsPerSecondMax + "; allowed: above 0");
        }
    }
}
