package dev.understudy.sim;

import dev.understudy.core.explain.Because;
import dev.understudy.core.replicate.DataMember;
import dev.understudy.core.replicate.DataMember.Role;
import dev.understudy.core.replicate.DataView;
import dev.understudy.core.replicate.Fence;
import dev.understudy.core.replicate.Lag;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.replicate.ReplicationSetting;
import dev.understudy.core.replicate.Succession;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A replicated database: one log position a write. A server is a place on a timeline; a timeline is a fork of another at a
 * position, so whether a server has a write follows from where it stands.
 */
final class SimDatabase {
    private final ServiceId service;
    private final ReplicationMode mode;
    private final Timeline time;
    private final Network network;
    private final Law law;
    private final Map<ZoneId, Server> servers = new TreeMap<>();
    private final Map<Long, Branch> branches = new TreeMap<>();
    private long newestTimeline = 1;
    private ReplicationSetting setting;
    private Fence fence = Fence.NONE;
    private long heldUntil = -1;
    private long writes;
    private long lostLocal;
    private @Nullable String fault;

    /**
     * What the servers hold to.
     *
     * @param waits whether a synchronous write is acknowledged only once a standby has it
     * @param refusesOldFences of leaders that lost their lease
     * @param mostAdvanced whether the standby that has most is promoted
     * @param shutsOut whether the old writer is shut out before another is promoted
     */
    record Law(boolean waits, boolean refusesOldFences, boolean mostAdvanced, boolean shutsOut) {
        static final Law WHOLE = new Law(true, true, true, true);
    }

    /** A timeline: where it forked off, and what was acknowledged on it. */
    private static final class Branch {
        final long parent;
        final long fork;
        long ackedByStandby;
        long ackedAlone;

        Branch(long parent, long fork) {
            this.parent = parent;
            this.fork = fork;
            this.ackedByStandby = fork;
            this.ackedAlone = fork;
        }
    }

    /** One server. */
    static final class Server {
        final ZoneId zone;
        Role role;
        boolean down;
        boolean fenced;
        long timeline = 1;
        long received;
        long applied;
        long receivedAt;
        long appliedUpTo;
        Optional<ZoneId> follows = Optional.empty();
        long rebuiltAt;

        Server(ZoneId zone, Role role) {
            this.zone = zone;
            this.role = role;
        }

        boolean takesWrites() {
            return role == Role.WRITER && !down && !fenced;
        }
    }

    SimDatabase(ServiceId service, ReplicationMode mode, List<ZoneId> zones, Timeline time, Network network, Law law) {
        this.service = service;
        this.mode = mode;
        this.time = time;
        this.network = network;
        this.law = law;
        this.setting = mode == ReplicationMode.ASYNC ? ReplicationSetting.LOCAL : ReplicationSetting.REMOTE_APPLY;
        var first = zones.getFirst();
        branches.put(1L, new Branch(0, 0));
        for (ZoneId zone : zones) {
            var server = new Server(zone, zone.equals(first) ? Role.WRITER : Role.STANDBY);
            server.follows = zone.equals(first) ? Optional.empty() : Optional.of(first);
            servers.put(zone, server);
        }
    }

    static String node(ZoneId zone) {
        return "db:" + zone;
    }

    /** Clients write, standbys receive and apply, clients hear. */
    void tick(int newWrites) {
        for (Server server : servers.values()) {
            if (server.takesWrites() && !isHeld() && !isBlocked(server)) {
                server.received += newWrites;
                server.applied = server.received;
                writes += newWrites;
            }
        }
        servers.values().forEach(this::replicate);
        servers.values().forEach(this::acknowledge);
    }

    /** Clients that wait for an answer send nothing new for ever. */
    private boolean isBlocked(Server writer) {
        return waits() && writer.received - branch(writer.timeline).ackedByStandby > 500;
    }

    private void replicate(Server standby) {
        if (standby.role == Role.REBUILDING && !standby.down && time.now() >= standby.rebuiltAt) {
            rebuilt(standby);
        }
        var source = source(standby);
        if (source == null) {
            return;
        }
        standby.applied = Math.max(standby.applied, standby.received);
        standby.appliedUpTo = standby.receivedAt;
        standby.received = source.received;
        standby.receivedAt = time.now();
        standby.timeline = source.timeline;
    }

    private void rebuilt(Server standby) {
        var source = standby.follows.map(servers::get).orElse(null);
        if (source == null || !source.takesWrites() || !network.bothWays(node(source.zone), node(standby.zone))) {
            return;
        }
        standby.role = Role.STANDBY;
        standby.timeline = source.timeline;
        standby.received = source.received;
        standby.applied = source.received;
    }

    /** The writer that a standby streams from now. */
    private @Nullable Server source(Server standby) {
        if (standby.role != Role.STANDBY || standby.down || standby.fenced) {
            return null;
        }
        var source = standby.follows.map(servers::get).orElse(null);
        return source != null
                        && source.takesWrites()
                        && network.bothWays(node(source.zone), node(standby.zone))
                        && isOnTheWayOf(standby, source)
                ? source
                : null;
    }

