package dev.understudy.clouds.local.volume;

import dev.understudy.clouds.local.RecordFile;
import dev.understudy.clouds.local.VolumeSpec;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What must be known of a volume after the cloud died.
 *
 * @param spec as last put
 * @param writer zone whose tree is the one that is written
 * @param epoch newest fence obeyed
 * @param syncedAtMillis when the last complete round to a zone began, milliseconds since 1970
 * @param fenced zones that were left by force and have not joined again, with the fence of that move
 * @param move the cut-over under way; nothing of it counts until the writer is another
 */
record VolumeRecord(
        VolumeSpec spec,
        ZoneId writer,
        long epoch,
        SortedMap<ZoneId, Long> syncedAtMillis,
        SortedMap<ZoneId, Long> fenced,
        Optional<Move> move) {
    static final String FILE = "record.json";

    /** A cut-over that has begun and not ended. */
    record Move(ZoneId from, ZoneId to) {}

    VolumeRecord {
        syncedAtMillis = Collections.unmodifiableSortedMap(new TreeMap<>(syncedAtMillis));
        fenced = Collections.unmodifiableSortedMap(new TreeMap<>(fenced));
    }

    static VolumeRecord fresh(VolumeSpec spec) {
        return new VolumeRecord(spec, spec.zones().getFirst(), 0, new TreeMap<>(), new TreeMap<>(), Optional.empty());
    }

    Optional<Long> syncedAt(ZoneId zone) {
        return Optional.ofNullable(syncedAtMillis.get(zone));
    }

    /** The fence of the move by which a zone was left, until it has joined again. */
    Optional<Long> fencedAt(ZoneId zone) {
        return Optional.ofNullable(fenced.get(zone));
    }

    boolean isFenced(ZoneId zone) {
        return fenced.containsKey(zone);
    }

    /** With another declaration; of zones that are not wanted any more nothing is remembered. */
    VolumeRecord withSpec(VolumeSpec wanted) {
        var synced = new TreeMap<>(syncedAtMillis);
        synced.keySet().retainAll(wanted.zones());
        var shut = new TreeMap<>(fenced);
        shut.keySet().retainAll(wanted.zones());
        return new VolumeRecord(wanted, writer, epoch, synced, shut, move);
    }

    VolumeRecord withEpoch(long obeyed) {
        return new VolumeRecord(spec, writer, obeyed, syncedAtMillis, fenced, move);
    }

    VolumeRecord withMove(Optional<Move> underWay) {
        return new VolumeRecord(spec, writer, epoch, syncedAtMillis, fenced, underWay);
    }

    /** A copy that has everything as of a moment, and follows. */
    VolumeRecord synced(ZoneId zone, long atMillis) {
        var synced = new TreeMap<>(syncedAtMillis);
        synced.put(zone, atMillis);
        var shut = new TreeMap<>(fenced);
        shut.remove(zone);
        return new VolumeRecord(spec, writer, epoch, synced, shut, move);
    }

    /** The cut-over has happened, and both trees were equal at this moment. */
    VolumeRecord moved(ZoneId to, long atMillis) {
        return synced(writer, atMillis).written(to);
    }

    private VolumeRecord written(ZoneId to) {
        return new VolumeRecord(spec, to, epoch, syncedAtMillis, fenced, Optional.empty());
    }

    /** The cut-over has happened, and each other tree may have what the new writer's has not. */
    VolumeRecord forced(ZoneId to) {
        var shut = new TreeMap<ZoneId, Long>();
        spec.zones().stream().filter(zone -> !zone.equals(to)).forEach(zone -> shut.put(zone, epoch));
        return new VolumeRecord(spec, to, epoch, new TreeMap<>(), shut, Optional.empty());
    }

    static Optional<VolumeRecord> read(Path file) throws IOException {
        return RecordFile.read(file, VolumeRecord.class, "a volume");
    }

    /** Whole or not at all; durable on return. */
    void write(Path file) throws IOException {
        RecordFile.write(file, this);
    }
}
