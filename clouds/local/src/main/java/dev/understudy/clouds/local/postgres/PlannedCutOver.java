package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.postgres.Members.Member;
import dev.understudy.clouds.local.postgres.SetRecord.Duty;
import dev.understudy.clouds.local.postgres.SetRecord.Move;
import dev.understudy.clouds.local.process.Waiting;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;

/**
 * Moves the writer while both servers are well. Until the new one is promoted everything can be undone: the old one is
 * started again and its clients go on. It ends in order, so that its standbys have all of its log when it is gone, and it
 * can follow the new writer without a rewind.
 */
final class PlannedCutOver {
    private static final Duration WORK = Duration.ofSeconds(30);
    private static final Duration FOLLOW = Duration.ofSeconds(3);
    private static final Duration END = Duration.ofSeconds(3);
    private static final Duration ARRIVE = Duration.ofSeconds(1);

    /** A promotion is waited for this long at least, even where that takes the pause beyond what it may last. */
    private static final Duration PROMOTE = Duration.ofSeconds(1);

    /** Log a standby may lack before clients are held, bytes: a few round trips' worth. */
    private static final long CLOSE_BYTES = 4L << 20;

    /** What fencing, promoting and letting go is taken to need before it was ever measured, milliseconds. */
    static final double USUAL_TAIL_MS = 300;

    private final Topology topology;
    private final Holding holding;
    private final ZoneId from;
    private final ZoneId to;
    private final Duration pauseMax;

    PlannedCutOver(Topology topology, ZoneId from, ZoneId to, Duration pauseMax) {
        this.topology = topology;
        this.holding = new Holding(topology);
        this.from = from;
        this.to = to;
        this.pauseMax = pauseMax;
    }

    TaskEnd run() throws IOException, SQLException {
        Recovery.resolve(topology);
        Member old = topology.members().of(from);
        Member next = topology.members().of(to);
        if (topology.record().writer().equals(to)) {
            new Aftermath(topology).settle(next);
            return new TaskEnd.Done(Because.of("the writer is in " + to + " already"));
        }
        Optional<Because> obstacle = obstacle(old, next);
        if (obstacle.isPresent()) {
            return new TaskEnd.Refused(obstacle.get());
        }
        prepare(old, next);
        TaskEnd end = held(old, next);
        if (end instanceof TaskEnd.Done) {
            go(old);
            new Aftermath(topology).settle(next);
        }
        return end;
    }

    /** Returns when the old writer has no process left. */
    private static void go(Member old) throws IOException {
        if (!old.server().stop(END)) {
            old.server().kill();
        }
    }

    private Optional<Because> obstacle(Member old, Member next) throws SQLException {
        SetRecord record = topology.record();
        if (!record.writer().equals(from)) {
            return Optional.of(Because.of("the writer is in " + record.writer() + ", not in " + from));
        }
        if (!old.server().isAlive()) {
            return Optional.of(Because.of("the writer in " + from + " does not run"));
        }
        if (record.duty(to) != Duty.RUN || !next.server().isAlive() || !Topology.streams(old, to)) {
            return Optional.of(Because.of("PostgreSQL of zone " + to + " does not follow the writer"));
        }
        long behind = Long.parseLong(old.server()
                .sql()
                .text(
                        DataSet.ASK,
                        "select coalesce(max(pg_current_wal_lsn() - replay_lsn), 0)::bigint from pg_stat_replication"
                                + " where application_name = '" + to + "'"));
        return behind <= CLOSE_BYTES
                ? Optional.empty()
                : Optional.of(new Because(
                        "PostgreSQL of zone " + to + " is {behindBytes} bytes behind; allowed before clients are held:"
                                + " {closeBytes}",
                        Map.of("behindBytes", (double) behind, "closeBytes", (double) CLOSE_BYTES)));
    }

