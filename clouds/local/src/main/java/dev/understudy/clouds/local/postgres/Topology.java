package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.postgres.Members.Member;
import dev.understudy.clouds.local.postgres.SetRecord.Duty;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who follows whom: the record of a set, and how its servers and poolers are told. */
final class Topology {
    private static final Logger LOG = LoggerFactory.getLogger(Topology.class);

    static final String FILE = "record.json";

    private final Members members;
    private final Path file;
    private final Map<ZoneId, Copying> copies = new ConcurrentHashMap<>();
    private final Map<ZoneId, Optional<ZoneId>> upstreams = new ConcurrentHashMap<>();
    private final Writings writings = new Writings();
    private volatile SetRecord record;
    private volatile double usualTailMs = PlannedCutOver.USUAL_TAIL_MS;

    /** How far the last copy of a server came. */
    record Copying(long copiedBytes, long wholeBytes) {}

    Topology(Members members, SetRecord record) {
        this.members = members;
        this.file = members.home().resolve(FILE);
        this.record = record;
    }

    Members members() {
        return members;
    }

    Writings writings() {
        return writings;
    }

    SetRecord record() {
        return record;
    }

    /** Makes a record the one that counts; durable on return. */
    void keep(SetRecord changed) throws IOException {
        if (!changed.equals(record) || Files.notExists(file)) {
            changed.write(file);
            record = changed;
        }
    }

    Member writer() {
        return members.of(record.writer());
    }

    /** Members whose servers shall run, but for the writer's. */
    List<Member> standbys() {
        return members.all().stream()
                .filter(member -> !member.seat().zone().equals(record.writer()))
                .filter(member -> record.duty(member.seat().zone()) == Duty.RUN)
                .toList();
    }

    /** Lets a standby follow another server than the writer, or nobody, until {@link #followWriter}. */
    void follow(ZoneId zone, Optional<ZoneId> upstream) {
        upstreams.put(zone, upstream);
    }

    /** Lets every standby follow the writer. */
    void followWriter() {
        upstreams.clear();
    }

    ServerConfig config(ZoneId zone) {
        Optional<ZoneId> upstream = upstreams.getOrDefault(
                zone, zone.equals(record.writer()) ? Optional.empty() : Optional.of(record.writer()));
        return new ServerConfig(
                members.of(zone).seat(),
                upstream.map(members::of).map(Member::seat),
                record.waitFor(zone),
                record.setting());
    }

    PoolerConfig poolerConfig(Seat seat, ZoneId writer) {
        return new PoolerConfig(
                seat,
                members.of(writer).seat(),
                record.spec().databases(),
                record.spec().roles());
    }

    void configure(Member member) throws IOException {
        var _ = member.server()
                .configure(
                        config(member.seat().zone()),
                        ServerConfig.hba(record.spec().databases()),
                        ServerConfig.ident(record.spec().roles()));
    }

    /** Tells every server what follows from the record. */
    void configureAll() throws IOException {
        for (Member member : members.all()) {
            if (member.server().isAlive()) {
                configure(member);
            }
        }
    }

    /** Leads every pooler that runs to the recorded writer; the keeper tells again whoever does not hear. */
    void leadPoolers() {
        for (Member member : members.all()) {
            if (member.pooler().isAlive()) {
                try {
                    member.pooler().configure(poolerConfig(member.seat(), record.writer()));
                } catch (IOException e) {
                    LOG.warn("{}", e.getMessage());
                }
            }
        }
    }

    /** Makes a server's slots those of the given zones: what is missing is made, what is stale is dropped. */
    static void slots(Member member, Collection<Seat> wanted) throws SQLException {
        Sql sql = member.server().sql();
        var found = new TreeSet<>(sql.rows(
                DataSet.ASK,
                "select slot_name from pg_replication_slots where slot_type = 'physical' and not temporary",
                row -> row.getString(1)));
        var names = wanted.stream().map(Seat::slot).collect(Collectors.toCollection(TreeSet::new));
        for (String name : names) {
            if (!found.contains(name)) {
                sql.run(DataSet.ASK, "select pg_create_physical_replication_slot('" + name + "', true)");
            }
        }
        for (String name : found) {
            if (!names.contains(name)) {
                sql.run(
                        DataSet.ASK,
                        "select pg_drop_replication_slot(slot_name) from pg_replication_slots where not active and slot_name = '"
                                + name + "'");
            }
        }
    }

    /** Seats of every zone that has, or shall get, a server beside this one. */
    List<Seat> othersThan(ZoneId zone) {
        return members.all().stream()
                .map(Member::seat)
                .filter(seat -> !seat.zone().equals(zone))
                .filter(seat -> record.duty(seat.zone()) != Duty.DORMANT)
                .toList();
    }

    /** What the last cut-overs needed once clients were held; a slow one counts longer than a quick one. */
    double usualTailMs() {
        return usualTailMs;
    }

    void tailTook(double millis) {
        usualTailMs = Math.max(millis, (usualTailMs + millis) / 2);
    }

    void copied(ZoneId zone, long bytes, long whole) {
        copies.put(zone, new Copying(bytes, whole));
    }

    Copying copying(ZoneId zone) {
        return copies.getOrDefault(zone, new Copying(0, 0));
    }

    /** Whether a server has a standby of this zone that streams from it now. */
    static boolean streams(Member from, ZoneId zone) throws SQLException {
        return from.server()
                .sql()
                .text(
                        DataSet.ASK,
                        "select count(*) from pg_stat_replication where state = 'streaming' and application_name = '"
                                + zone + "'")
                .equals("1");
    }

    /** A position of the log as bytes since its beginning. */
    static long bytes(String position) {
        String[] halves = position.split("/", 2);
        return (Long.parseLong(halves[0], 16) << 32) + Long.parseLong(halves[1], 16);
    }
}
