package dev.understudy.core.weights;

import dev.understudy.core.zone.ZoneId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a revision says of a service beside its weights. Where it says nothing, the program's word stands.
 *
 * @param instances running instances wanted in a zone, 0 or more; a zone named here gets instances of the primary's size
 * @param writer the zone whose database takes the writes
 */
public record Provision(SortedMap<ZoneId, Integer> instances, Optional<ZoneId> writer) {
    /** Everything as the program declares it. */
    public static final Provision AS_DECLARED = new Provision(new TreeMap<>(), Optional.empty());

    public Provision {
        for (Map.Entry<ZoneId, Integer> zone : instances.entrySet()) {
            if (zone.getValue() < 0) {
                throw new IllegalArgumentException(
                        "instances of zone " + zone.getKey() + " is " + zone.getValue() + "; allowed: 0 or more");
            }
        }
        instances = Collections.unmodifiableSortedMap(new TreeMap<>(instances));
    }

    /** The same with this many instances in a zone. */
    public Provision withInstances(ZoneId zone, int wanted) {
        var next = new TreeMap<>(instances);
        next.put(zone, wanted);
        return new Provision(next, writer);
    }

    /** The same with a zone's size left to the program. */
    public Provision withoutInstances(ZoneId zone) {
        var next = new TreeMap<>(instances);
        next.remove(zone);
        return new Provision(next, writer);
    }

    /** The same with the writer in another zone. */
    public Provision withWriter(ZoneId zone) {
        return new Provision(instances, Optional.of(zone));
    }
}
