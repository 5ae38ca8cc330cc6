package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.DatabaseInfo;
import dev.understudy.clouds.local.DatabaseSpec;
import dev.understudy.clouds.local.postgres.Members.Member;
import dev.understudy.clouds.local.postgres.SetRecord.Duty;
import dev.understudy.clouds.local.process.Waiting;
import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One replicated PostgreSQL: its servers, its poolers, and the record that says who is what. One verb at a time works on
 * it; looking waits for nobody.
 */
public final class DataSet implements AutoCloseable {
    private static final Duration FOLLOW_BOUND = Duration.ofSeconds(30);
    static final Duration ASK = Duration.ofSeconds(3);

    private final ReentrantLock turn = new ReentrantLock();
    private final Members members;
    private final Topology topology;
    private final Keeper keeper;

    private DataSet(Ground ground, SetRecord record) throws IOException {
        String name = record.spec().name();
        Keeper[] self = new Keeper[1];
        this.members = new Members(ground, name, record.number(), zone -> self[0].crashed(zone));
        this.topology = new Topology(members, record);
        this.keeper = new Keeper(name, topology, turn);
        self[0] = keeper;
    }

    /** Number of a set that an earlier cloud left behind in this directory; empty when there is none. */
    public static Optional<Integer> numberOf(Ground ground, String name) throws IOException {
        return SetRecord.read(Members.home(ground, name).resolve(Topology.FILE)).map(SetRecord::number);
    }

    /**
     * Takes over what an earlier cloud left behind, or begins anew. Nothing runs yet.
     *
     * @param number from 0, unique in the cloud: it tells the ports
     */
    public static DataSet open(Ground ground, int number, DatabaseSpec spec) throws IOException {
        Optional<SetRecord> found =
                SetRecord.read(Members.home(ground, spec.name()).resolve(Topology.FILE));
        return new DataSet(ground, found.orElseGet(() -> SetRecord.fresh(number, spec)));
    }

    public DatabaseSpec spec() {
        return topology.record().spec();
    }

    public int number() {
        return topology.record().number();
    }

    /** Makes the set as wanted; returns when the writer takes writes and every standby follows. */
    public DatabaseInfo put(DatabaseSpec wanted) throws IOException {
        turn.lock();
        try {
            refuseTheImpossible(wanted);
            reshape(wanted);
            for (ZoneId zone : wanted.zones()) {
                members.add(zone);
            }
            Recovery.resolve(topology);
            new Furnishing(topology).run();
            keeper.watch();
            return info();
        } catch (SQLException e) {
            throw new IOException("database " + wanted.name() + ": " + e.getMessage(), e);
        } finally {
            turn.unlock();
        }
    }

    private void refuseTheImpossible(DatabaseSpec wanted) {
        ZoneId writer = topology.record().writer();
        if (!wanted.zones().contains(writer)) {
            throw new IllegalArgumentException("zones of database " + wanted.name() + " are " + wanted.zones()
                    + "; allowed: such as have its writer's zone " + writer + ", or move the writer first");
        }
    }

    /** Zones that are not wanted any more go, with what they stored; those newly wanted are to be made. */
    private void reshape(DatabaseSpec wanted) throws IOException {
        SetRecord record = topology.record();
        DatabaseSpec before = record.spec();
        SetRecord after = record.withSpec(wanted);
        for (ZoneId zone : new ArrayList<>(record.duties().keySet())) {
            boolean sleeps =
                    wanted.dormant().contains(zone) && !before.dormant().contains(zone);
            if (!wanted.zones().contains(zone)) {
                members.remove(zone);
                after = after.without(zone);
            } else if (sleeps && !zone.equals(record.writer())) {
                members.remove(zone);
                after = after.with(zone, Duty.DORMANT);
            }
        }
        for (ZoneId zone : wanted.awake()) {
            if (after.duty(zone) == Duty.DORMANT) {
                after = after.with(zone, Duty.REBUILD);
            }
        }
        for (ZoneId zone : wanted.dormant()) {
            after = after.with(zone, after.duties().getOrDefault(zone, Duty.DORMANT));
        }
        topology.keep(after);
    }

    /** What it is now. */
    public DatabaseInfo info() throws IOException {
        SetRecord record = topology.record();
        var seen = new TreeMap<ZoneId, DatabaseInfo.Member>();
        for (Member member : members.all()) {
            ZoneId zone = member.seat().zone();
            Topology.Copying copying = topology.copying(zone);
            seen.put(
                    zone,
                    new DatabaseInfo.Member(
                            member.seat().server(),
                            member.seat().pooler(),
                            state(record.duty(zone), member.server().isAlive()),
                            member.server().pid(),
                            member.pooler().pid(),
                            copying.copiedBytes(),
                            copying.wholeBytes()));
        }
        return new DatabaseInfo(
                record.spec(),
                record.writer(),
                record.epoch(),
                record.setting(),
                seen,
                members.credentials(record.spec().roles()));
    }

