package dev.understudy.core.signal;

import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * By which names the feeds call each zone: its region, its availability zone, its country.
 *
 * @param names of each zone, beside its id, which always counts
 */
public record Places(SortedMap<ZoneId, Set<String>> names) {
    /** The feeds call the zones by their ids. */
    public static final Places NONE = new Places(Collections.emptySortedMap());

    public Places {
        var copy = new TreeMap<ZoneId, Set<String>>();
        names.forEach((zone, called) -> {
            var all = new HashSet<>(called);
            all.add(zone.value());
            copy.put(zone, Set.copyOf(all));
        });
        names = Collections.unmodifiableSortedMap(copy);
    }

    /** Whether a signal concerns a zone. */
    public boolean concern(Signal signal, Zone zone) {
        var called = of(zone);
        return signal.areas().stream().anyMatch(area -> area.touches(zone, called));
    }

    /** Whether a price is one of a zone. */
    public boolean concern(Price price, Zone zone) {
        var called = of(zone);
        return price.places().stream().anyMatch(called::contains);
    }

    /** Whether a signal concerns any of these zones. */
    public boolean concern(Signal signal, Collection<Zone> zones) {
        return zones.stream().anyMatch(zone -> concern(signal, zone));
    }

    /** Whether a price is one of any of these zones. */
    public boolean concern(Price price, Collection<Zone> zones) {
        return zones.stream().anyMatch(zone -> concern(price, zone));
    }

    private Set<String> of(Zone zone) {
        return names.getOrDefault(zone.id(), Set.of(zone.id().value()));
    }
}