    /** Whether all that a server has is part of what another has. */
    private boolean isOnTheWayOf(Server behind, Server ahead) {
        long timeline = ahead.timeline;
        long upTo = ahead.received;
        while (timeline != 0) {
            if (timeline == behind.timeline) {
                return behind.received <= upTo;
            }
            upTo = branch(timeline).fork;
            timeline = branch(timeline).parent;
        }
        return false;
    }

    private void acknowledge(Server writer) {
        if (!writer.takesWrites()) {
            return;
        }
        var branch = branch(writer.timeline);
        for (Server standby : servers.values()) {
            if (source(standby) == writer) {
                long has = setting == ReplicationSetting.REMOTE_FLUSH ? standby.received : standby.applied;
                branch.ackedByStandby = Math.max(branch.ackedByStandby, Math.min(has, writer.received));
            }
        }
        if (!law.waits()) {
            branch.ackedByStandby = writer.received;
        }
        if (!waits() || mode == ReplicationMode.HYBRID) {
            branch.ackedAlone = writer.received;
        }
    }

    /** Whether writes wait for a standby where the client does not say otherwise. */
    private boolean waits() {
        return mode == ReplicationMode.SYNC || mode == ReplicationMode.HYBRID && setting != ReplicationSetting.LOCAL;
    }

    private Branch branch(long timeline) {
        var known = branches.get(timeline);
        if (known == null) {
            throw new IllegalStateException("timeline " + timeline + " of " + service + " was never begun");
        }
        return known;
    }

    /** Whether a server would tell a client that its write is safe. */
    private boolean canAcknowledge(Server server) {
        return server.takesWrites()
                && !isHeld()
                && (!waits()
                        || !law.waits()
                        || servers.values().stream().anyMatch(standby -> source(standby) == server));
    }

    /** Zones whose server acknowledges writes now; never more than one. */
    List<ZoneId> acknowledging() {
        return servers.values().stream()
                .filter(this::canAcknowledge)
                .map(server -> server.zone)
                .toList();
    }

    // ---- what the verbs are made of -------------------------------------------------------------------------------

    /** Whether a caller may change something; its fence is the newest from then on. */
    boolean obeys(Fence caller) {
        if (!caller.isOlderThan(fence)) {
            fence = caller;
            return true;
        }
        if (!law.refusesOldFences()) {
            fault = "it obeyed fence " + caller.epoch() + " after fence " + fence.epoch();
        }
        return !law.refusesOldFences();
    }

    void hold(Duration most) {
        heldUntil = time.now() + most.toMillis();
    }

    void letGo() {
        heldUntil = -1;
    }

    boolean isHeld() {
        return time.now() < heldUntil;
    }

    /** Ends every server that takes writes, or would if it ran, and keeps it from them until it rejoins. */
    void shutOutWriters() {
        for (Server server : servers.values()) {
            if (server.role == Role.WRITER && law.shutsOut()) {
                server.fenced = true;
                server.role = Role.FENCED;
            }
        }
    }

    /** The server that took the writes on the newest timeline, shut out now. */
    Optional<Server> old() {
        return servers.values().stream()
                .filter(server -> server.role == Role.FENCED && server.timeline == newestTimeline)
                .findFirst();
    }

    /** Lets the server that was shut out, and whose place nobody took, go on as the writer. */
    void letIn() {
        if (writer().isEmpty()) {
            old().ifPresent(server -> {
                server.fenced = false;
                server.role = Role.WRITER;
            });
        }
    }

    /** Whether a standby has all that another server has. */
    boolean hasAllOf(ZoneId standby, ZoneId other) {
        return isOnTheWayOf(server(other), server(standby));
    }

    /** Which standby is to be promoted, now that none of them receives any more. */
    Succession choose(ZoneId wanted, Predicate<ZoneId> withinReach, Succession.OldWriter old, boolean forced) {
        var frozen = servers.values().stream()
                .filter(server -> !server.down && withinReach.test(server.zone))
                .map(this::frozen)
                .toList();
        if (law.mostAdvanced()) {
            return Succession.choose(frozen, wanted, old, forced);
        }
        return frozen.stream()
                .filter(member -> member.role() == Role.STANDBY)
                .min(Comparator.comparingLong(DataMember::receivedBytes))
                .<Succession>map(member ->
                        new Succession.Promote(member.zone(), Optional.empty(), Because.of("the first that was found")))
                .orElseGet(() -> new Succession.Refuse(Because.of("no standby was found")));
    }

    private DataMember frozen(Server server) {
        return new DataMember(
                server.zone,
                server.role,
                server.timeline,
                server.received,
                server.applied,
                new Lag.Unknown(),
                mode != ReplicationMode.ASYNC && server.role == Role.STANDBY,
                true);
    }

