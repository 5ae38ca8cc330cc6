package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.postgres.Members.Member;
import dev.understudy.clouds.local.postgres.SetRecord.Duty;
import dev.understudy.clouds.local.postgres.SetRecord.Move;
import dev.understudy.clouds.local.process.Waiting;
import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.replicate.Succession;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Moves the writer whatever has become of the old one. It is ended first; then nobody receives any more, and of those that
 * can be seen the most advanced decides what there is.
 */
final class ForcedCutOver {
    private static final Duration HOLD = Duration.ofMillis(300);
    private static final Duration FREEZE = Duration.ofSeconds(3);
    private static final Duration PROMOTE = Duration.ofSeconds(10);
    private static final Duration CATCH_UP = Duration.ofSeconds(10);

    private final Topology topology;
    private final Holding holding;
    private final ZoneId from;
    private final ZoneId to;

    ForcedCutOver(Topology topology, ZoneId from, ZoneId to) {
        this.topology = topology;
        this.holding = new Holding(topology);
        this.from = from;
        this.to = to;
    }

    TaskEnd run() throws IOException, SQLException {
        Recovery.resolve(topology);
        SetRecord record = topology.record();
        if (record.writer().equals(to)) {
            return goOn();
        }
        if (!record.writer().equals(from)) {
            return new TaskEnd.Refused(Because.of("the writer is in " + record.writer() + ", not in " + from));
        }
        List<ZoneId> acknowledging = record.waitFor(from);
        var times = new CutOverTimes();
        List<ZoneId> stuck = holding.hold(HOLD);
        times.mark("holdMs");
        topology.members().of(from).server().kill();
        topology.writings().ended(System.nanoTime());
        topology.keep(record.with(from, Duty.FENCED).withMove(Optional.of(new Move(from, to))));
        times.mark("fenceMs");
        Succession choice = choose(acknowledging);
        times.mark("catchUpMs");
        return switch (choice) {
            case Succession.Promote heir -> promote(heir.zone(), heir.because(), times, stuck);
            case Succession.CatchUp still -> giveBack(still.because());
            case Succession.Refuse refusal -> giveBack(refusal.because());
        };
    }

    /** It is the writer already: whoever broke off left the rest. */
    private TaskEnd goOn() throws IOException, SQLException {
        Member next = topology.members().of(to);
        topology.configure(next);
        next.server().start(false);
        topology.leadPoolers();
        var _ = holding.release();
        new Aftermath(topology).settle(next);
        return new TaskEnd.Done(Because.of("the writer is in " + to + " already"));
    }

    /** Who it will be. A target that is behind gets what it lacks; where it does not get it, the most advanced is taken. */
    private Succession choose(List<ZoneId> acknowledging) throws IOException, SQLException {
        var old = new Succession.OldWriter(
                topology.record().spec().mode(), 1, acknowledging.size(), 0, OptionalLong.empty());
        List<DataMember> frozen = frozen(acknowledging);
        Succession choice = Succession.choose(frozen, to, old, true);
        if (!(choice instanceof Succession.CatchUp behind)) {
            return choice;
        }
        if (caughtUp(behind)) {
            return Succession.choose(frozen(acknowledging), to, old, true);
        }
        return Succession.choose(
                frozen.stream().filter(member -> !member.zone().equals(to)).toList(), to, old, true);
    }

    /** The standbys that answer, none of them receiving any more. */
    private List<DataMember> frozen(List<ZoneId> acknowledging) throws IOException {
        var members = new ArrayList<DataMember>();
        for (Member standby : topology.standbys()) {
            if (standby.server().isAlive()) {
                topology.follow(standby.seat().zone(), Optional.empty());
                topology.configure(standby);
            }
        }
        for (Member standby : topology.standbys()) {
            if (standby.server().isAlive()
                    && Waiting.until(
                            FREEZE,
                            () -> standby.server()
                                    .sql()
                                    .text(DataSet.ASK, "select count(*) from pg_stat_wal_receiver")
                                    .equals("0"))) {
                look(standby, acknowledging).ifPresent(members::add);
            }
        }
        return members;
    }

