package dev.understudy.clouds.local;

import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.zone.ZoneId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A volume as the cloud holds it.
 *
 * @param writer zone whose tree is the one that is written
 * @param epoch newest fence obeyed
 * @param mutationBytesPerSecond how fast the tree changed of late, 0 or more
 * @param members what its zones have of it
 */
public record VolumeInfo(
        VolumeSpec spec, ZoneId writer, long epoch, double mutationBytesPerSecond, SortedMap<ZoneId, Member> members) {
    public VolumeInfo {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    /** What a tree is. */
    public enum State {
        /** The one that is written. */
        WRITER,
        /** A copy that gets rounds. */
        FOLLOWING,
        /** A copy that no round has made whole yet. */
        COPYING,
        /** Was the one that is written until it was left by force: it may have what no other has. */
        FENCED
    }

    /**
     * What a zone has of it.
     *
     * @param path where instances of the zone find the volume: leads to the tree that is written, wherever that is
     * @param tree where the zone's own tree is
     * @param ageMillis how old the last complete round is, from its beginning; empty when there was none
     * @param dirtyBytes what differed when it began, as far as known
     * @param progress of the pre-copy under way, or of the last one
     */
    public record Member(
            String path,
            String tree,
            State state,
            Optional<Long> ageMillis,
            long dirtyBytes,
            Optional<CopyProgress> progress) {}

    /**
     * What a zone has of it.
     *
     * @throws IllegalArgumentException when the zone has nothing of it
     */
    public Member member(ZoneId zone) {
        Member member = members.get(zone);
        if (member == null) {
            throw new IllegalArgumentException(
                    "zone is " + zone + "; allowed: those of volume " + spec.name() + ", " + members.keySet());
        }
        return member;
    }
}
