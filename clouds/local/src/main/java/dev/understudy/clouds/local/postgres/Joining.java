package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.postgres.Members.Member;
import dev.understudy.clouds.local.postgres.SetRecord.Duty;
import dev.understudy.clouds.local.process.Waiting;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.TaskEnd;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Makes a zone's server a standby that has caught up, in the cheapest way that works: it is left alone, started, rewound,
 * or copied anew.
 */
final class Joining {
    /** How long a server that should only need to be started may take until it streams. */
    private static final Duration PROMPT = Duration.ofSeconds(6);

    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration CHECKPOINT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Topology topology;

    /** How a server came to follow. */
    private enum Way {
        FOLLOWED("follows the writer in {writer} already"),
        STARTED("was started and follows the writer in {writer}"),
        REWOUND("was rewound and follows the writer in {writer}"),
        COPIED("was copied anew and follows the writer in {writer}");

        private final String words;

        Way(String words) {
            this.words = words;
        }
    }

    Joining(Topology topology) {
        this.topology = topology;
    }

    TaskEnd join(ZoneId zone) throws IOException, SQLException {
        SetRecord record = topology.record();
        if (zone.equals(record.writer())) {
            return new TaskEnd.Refused(Because.of("zone " + zone + " is the writer's; a standby is another zone's"));
        }
        Member member = topology.members().of(zone);
        Member writer = topology.writer();
        if (!writer.server().isAlive()) {
            return new TaskEnd.Failed(Because.of(
                    "the writer in " + record.writer() + " does not run, so that nothing can follow it now"));
        }
        long begun = System.nanoTime();
        if (record.duty(zone) != Duty.RUN) {
            topology.keep(record.with(zone, Duty.REBUILD));
        }
        Topology.slots(writer, topology.othersThan(record.writer()));
        Way way = bring(member, writer);
        topology.keep(topology.record().with(zone, Duty.RUN));
        topology.configureAll();
        if (!Waiting.until(PATIENT, () -> caughtUp(member, writer))) {
            return new TaskEnd.Failed(
                    Because.of("PostgreSQL of zone " + zone + " follows the writer but does not catch up"));
        }
        Topology.slots(member, List.of());
        return new TaskEnd.Done(new Because(
                "PostgreSQL of zone " + zone + " "
                        + way.words.replace("{writer}", record.writer().value()) + ", after {joinMs} ms",
                Map.of("joinMs", Waiting.millisSince(begun))));
    }

    private Way bring(Member member, Member writer) throws IOException, SQLException {
        ZoneId zone = member.seat().zone();
        if (member.server().isAlive()) {
            topology.configure(member);
            if (Waiting.until(PROMPT, () -> Topology.streams(writer, zone)) && !astray(member, writer)) {
                return Way.FOLLOWED;
            }
            if (!member.server().stop(PROMPT)) {
                member.server().kill();
            }
        } else if (member.server().hasData() && member.server().control().shutDown() && started(member, writer)) {
            return Way.STARTED;
        } else if (member.server().hasData() && topology.record().duty(zone) == Duty.RUN && started(member, writer)) {
            return Way.STARTED;
        }
        // A rewind to a writer that made no checkpoint since its promotion leaves a server that cannot start.
        writer.server().sql().run(CHECKPOINT, "checkpoint");
        if (member.server().hasData()) {
            Files.deleteIfExists(member.seat().data().resolve("standby.signal")); // a rewind recovers as no standby may
            if (member.server().rewindTo(topology.config(zone), writer.seat()) && started(member, writer)) {
                return Way.REWOUND;
            }
        }
        copy(member, writer);
        if (!started(member, writer)) {
            throw new IOException("PostgreSQL of zone " + zone + " was copied and does not follow the writer in "
                    + writer.seat().zone());
        }
        return Way.COPIED;
    }

    /** Whether it follows after a start; where it does not, it is down again. */
    private boolean started(Member member, Member writer) throws IOException, SQLException {
        try {
            topology.configure(member);
            member.server().start(true);
            if (Waiting.until(
                            PROMPT, () -> Topology.streams(writer, member.seat().zone()))
                    && !astray(member, writer)) {
                return true;
            }
        } catch (StartException _) {
            return false;
        }
        if (!member.server().stop(PROMPT)) {
            member.server().kill();
        }
        return false;
    }

    /** A standby that has applied what its writer never sent is on another history, whatever its state says. */
    private static boolean astray(Member member, Member writer) throws SQLException {
        return writer.server()
                .sql()
                .text(
                        DataSet.ASK,
                        "select count(*) from pg_stat_replication where application_name = '"
                                + member.seat().zone() + "' and replay_lsn > sent_lsn")
                .equals("1");
    }

    private static boolean caughtUp(Member member, Member writer) throws SQLException {
        return writer.server()
                .sql()
                .text(
                        DataSet.ASK,
                        "select count(*) from pg_stat_replication where application_name = '"
                                + member.seat().zone()
                                + "' and state = 'streaming' and pg_current_wal_lsn() - replay_lsn < 1048576")
                .equals("1");
    }

    private void copy(Member member, Member writer) throws IOException, SQLException {
        ZoneId zone = member.seat().zone();
        long whole = Long.parseLong(
                writer.server().sql().text(DataSet.ASK, "select sum(pg_database_size(oid))::bigint from pg_database"));
        topology.copied(zone, 0, whole);
        var watch = Thread.ofPlatform().daemon().name("copy-" + zone).start(() -> {
            try {
                while (true) {
                    Thread.sleep(LOOK);
                    topology.copied(zone, Trees.size(member.seat().data()), whole);
                }
            } catch (InterruptedException | IOException _) {
                // the copy is done, or will be counted at its end
            }
        });
        try {
            member.server().copyFrom(topology.config(zone), writer.seat());
        } finally {
            watch.interrupt();
        }
        long copied = Trees.size(member.seat().data());
        topology.copied(zone, copied, Math.max(copied, whole));
    }
}
