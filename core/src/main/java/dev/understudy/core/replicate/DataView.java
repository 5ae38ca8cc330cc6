package dev.understudy.core.replicate;

import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a replicated database says of itself.
 *
 * @param service whose data
 * @param at when it was read
 * @param fence newest fence it has obeyed
 * @param setting how writes are acknowledged now
 * @param members its servers by zone
 * @param mutationBytesPerSecond log written per second of late, 0 or more
 */
public record DataView(
        ServiceId service,
        Instant at,
        Fence fence,
        ReplicationSetting setting,
        SortedMap<ZoneId, DataMember> members,
        double mutationBytesPerSecond) {
    public DataView {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    /** The zone that takes writes; empty when none does, or more than one claims to. */
    public Optional<ZoneId> writer() {
        var writers = members.values().stream()
                .filter(member -> member.role() == DataMember.Role.WRITER)
                .map(DataMember::zone)
                .toList();
        return writers.size() == 1 ? Optional.of(writers.getFirst()) : Optional.empty();
    }
}