    /** What can be done while clients work: the others follow the heir, who cannot then be behind any of them. */
    private void prepare(Member old, Member next) throws IOException, SQLException {
        topology.keep(topology.record().withMove(Optional.of(new Move(from, to))));
        Topology.slots(next, topology.othersThan(to));
        for (Member other : topology.standbys()) {
            ZoneId zone = other.seat().zone();
            if (!zone.equals(to) && other.server().isAlive()) {
                topology.follow(zone, Optional.of(to));
                topology.configure(other);
                var _ = Waiting.until(FOLLOW, () -> Topology.streams(next, zone));
            }
        }
        old.server().sql().run(WORK, "checkpoint");
    }

    private TaskEnd held(Member old, Member next) throws IOException, SQLException {
        var times = new CutOverTimes();
        List<ZoneId> busy = holding.hold(pauseMax.dividedBy(2));
        times.mark("holdMs");
        double tail = topology.usualTailMs();
        if (!busy.isEmpty() || times.soFar() + tail > pauseMax.toMillis()) {
            return undo(new Because(
                    "clients would be held longer than {pauseMaxMs} ms: after {heldMs} ms transactions were open in "
                            + (busy.isEmpty() ? "no zone" : busy) + ", and the rest takes about {tailMs} ms",
                    Map.of("pauseMaxMs", (double) pauseMax.toMillis(), "heldMs", times.soFar(), "tailMs", tail)));
        }
        FutureTask<List<ZoneId>> led = holding.lead(to);
        boolean ended = old.server().fence(END);
        times.mark("fenceMs");
        if (!ended || !arrived(old, next)) {
            old.server().kill();
            old.server().start(false);
            return undo(Because.of("PostgreSQL of zone " + to + " did not get the end of the writer's log"));
        }
        times.mark("catchUpMs");
        long left = pauseMax.toMillis() - (long) times.soFar();
        if (!promoted(next, Duration.ofMillis(Math.max(PROMOTE.toMillis(), left)))) {
            return backOut(old, next);
        }
        times.mark("promoteMs");
        var _ = Holding.done(led);
        var _ = holding.releaseTo(to, List.of());
        times.mark("releaseMs");
        topology.tailTook(times.tailMs());
        topology.keep(topology.record().withWriter(to).withMove(Optional.empty()));
        return new TaskEnd.Done(times.sentence("the writer moved from " + from + " to " + to));
    }

    /** Whether the heir has the record with which the old writer ended: then it has everything before it. */
    private static boolean arrived(Member old, Member next) throws IOException {
        ControlFile end = old.server().control();
        return end.shutDown()
                && Waiting.until(
                        ARRIVE,
                        () -> Topology.bytes(next.server()
                                        .sql()
                                        .text(DataSet.ASK, "select coalesce(pg_last_wal_receive_lsn(), '0/0')"))
                                > end.checkpoint());
    }

    static boolean promoted(Member next, Duration bound) throws IOException, SQLException {
        next.server().sql().run(DataSet.ASK, "select pg_promote(false)");
        return Waiting.until(
                bound,
                () -> next.server()
                        .sql()
                        .text(DataSet.ASK, "select pg_is_in_recovery()")
                        .equals("f"));
    }

    /** Nothing was fenced, or the old writer runs again: it goes on. */
    private TaskEnd undo(Because why) throws IOException, SQLException {
        topology.followWriter();
        topology.keep(topology.record().withMove(Optional.empty()));
        topology.configureAll();
        topology.leadPoolers();
        var _ = holding.release();
        return new TaskEnd.Refused(why);
    }

    /** The heir does not say that it was promoted; once it is down its files tell, and it decides who writes. */
    private TaskEnd backOut(Member old, Member next) throws IOException, SQLException {
        next.server().kill();
        go(old);
        Recovery.resolve(topology);
        SetRecord record = topology.record();
        Member writer = record.writer().equals(to) ? next : old;
        topology.configure(writer);
        writer.server().start(false);
        topology.leadPoolers();
        var _ = holding.release();
        return new TaskEnd.Failed(Because.of(
                "PostgreSQL of zone " + to + " was not promoted in time; the writer is in " + record.writer()));
    }
}