    private static DatabaseInfo.State state(Duty duty, boolean alive) {
        return switch (duty) {
            case DORMANT -> DatabaseInfo.State.DORMANT;
            case FENCED -> DatabaseInfo.State.FENCED;
            case REBUILD -> DatabaseInfo.State.COPYING;
            case RUN -> alive ? DatabaseInfo.State.RUNNING : DatabaseInfo.State.STOPPED;
        };
    }

    /** As {@link dev.understudy.clouds.spi.DataReplica#acknowledge}. */
    public TaskEnd acknowledge(ReplicationSetting setting, long epoch) {
        return fenced(epoch, () -> {
            SetRecord record = topology.record();
            if (record.spec().mode() == ReplicationMode.SYNC && setting == ReplicationSetting.LOCAL) {
                return new TaskEnd.Refused(
                        Because.of(
                                "database " + record.spec().name()
                                        + " is synchronous: what it acknowledges must be on a standby; allowed: REMOTE_FLUSH, REMOTE_APPLY"));
            }
            boolean already = record.setting() == setting;
            topology.keep(record.withSetting(setting));
            topology.configureAll();
            Member writer = members.of(record.writer());
            String wanted = ServerConfig.settingName(setting);
            if (!Waiting.until(
                    ASK,
                    () -> writer.server()
                            .sql()
                            .text(ASK, "show synchronous_commit")
                            .equals(wanted))) {
                return new TaskEnd.Failed(
                        Because.of("the writer in " + record.writer() + " has not taken " + setting + " up yet"));
            }
            return new TaskEnd.Done(Because.of((already ? "writes are" : "writes are now") + " acknowledged " + setting
                    + " where the client does not say"));
        });
    }

    /** As {@link dev.understudy.clouds.spi.DataReplica#preCopy}. */
    public TaskEnd preCopy(ZoneId to, long epoch) {
        return fenced(epoch, () -> new Joining(topology).join(to));
    }

    /** As {@link dev.understudy.clouds.spi.DataReplica#rejoin}. */
    public TaskEnd rejoin(ZoneId zone, long epoch) {
        return fenced(epoch, () -> new Joining(topology).join(zone));
    }

    /** As {@link dev.understudy.clouds.spi.DataReplica#connect}. */
    public TaskEnd connect(ZoneId zone, long epoch) {
        return fenced(epoch, () -> {
            Member member = members.of(zone);
            String role = topology.record().spec().roles().getFirst();
            String database = topology.record().spec().databases().getFirst();
            String identity = members.credentials(List.of(role)).get(role);
            int open = WarmPool.open(member.seat(), database, role, String.valueOf(identity));
            return new TaskEnd.Done(new Because(
                    "{connections} connections from " + zone + " to the writer in "
                            + topology.record().writer() + " are open",
                    Map.of("connections", (double) open)));
        });
    }

    /** As {@link dev.understudy.clouds.spi.DataReplica#cutOver}. */
    public TaskEnd cutOver(ZoneId from, ZoneId to, boolean forced, Duration pauseMax, long epoch) {
        if (forced && epoch >= topology.record().epoch() && members.has(from)) {
            keeper.giveUp(from);
        }
        try {
            return fenced(
                    epoch,
                    () -> forced
                            ? new ForcedCutOver(topology, from, to).run()
                            : new PlannedCutOver(topology, from, to, pauseMax).run());
        } finally {
            keeper.takeUp(from);
        }
    }

    private interface Verb {
        TaskEnd run() throws IOException, SQLException;
    }

    /** Obeys no fence older than the newest it obeyed, and remembers a newer one before it does anything. */
    private TaskEnd fenced(long epoch, Verb verb) {
        turn.lock();
        try {
            SetRecord record = topology.record();
            if (epoch < record.epoch()) {
                return new TaskEnd.Refused(new Because(
                        "the order's fence {epoch} is older than {newestEpoch}, which database "
                                + record.spec().name() + " obeys",
                        Map.of("epoch", (double) epoch, "newestEpoch", (double) record.epoch())));
            }
            if (epoch > record.epoch()) {
                topology.keep(record.withEpoch(epoch));
            }
            return verb.run();
        } catch (IOException | SQLException e) {
            return new TaskEnd.Failed(
                    Because.of("database " + topology.record().spec().name() + ": "
                            + String.valueOf(e.getMessage()).replaceAll("[{}]", "'")));
        } finally {
            turn.unlock();
        }
    }

    /** Every process in a zone. */
    public List<ProcessHandle> processes(ZoneId zone) {
        if (!members.has(zone)) {
            return List.of();
        }
        Member member = members.of(zone);
        var all = new ArrayList<>(member.server().processes());
        all.addAll(member.pooler().processes());
        return all;
    }

    /** Ends every process; what was stored stays. */
    @Override
    public void close() {
        keeper.close();
        for (Member member : members.all()) {
            member.pooler().end();
        }
        for (Member member : members.all()) {
            try {
                member.server().kill();
            } catch (IOException e) {
                keeper.note("cannot end PostgreSQL of zone " + member.seat().zone(), e);
            }
        }
    }

    /** Ends every process and removes what was stored. */
    public void delete() throws IOException {
        close();
        Trees.delete(members.home());
    }

    static Duration followBound() {
        return FOLLOW_BOUND;
    }
}
