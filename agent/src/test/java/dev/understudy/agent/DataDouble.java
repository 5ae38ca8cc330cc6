package dev.understudy.agent;

import dev.understudy.clouds.spi.DataReplica;
import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A replicated database in memory that holds to the law: one writer, no verb under an older fence, every verb again and again. */
public final class DataDouble implements DataReplica {
    private final SortedMap<ZoneId, DataMember.Role> roles = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private Fence newest = Fence.NONE;
    private ReplicationSetting setting = ReplicationSetting.REMOTE_APPLY;
    private Optional<String> refusal = Optional.empty();

    public DataDouble(ZoneId writer, List<ZoneId> standbys) {
        roles.put(writer, DataMember.Role.WRITER);
        standbys.forEach(zone -> roles.put(zone, DataMember.Role.STANDBY));
    }

    /** What was done, in order. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized Optional<ZoneId> writer() {
        return roles.entrySet().stream()
                .filter(member -> member.getValue() == DataMember.Role.WRITER)
                .map(SortedMap.Entry::getKey)
                .findFirst();
    }

    /** Whether a zone has a server that follows the writer. */
    public synchronized boolean follows(ZoneId zone) {
        return roles.get(zone) == DataMember.Role.STANDBY;
    }

    /** From now on every verb is refused. */
    public synchronized void refuse(String why) {
        refusal = Optional.of(why);
    }

    /** A server no longer follows. */
    public synchronized void stray(ZoneId zone) {
        roles.put(zone, DataMember.Role.STRAY);
    }

    @Override
    public synchronized Observed observe() {
        var members = new TreeMap<ZoneId, DataMember>();
        roles.forEach((zone, role) -> {
            boolean well = role == DataMember.Role.WRITER || role == DataMember.Role.STANDBY;
            members.put(
                    zone,
                    new DataMember(
                            zone,
                            role,
                            1,
                            100,
                            100,
                            well ? new Lag.CaughtUp() : new Lag.Unknown(),
                            role == DataMember.Role.STANDBY,
                            true));
        });
        return new Observed.Seen(new DataView(Samples.SHOP, Instant.now(), newest, setting, members, 0));
    }

    @Override
    public TaskEnd acknowledge(ReplicationSetting wanted, Fence fence) {
        return fenced("acknowledge " + wanted, fence, () -> {
            setting = wanted;
            return "writes are acknowledged " + wanted;
        });
    }

    @Override
    public TaskEnd preCopy(ZoneId to, Fence fence, Consumer<CopyProgress> progress) {
        progress.accept(new CopyProgress(1, 100, 0, 100, 0));
        return fenced("pre-copy to " + to, fence, () -> {
            if (roles.get(to) != DataMember.Role.WRITER) {
                roles.put(to, DataMember.Role.STANDBY);
            }
            return to + " has caught up";
        });
    }

    @Override
    public TaskEnd connect(ZoneId zone, Fence fence) {
        return fenced("connect " + zone, fence, () -> "the pools of " + zone + " are open");
    }

    @Override
    public TaskEnd cutOver(ZoneId from, ZoneId to, boolean forced, Duration pauseMax, Fence fence) {
        String call = "cut over from " + from + " to " + to + (forced ? ", forced" : "") + ", within "
                + pauseMax.toMillis() + " ms,";
        return fenced(call, fence, () -> {
            if (roles.get(to) != DataMember.Role.WRITER) {
                roles.put(from, DataMember.Role.FENCED);
                roles.put(to, DataMember.Role.WRITER);
            }
            return to + " takes the writes";
        });
    }

    @Override
    public TaskEnd rejoin(ZoneId zone, Fence fence) {
        return fenced("rejoin " + zone, fence, () -> {
            if (roles.get(zone) != DataMember.Role.WRITER) {
                roles.put(zone, DataMember.Role.STANDBY);
            }
            return zone + " follows";
        });
    }

    private synchronized TaskEnd fenced(String call, Fence fence, Supplier<String> work) {
        if (fence.isOlderThan(newest)) {
            return new TaskEnd.Refused(Because.of("epoch " + fence.epoch() + " is older than " + newest.epoch()));
        }
        if (refusal.isPresent()) {
            return new TaskEnd.Refused(Because.of(refusal.get()));
        }
        newest = fence;
        calls.add(call + " under " + fence.epoch());
        return new TaskEnd.Done(Because.of(work.get()));
    }

    @Override
    public void close() {}
}
