package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.DatabaseSpec;
import dev.understudy.clouds.local.RecordFile;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What must be known of a set after the cloud died: who is the writer, which fence is obeyed, what was under way.
 *
 * @param number from 0, tells its ports
 * @param spec as last put
 * @param writer zone of the one server that may write
 * @param epoch newest fence obeyed
 * @param setting how writes are acknowledged where the client does not say
 * @param duties what each zone's server shall do
 * @param move the cut-over under way
 */
record SetRecord(
        int number,
        DatabaseSpec spec,
        ZoneId writer,
        long epoch,
        ReplicationSetting setting,
        SortedMap<ZoneId, Duty> duties,
        Optional<Move> move) {
    /** What a server shall do. */
    enum Duty {
        /** Run, as writer or as standby of it. */
        RUN,
        /** Not be there. */
        DORMANT,
        /** Not run: what it has may differ from what the writer has. */
        FENCED,
        /** Become a standby: it is being copied or rewound. */
        REBUILD
    }

    /** A cut-over whose old writer may be fenced already. */
    record Move(ZoneId from, ZoneId to) {}

    SetRecord {
        duties = Collections.unmodifiableSortedMap(new TreeMap<>(duties));
    }

    static SetRecord fresh(int number, DatabaseSpec spec) {
        var duties = new TreeMap<ZoneId, Duty>();
        spec.zones().forEach(zone -> duties.put(zone, spec.dormant().contains(zone) ? Duty.DORMANT : Duty.REBUILD));
        duties.put(spec.zones().getFirst(), Duty.RUN);
        return new SetRecord(
                number, spec, spec.zones().getFirst(), 0, settingOf(spec.mode()), duties, Optional.empty());
    }

    static ReplicationSetting settingOf(ReplicationMode mode) {
        return mode == ReplicationMode.SYNC ? ReplicationSetting.REMOTE_APPLY : ReplicationSetting.LOCAL;
    }

    Duty duty(ZoneId zone) {
        return duties.getOrDefault(zone, Duty.DORMANT);
    }

    /** Zones whose servers run, in the order of their names. */
    List<ZoneId> running() {
        return duties.keySet().stream().filter(zone -> duty(zone) == Duty.RUN).toList();
    }

    /** Standbys of which one must have a write; none where writes wait for nobody. */
    List<ZoneId> waitFor(ZoneId zone) {
        boolean nobody = spec.mode() == ReplicationMode.ASYNC && setting == ReplicationSetting.LOCAL;
        return nobody
                ? List.of()
                : running().stream().filter(other -> !other.equals(zone)).toList();
    }

    SetRecord with(ZoneId zone, Duty duty) {
        var changed = new TreeMap<>(duties);
        changed.put(zone, duty);
        return new SetRecord(number, spec, writer, epoch, setting, changed, move);
    }

    SetRecord without(ZoneId zone) {
        var changed = new TreeMap<>(duties);
        changed.remove(zone);
        return new SetRecord(number, spec, writer, epoch, setting, changed, move);
    }

    SetRecord withSpec(DatabaseSpec wanted) {
        ReplicationSetting kept = wanted.mode() == spec.mode() ? setting : settingOf(wanted.mode());
        return new SetRecord(number, wanted, writer, epoch, kept, duties, move);
    }

    SetRecord withWriter(ZoneId zone) {
        return new SetRecord(number, spec, zone, epoch, setting, duties, move);
    }

    SetRecord withEpoch(long obeyed) {
        return new SetRecord(number, spec, writer, obeyed, setting, duties, move);
    }

    SetRecord withSetting(ReplicationSetting wanted) {
        return new SetRecord(number, spec, writer, epoch, wanted, duties, move);
    }

    SetRecord withMove(Optional<Move> underWay) {
        return new SetRecord(number, spec, writer, epoch, setting, duties, underWay);
    }

    static Optional<SetRecord> read(Path file) throws IOException {
        return RecordFile.read(file, SetRecord.class, "a database");
    }

    /** Durable on return. */
    void write(Path file) throws IOException {
        RecordFile.write(file, this);
    }
}
