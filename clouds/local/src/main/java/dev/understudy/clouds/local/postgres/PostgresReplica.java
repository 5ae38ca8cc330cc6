package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.DatabaseInfo;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.LocalDatabases;
import dev.understudy.clouds.local.Verbs;
import dev.understudy.clouds.spi.DataReplica;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.LagMath;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.CopyProgress;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A database of the local cloud. Its verbs are the control plane's, which can end a server as a cloud ends an instance; it
 * looks over the network, from wherever it is, and sees what can be seen from there.
 */
public final class PostgresReplica implements DataReplica {
    private final LocalDatabases cloud;
    private final String database;
    private final ServiceId service;
    private final Inside inside;
    private final Path identity;
    private final InstantSource clock;
    private final Map<String, ServerLook> looks = new HashMap<>();
    private final Map<ZoneId, Duration> roundTrips = new HashMap<>();
    private LagMath math = LagMath.NONE;
    private double mutation;
    private @Nullable Seen last;

    private record Seen(Instant at, long bytes) {}

    /**
     * @param cloud its control plane
     * @param database name of the set
     * @param inside where we look from
     * @param identity whom we show: an agent, {@code agent-…}, or {@code observer}
     * @param clock dates what is seen
     */
    public PostgresReplica(
            LocalDatabases cloud,
            String database,
            ServiceId service,
            Inside inside,
            Identity identity,
            InstantSource clock) {
        this.cloud = cloud;
        this.database = database;
        this.service = service;
        this.inside = inside;
        this.identity = identity.directory();
        this.clock = clock;
    }

    @Override
    public synchronized Observed observe() {
        DatabaseInfo info;
        try {
            info = cloud.database(database);
        } catch (LocalCloudException e) {
            return new Observed.Failed(Verbs.classify(e));
        }
        SortedMap<ZoneId, Optional<ServerLook.Answer>> answers = ask(info);
        Optional<ServerLook.Answer> writer =
                answers.getOrDefault(info.writer(), Optional.empty()).filter(ServerLook.Answer::writes);
        Instant now = clock.instant();
        writer.ifPresent(answer -> note(now, answer));
        var members = new TreeMap<ZoneId, DataMember>();
        info.members().forEach((zone, member) -> {
            if (member.state() != DatabaseInfo.State.DORMANT) {
                Optional<ServerLook.Answer> answer = answers.getOrDefault(zone, Optional.empty());
                members.put(zone, member(zone, info, answer, writer));
            }
        });
        return new Observed.Seen(
                new DataView(service, now, new Fence(info.epoch()), info.setting(), members, mutation));
    }

    /** All at once, so that one that hangs costs no more than its own bound. */
    private SortedMap<ZoneId, Optional<ServerLook.Answer>> ask(DatabaseInfo info) {
        long deadline = ServerLook.deadline();
        var tasks = new TreeMap<ZoneId, FutureTask<ServerLook.Answer>>();
        info.members().forEach((zone, member) -> {
            if (member.state() == DatabaseInfo.State.RUNNING || member.state() == DatabaseInfo.State.STOPPED) {
                tasks.put(
                        zone,
                        looks.computeIfAbsent(member.server(), server -> new ServerLook(inside, server, identity))
                                .begin());
            }
        });
        var answers = new TreeMap<ZoneId, Optional<ServerLook.Answer>>();
        tasks.forEach((zone, task) -> answers.put(zone, ServerLook.end(task, deadline)));
        return answers;
    }

    private void note(Instant now, ServerLook.Answer writer) {
        math = math.seen(now, writer.appliedBytes());
        Seen before = last;
        if (before != null && now.isAfter(before.at()) && writer.appliedBytes() >= before.bytes()) {
            double seconds = Duration.between(before.at(), now).toNanos() / 1e9;
            mutation = (mutation + (writer.appliedBytes() - before.bytes()) / seconds) / 2;
        }
        last = new Seen(now, writer.appliedBytes());
        writer.standbys()
                .forEach((name, standby) -> standby.writeLag()
                        .ifPresent(lag -> roundTrips.merge(
                                new ZoneId(name), lag, (one, other) -> one.compareTo(other) < 0 ? one : other)));
    }

    private DataMember member(
            ZoneId zone, DatabaseInfo info, Optional<ServerLook.Answer> answer, Optional<ServerLook.Answer> writer) {
        DatabaseInfo.Member held = info.member(zone);
        Optional<ServerLook.Standby> report =
                writer.flatMap(one -> Optional.ofNullable(one.standbys().get(zone.value())));
        DataMember.Role role = role(zone, info, held.state(), answer, writer, report);
        Lag lag = role == DataMember.Role.WRITER ? new Lag.CaughtUp() : lag(zone, answer, report);
        boolean encrypted = role == DataMember.Role.WRITER
                ? writer.stream()
                        .flatMap(one -> one.standbys().values().stream())
                        .allMatch(ServerLook.Standby::encrypted)
                : report.map(ServerLook.Standby::encrypted).orElse(false);
        return new DataMember(
                zone,
                role,
                answer.map(ServerLook.Answer::timeline).orElse(0L),
                answer.map(ServerLook.Answer::receivedBytes).orElse(0L),
                answer.map(ServerLook.Answer::appliedBytes).orElse(0L),
                lag,
                report.map(ServerLook.Standby::acknowledges).orElse(false),
                encrypted);
    }

