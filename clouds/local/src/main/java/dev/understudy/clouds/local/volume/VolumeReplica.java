package dev.understudy.clouds.local.volume;

import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.LocalVolumes;
import dev.understudy.clouds.local.Verbs;
import dev.understudy.clouds.local.VolumeInfo;
import dev.understudy.clouds.spi.DataReplica;
import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A volume of the local cloud, as whoever migrates its service sees it. Its verbs are the control plane's. */
public final class VolumeReplica implements DataReplica {
    private final LocalVolumes cloud;
    private final String volume;
    private final ServiceId service;
    private final InstantSource clock;

    /**
     * @param cloud its control plane
     * @param volume its name
     * @param clock dates what is seen
     */
    public VolumeReplica(LocalVolumes cloud, String volume, ServiceId service, InstantSource clock) {
        this.cloud = cloud;
        this.volume = volume;
        this.service = service;
        this.clock = clock;
    }

    @Override
    public Observed observe() {
        VolumeInfo info;
        try {
            info = cloud.volume(volume);
        } catch (LocalCloudException e) {
            return new Observed.Failed(Verbs.classify(e));
        }
        var members = new TreeMap<ZoneId, DataMember>();
        info.members().forEach((zone, member) -> members.put(zone, member(zone, member)));
        return new Observed.Seen(new DataView(
                service,
                clock.instant(),
                new Fence(info.epoch()),
                ReplicationSetting.LOCAL,
                members,
                info.mutationBytesPerSecond()));
    }

    /** A tree has no log: there are no positions to tell. */
    private static DataMember member(ZoneId zone, VolumeInfo.Member member) {
        return new DataMember(zone, role(member.state()), 0, 0, 0, lag(member), false, true);
    }

    private static DataMember.Role role(VolumeInfo.State state) {
        return switch (state) {
            case WRITER -> DataMember.Role.WRITER;
            case FOLLOWING -> DataMember.Role.STANDBY;
            case COPYING -> DataMember.Role.REBUILDING;
            case FENCED -> DataMember.Role.FENCED;
        };
    }

    /** A copy is behind by the age of its last complete round: whatever was written since is not in it. */
    private static Lag lag(VolumeInfo.Member member) {
        return switch (member.state()) {
            case WRITER -> new Lag.CaughtUp();
            case COPYING, FENCED -> new Lag.Unknown();
            case FOLLOWING -> {
                Optional<Lag> behind =
                        member.ageMillis().map(age -> new Lag.Behind(Duration.ofMillis(age), member.dirtyBytes()));
                yield behind.orElseGet(Lag.Unknown::new);
            }
        };
    }

    @Override
    public TaskEnd acknowledge(ReplicationSetting setting, Fence fence) {
        return setting == ReplicationSetting.LOCAL
                ? new TaskEnd.Done(Because.of("what is written to volume " + volume + " is acknowledged LOCAL"))
                : new TaskEnd.Refused(Because.of("volume " + volume
                        + " is copied in rounds: nothing that is written to it waits for a copy; allowed: LOCAL, not "
                        + setting));
    }

    @Override
    public TaskEnd preCopy(ZoneId to, Fence fence, Consumer<CopyProgress> progress) {
        var told = new AtomicReference<>(progress(to)); // what is known of an earlier copy is no news
        return Verbs.watched(
                () -> {
                    var now = progress(to);
                    if (!now.equals(told.getAndSet(now))) {
                        now.ifPresent(progress);
                    }
                    return true;
                },
                () -> cloud.preCopyVolume(volume, to, fence.epoch()));
    }

    /** Empty also where it cannot be asked for: the copy itself says what is wrong. */
    private Optional<CopyProgress> progress(ZoneId to) {
        try {
            return cloud.volume(volume).member(to).progress();
        } catch (LocalCloudException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public TaskEnd connect(ZoneId zone, Fence fence) {
        return new TaskEnd.Done(Because.of("a volume has no connections to open"));
    }

    @Override
    public TaskEnd cutOver(ZoneId from, ZoneId to, boolean forced, Duration pauseMax, Fence fence) {
        return Verbs.tried(() -> cloud.cutOverVolume(volume, from, to, forced, pauseMax, fence.epoch()));
    }

    @Override
    public TaskEnd rejoin(ZoneId zone, Fence fence) {
        return Verbs.tried(() -> cloud.rejoinVolume(volume, zone, fence.epoch()));
    }

    /** Nothing is held between calls. */
    @Override
    public void close() {}
}
