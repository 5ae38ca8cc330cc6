package dev.understudy.clouds.local.volume;

import dev.understudy.clouds.local.VolumeInfo;
import dev.understudy.clouds.local.VolumeSpec;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** One volume: its trees, its users, and the record that says which tree is written. One verb at a time works on it. */
public final class VolumeSet implements AutoCloseable {
    private final ReentrantLock turn = new ReentrantLock();
    private final VolumeParts parts;
    private final VolumeKeeper keeper;

    private VolumeSet(VolumeGround ground, VolumeRecord record) throws IOException {
        var clock = InstantSource.system();
        var layout = new Layout(ground, record);
        var users = new Users(zone -> ground.deadStop() && ground.dead().test(zone));
        this.parts = new VolumeParts(layout, new Rounds(layout, clock), users, clock);
        this.keeper = new VolumeKeeper(parts, turn);
    }

    /** Takes over what an earlier cloud left behind, or begins anew. */
    public static VolumeSet open(VolumeGround ground, VolumeSpec spec) throws IOException {
        Path file = ground.home(spec.name()).resolve(VolumeRecord.FILE);
        VolumeRecord record = VolumeRecord.read(file).orElseGet(() -> VolumeRecord.fresh(spec));
        var set = new VolumeSet(ground, record);
        set.keeper.start(spec.name());
        return set;
    }

    public VolumeSpec spec() {
        return parts.layout().record().spec();
    }

    /** Makes the volume as wanted; returns when its names lead where they shall. */
    public VolumeInfo put(VolumeSpec wanted) throws IOException {
        turn.lock();
        try {
            Layout layout = parts.layout();
            ZoneId writer = layout.record().writer();
            if (!wanted.zones().contains(writer)) {
                throw new IllegalArgumentException("zones of volume " + wanted.name() + " are " + wanted.zones()
                        + "; allowed: such as have its writer's zone " + writer + ", or move the writer first");
            }
            for (Seat seat : new ArrayList<>(layout.all())) {
                if (!wanted.zones().contains(seat.zone())) {
                    layout.remove(seat.zone());
                }
            }
            layout.keep(layout.record().withSpec(wanted));
            for (ZoneId zone : wanted.zones()) {
                layout.add(zone);
            }
            parts.resolve();
            return info();
        } finally {
            turn.unlock();
        }
    }

    /** What it is now. */
    public VolumeInfo info() {
        VolumeRecord record = parts.layout().record();
        var members = new TreeMap<ZoneId, VolumeInfo.Member>();
        long now = parts.clock().millis();
        for (Seat seat : parts.layout().all()) {
            ZoneId zone = seat.zone();
            members.put(
                    zone,
                    new VolumeInfo.Member(
                            parts.layout().mount(zone).toString(),
                            seat.tree().toString(),
                            state(record, zone),
                            record.syncedAt(zone).map(at -> Math.max(0, now - at)),
                            parts.rounds().dirtyBytes(zone),
                            parts.rounds().progress(zone)));
        }
        return new VolumeInfo(
                record.spec(), record.writer(), record.epoch(), parts.rounds().mutationBytesPerSecond(), members);
    }

    private static VolumeInfo.State state(VolumeRecord record, ZoneId zone) {
        if (zone.equals(record.writer())) {
            return VolumeInfo.State.WRITER;
        }
        if (record.isFenced(zone)) {
            return VolumeInfo.State.FENCED;
        }
        return record.syncedAt(zone).isPresent() ? VolumeInfo.State.FOLLOWING : VolumeInfo.State.COPYING;
    }

    /** Starts a process of a zone. */
    public interface Starter {
        /** @param volume where it finds the volume */
        Process at(Path volume) throws IOException;
    }

    /** Starts a process that uses the volume. */
    public Process start(ZoneId zone, Starter starter) throws IOException {
        Path name = parts.layout().mount(parts.layout().seat(zone).zone());
        return parts.users().start(zone, () -> starter.at(name));
    }

    /** Work that must not meet stopped users. */
    public interface Work {
        void run() throws IOException;
    }

    /** Does something while no user is stopped. */
    public void undisturbed(Work work) throws IOException {
        var _ = parts.users().undisturbed(() -> {
            work.run();
            return true;
        });
    }

    /** A zone died or came back: names to and from it lead elsewhere. */
    public void lead() throws IOException {
        parts.layout().lead();
    }

    /** As {@link dev.understudy.clouds.spi.DataReplica#preCopy}. */
    public TaskEnd preCopy(ZoneId to, long epoch) {
        return fenced(epoch, false, () -> new Joining(parts, seated(to)).ahead());
    }

    /** As {@link dev.understudy.clouds.spi.DataReplica#rejoin}. */
    public TaskEnd rejoin(ZoneId zone, long epoch) {
        return fenced(epoch, false, () -> new Joining(parts, seated(zone)).rejoin());
    }

    /** As {@link dev.understudy.clouds.spi.DataReplica#cutOver}. */
    public TaskEnd cutOver(ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch) {
        return fenced(
                epoch,
                forced,
                () -> forced
                        ? new ForcedMove(parts, from, to, pauseMax).run()
                        : new PlannedMove(parts, from, to, pauseMax).run());
    }

    private ZoneId seated(ZoneId zone) {
        return parts.layout().seat(zone).zone();
    }

    private interface Verb {
        TaskEnd run() throws IOException;
    }

    /** Obeys no fence older than the newest it obeyed, and remembers a newer one before it does anything. */
    private TaskEnd fenced(long epoch, boolean forced, Verb verb) {
        if (epoch >= parts.layout().record().epoch()) {
            take(forced);
        } else {
            turn.lock();
        }
        try {
            VolumeRecord record = parts.layout().record();
            if (epoch < record.epoch()) {
                return new TaskEnd.Refused(new Because(
                        "the order's fence {epoch} is older than {newestEpoch}, which volume "
                                + record.spec().name() + " obeys",
                        Map.of("epoch", (double) epoch, "newestEpoch", (double) record.epoch())));
            }
            if (epoch > record.epoch()) {
                parts.layout().keep(record.withEpoch(epoch));
            }
            parts.resolve();
            return verb.run();
        } catch (IOException e) {
            return new TaskEnd.Failed(Because.quoting("volume " + spec().name() + ": " + e.getMessage()));
        } finally {
            turn.unlock();
        }
    }

    private void take(boolean forced) {
        parts.rounds().giveWay(forced);
        turn.lock();
        parts.rounds().goOn(forced);
    }

    /** Ends what is under way; what was stored stays. */
    @Override
    public void close() {
        keeper.close();
        take(true);
        try {
            for (Seat seat : parts.layout().all()) {
                seat.shut();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            turn.unlock();
        }
    }

    /** Ends what is under way and removes what was stored. */
    public void delete() throws IOException {
        close();
        Trees.delete(parts.layout().home());
    }
}