    private static Optional<DataMember> look(Member standby, List<ZoneId> acknowledging) {
        ZoneId zone = standby.seat().zone();
        try {
            return Optional.of(standby.server()
                    .sql()
                    .rows(
                            DataSet.ASK,
                            "select greatest(coalesce(pg_last_wal_receive_lsn(), '0/0'),"
                                    + " coalesce(pg_last_wal_replay_lsn(), '0/0')),"
                                    + " coalesce(pg_last_wal_replay_lsn(), '0/0'), (select max(substr(name, 1, 8))"
                                    + " from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$')",
                            row -> new DataMember(
                                    zone,
                                    DataMember.Role.STANDBY,
                                    Long.parseLong(row.getString(3), 16),
                                    Topology.bytes(row.getString(1)),
                                    Topology.bytes(row.getString(2)),
                                    new Lag.Unknown(),
                                    acknowledging.contains(zone),
                                    true))
                    .getFirst());
        } catch (SQLException _) {
            return Optional.empty();
        }
    }

    private boolean caughtUp(Succession.CatchUp behind) throws IOException, SQLException {
        Member source = topology.members().of(behind.from());
        Member target = topology.members().of(to);
        Topology.slots(source, List.of(target.seat()));
        topology.follow(to, Optional.of(behind.from()));
        topology.configure(target);
        long wanted = Topology.bytes(source.server()
                .sql()
                .text(DataSet.ASK, "select coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())"));
        return Waiting.until(
                CATCH_UP,
                () -> Topology.bytes(target.server()
                                .sql()
                                .text(DataSet.ASK, "select coalesce(pg_last_wal_receive_lsn(), '0/0')"))
                        >= wanted);
    }

    private TaskEnd promote(ZoneId heir, Because why, CutOverTimes times, List<ZoneId> stuck)
            throws IOException, SQLException {
        Member next = topology.members().of(heir);
        topology.keep(topology.record().withMove(Optional.of(new Move(from, heir))));
        var _ = holding.lead(heir);
        long has = Topology.bytes(next.server()
                .sql()
                .text(DataSet.ASK, "select coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())"));
        long now = System.nanoTime();
        if (!PlannedCutOver.promoted(next, PROMOTE)) {
            next.server().kill();
            Recovery.resolve(topology);
            return new TaskEnd.Failed(
                    Because.of("PostgreSQL of zone " + heir + " was not promoted in time; the writer is in "
                            + topology.record().writer()));
        }
        times.mark("promoteMs");
        topology.keep(topology.record().withWriter(heir).withMove(Optional.empty()));
        topology.followWriter();
        topology.configureAll();
        var _ = holding.releaseTo(heir, stuck);
        times.mark("releaseMs");
        Because moved = times.sentence("the writer moved by force from " + from + " to " + heir)
                .and(why)
                .and(lost(has, now));
        new Aftermath(topology).settle(next);
        return heir.equals(to)
                ? new TaskEnd.Done(moved)
                : new TaskEnd.Failed(moved.and(Because.of("it was to be in " + to)));
    }

    /** What of the writer's last moments nobody has. */
    private Because lost(long has, long now) {
        ReplicationMode mode = topology.record().spec().mode();
        Optional<Duration> age = topology.writings().beyond(has, now);
        topology.writings().beginAnew();
        return switch (mode) {
            case SYNC -> new Because("acknowledged writes lost: of the last {lossMs} ms", Map.of("lossMs", 0.0));
            case ASYNC, HYBRID ->
                age.isPresent()
                        ? new Because(
                                "what was not synchronous may be lost of the writer's last {lossMs} ms",
                                Map.of("lossMs", age.get().toNanos() / 1e6))
                        : Because.of("how old the first of the lost writes is, is not known");
        };
    }

    /** Nobody may take over: the old writer is the writer still, and is started again as soon as it can be. */
    private TaskEnd giveBack(Because why) throws IOException {
        topology.followWriter();
        topology.keep(topology.record().with(from, Duty.RUN).withMove(Optional.empty()));
        topology.configureAll();
        return new TaskEnd.Refused(why);
    }
}