    private static DataMember.Role role(
            ZoneId zone,
            DatabaseInfo info,
            DatabaseInfo.State state,
            Optional<ServerLook.Answer> answer,
            Optional<ServerLook.Answer> writer,
            Optional<ServerLook.Standby> report) {
        if (state == DatabaseInfo.State.FENCED) {
            return DataMember.Role.FENCED;
        }
        if (state == DatabaseInfo.State.COPYING) {
            return DataMember.Role.REBUILDING;
        }
        if (answer.isEmpty()) {
            return DataMember.Role.DOWN;
        }
        if (answer.get().writes()) {
            return zone.equals(info.writer()) ? DataMember.Role.WRITER : DataMember.Role.STRAY;
        }
        // One that has applied what was never sent to it is on another history, however it is called.
        boolean ahead = report.isPresent()
                && report.get().replayedBytes() > report.get().sentBytes();
        boolean follows = report.map(ServerLook.Standby::streaming).orElse(false)
                || answer.get().receiving()
                || writer.isEmpty();
        return ahead || !follows ? DataMember.Role.STRAY : DataMember.Role.STANDBY;
    }

    private Lag lag(ZoneId zone, Optional<ServerLook.Answer> answer, Optional<ServerLook.Standby> report) {
        boolean streaming = report.map(ServerLook.Standby::streaming)
                .orElseGet(() -> answer.map(ServerLook.Answer::receiving).orElse(false));
        if (last == null || !streaming) {
            return new Lag.Unknown();
        }
        long replayed = report.map(ServerLook.Standby::replayedBytes)
                .orElseGet(() -> answer.map(ServerLook.Answer::appliedBytes).orElse(0L));
        // Asked side by side, a standby may have applied what the writer had not yet written when it was asked.
        long known = report.isPresent() ? replayed : Math.min(replayed, last.bytes());
        return math.of(
                new LagMath.Report(true, known, report.flatMap(ServerLook.Standby::replayLag)),
                roundTrips.getOrDefault(zone, Duration.ZERO));
    }

    @Override
    public TaskEnd acknowledge(ReplicationSetting setting, Fence fence) {
        return Verbs.tried(() -> cloud.acknowledge(database, setting, fence.epoch()));
    }

    @Override
    public TaskEnd preCopy(ZoneId to, Fence fence, Consumer<CopyProgress> progress) {
        return Verbs.watched(new CopyLook(to, progress), () -> cloud.preCopy(database, to, fence.epoch()));
    }

    /** Tells how far a copy is, as long as there is one. */
    private final class CopyLook implements Verbs.Look {
        private final ZoneId to;
        private final Consumer<CopyProgress> progress;
        private long bytes;
        private long nanos = System.nanoTime();

        CopyLook(ZoneId to, Consumer<CopyProgress> progress) {
            this.to = to;
            this.progress = progress;
        }

        @Override
        public boolean again() {
            try {
                DatabaseInfo.Member member = cloud.database(database).member(to);
                if (member.state() == DatabaseInfo.State.COPYING) {
                    long now = System.nanoTime();
                    double rate = Math.max(0, member.copiedBytes() - bytes) * 1e9 / Math.max(1, now - nanos);
                    bytes = member.copiedBytes();
                    nanos = now;
                    long rest = Math.max(0, member.copyBytes() - member.copiedBytes());
                    progress.accept(new CopyProgress(1, member.copiedBytes(), rest, rate, mutation()));
                }
                return true;
            } catch (LocalCloudException | IllegalArgumentException _) {
                progress.accept(new CopyProgress(1, bytes, 0, 0, mutation()));
                return false;
            }
        }
    }

    private synchronized double mutation() {
        return mutation;
    }

    @Override
    public TaskEnd connect(ZoneId zone, Fence fence) {
        return Verbs.tried(() -> cloud.connect(database, zone, fence.epoch()));
    }

    @Override
    public TaskEnd cutOver(ZoneId from, ZoneId to, boolean forced, Duration pauseMax, Fence fence) {
        return Verbs.tried(() -> cloud.cutOver(database, from, to, forced, pauseMax, fence.epoch()));
    }

    @Override
    public TaskEnd rejoin(ZoneId zone, Fence fence) {
        return Verbs.tried(() -> cloud.rejoin(database, zone, fence.epoch()));
    }

    @Override
    public synchronized void close() {
        looks.values().forEach(ServerLook::close);
        looks.clear();
    }
}