    /** A standby takes what another has and it lacks. */
    void copy(ZoneId zone, ZoneId from) {
        var behind = server(zone);
        var ahead = server(from);
        if (behind.role == Role.STANDBY && !behind.down && !ahead.down && isOnTheWayOf(behind, ahead)) {
            behind.received = ahead.received;
            behind.timeline = ahead.timeline;
        }
    }

    ReplicationMode mode() {
        return mode;
    }

    /** Makes a standby the writer, on a timeline of its own. */
    void promote(ZoneId zone) {
        var server = server(zone);
        if (server.role == Role.WRITER) {
            return;
        }
        checkNothingLost(server);
        newestTimeline++;
        branches.put(newestTimeline, new Branch(server.timeline, server.received));
        server.timeline = newestTimeline;
        server.applied = server.received;
        server.role = Role.WRITER;
        server.follows = Optional.empty();
        server.fenced = false;
    }

    /** Every write that a standby acknowledged, on any timeline, is on the way to where the new writer stands. */
    private void checkNothingLost(Server chosen) {
        var upTo = new TreeMap<Long, Long>();
        long last = chosen.received;
        for (long timeline = chosen.timeline; timeline != 0; timeline = branch(timeline).parent) {
            upTo.put(timeline, last);
            last = branch(timeline).fork;
        }
        branches.forEach((timeline, branch) -> {
            long kept = upTo.getOrDefault(timeline, branch.fork);
            if (branch.ackedByStandby > kept && waitsFor(branch)) {
                fault = "the server of " + chosen.zone + " was made the writer at position " + kept + " of timeline "
                        + timeline + ", but writes up to " + branch.ackedByStandby
                        + " were acknowledged as safe in a standby";
            }
            lostLocal += Math.max(0, Math.min(branch.ackedAlone, Long.MAX_VALUE) - kept);
        });
    }

    private boolean waitsFor(Branch branch) {
        return mode != ReplicationMode.ASYNC && branch.ackedByStandby > branch.fork;
    }

    /** Makes a server follow the writer: at once where it can, copied anew where it has something the writer has not. */
    void follow(ZoneId zone, ZoneId writer, long rebuildMillis) {
        var server = server(zone);
        if (server.down || server.role == Role.REBUILDING || server.zone.equals(writer)) {
            return;
        }
        boolean follows = isOnTheWayOf(server, server(writer));
        server.fenced = false;
        server.follows = Optional.of(writer);
        server.role = follows ? Role.STANDBY : Role.REBUILDING;
        server.rebuiltAt = time.now() + rebuildMillis;
    }

    void acknowledge(ReplicationSetting next) {
        setting = next;
    }

    void down(ZoneId zone) {
        server(zone).down = true;
    }

    /** A server that comes back is what it was: the writer too, unless it was shut out meanwhile. */
    void up(ZoneId zone) {
        server(zone).down = false;
    }

    Optional<ZoneId> writer() {
        return servers.values().stream()
                .filter(Server::takesWrites)
                .map(server -> server.zone)
                .findFirst();
    }

    Server server(ZoneId zone) {
        var server = servers.get(zone);
        if (server == null) {
            throw new IllegalArgumentException("service " + service + " has no database in " + zone);
        }
        return server;
    }

    Collection<ZoneId> zones() {
        return servers.keySet();
    }

    /** A law that was broken, in a sentence. */
    Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    long writes() {
        return writes;
    }

    /** Writes that the writer alone had acknowledged and that went with it. */
    long lostLocal() {
        return lostLocal;
    }

    Fence fence() {
        return fence;
    }

    /** What the servers within reach say. */
    DataView view(Predicate<ZoneId> withinReach) {
        var members = new TreeMap<ZoneId, DataMember>();
        servers.forEach((zone, server) -> members.put(zone, member(server, withinReach.test(zone))));
        return new DataView(service, time.instant(), fence, setting, members, 20_000);
    }

    private DataMember member(Server server, boolean reached) {
        if (!reached || server.down) {
            return new DataMember(server.zone, Role.DOWN, 0, 0, 0, new Lag.Unknown(), false, false);
        }
        boolean streams = source(server) != null;
        var role = server.role == Role.STANDBY && !streams ? Role.STRAY : server.role;
        return new DataMember(
                server.zone,
                role,
                server.timeline,
                server.received,
                server.applied,
                lag(server, streams),
                streams && mode != ReplicationMode.ASYNC,
                true);
    }

    private Lag lag(Server server, boolean streams) {
        if (server.takesWrites()) {
            return new Lag.CaughtUp();
        }
        if (!streams) {
            return new Lag.Unknown();
        }
        long behind = server.received - server.applied;
        return behind == 0
                ? new Lag.CaughtUp()
                : new Lag.Behind(Duration.ofMillis(Math.max(20, time.now() - server.appliedUpTo)), behind);
    }

    List<Server> servers() {
        return new ArrayList<>(servers.values());
    }
}
