package dev.understudy.clouds.local.postgres;

import dev.understudy.clouds.local.postgres.Members.Member;
import dev.understudy.clouds.local.postgres.SetRecord.Duty;
import dev.understudy.core.zone.ZoneId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts again what died and should run: a server that is the recorded writer or a standby, every pooler. What was fenced
 * stays down. While the writer is away its clients are held.
 */
final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final Duration HOLD_BOUND = Duration.ofMillis(300);
    private static final long LOOK_MILLIS = 200;
    private static final Duration GLANCE = Duration.ofMillis(500);
    private static final Duration BACK_OFF = Duration.ofSeconds(3);

    private final Topology topology;
    private final ReentrantLock turn;
    private final LinkedBlockingQueue<ZoneId> crashes = new LinkedBlockingQueue<>();
    private final Set<ZoneId> doomed = ConcurrentHashMap.newKeySet();
    private final Map<ZoneId, Long> again = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean watching;
    private volatile boolean closed;

    /** @param turn whoever works on the set has it */
    Keeper(String name, Topology topology, ReentrantLock turn) {
        this.topology = topology;
        this.turn = turn;
        this.thread = Thread.ofPlatform().daemon().name("keeper-" + name).start(this::work);
    }

    /** From here on what dies is started again. */
    void watch() {
        watching = true;
    }

    void crashed(ZoneId zone) {
        if (zone.equals(topology.record().writer())
                && !topology.writer().server().isAlive()) {
            topology.writings().ended(System.nanoTime());
        }
        crashes.add(zone);
    }

    /** A forced cut-over is about to fence a server: whoever waits for it to come back waits in vain. */
    void giveUp(ZoneId zone) {
        doomed.add(zone);
        if (!turn.isLocked()) {
            return; // nobody waits, and clients can be held first
        }
        try {
            topology.members().of(zone).server().kill();
        } catch (IOException e) {
            note("cannot end PostgreSQL of zone " + zone, e);
        }
    }

    void takeUp(ZoneId zone) {
        doomed.remove(zone);
    }

    void note(String what, Exception e) {
        LOG.warn("{}: {}", what, String.valueOf(e.getMessage()));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void work() {
        while (!closed) {
            try {
                ZoneId zone = crashes.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (watching) {
                    if (zone != null) {
                        holdClientsOf(zone);
                    }
                    mend();
                    read();
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /** Everything that should run and does not; what does not come up now is tried again soon. */
    private void mend() throws InterruptedException {
        for (Member member : topology.members().all()) {
            boolean serverDown = topology.record().duty(member.seat().zone()) == Duty.RUN
                    && !member.server().isAlive();
            if (!rests(member)
                    && (serverDown
                            || !member.pooler().isAlive()
                            || member.pooler().behind()
                            || member.pooler().holding())) {
                turn.lockInterruptibly();
                try {
                    mend(member);
                } catch (IOException | SQLException e) {
                    again.put(member.seat().zone(), System.nanoTime() + BACK_OFF.toNanos());
                    note(
                            "zone " + member.seat().zone() + " of database "
                                    + topology.record().spec().name() + " is not mended yet",
                            e);
                } finally {
                    turn.unlock();
                }
            }
        }
    }

    /** One that could not be mended a moment ago is left alone, so that others get their turn. */
    private boolean rests(Member member) {
        Long until = again.get(member.seat().zone());
        return until != null && System.nanoTime() - until < 0;
    }

    private void mend(Member member) throws IOException, SQLException {
        ZoneId zone = member.seat().zone();
        if (topology.record().move().isPresent()) {
            Recovery.resolve(topology); // a move under way has the turn; this one was broken off
            topology.configureAll();
        }
        SetRecord record = topology.record();
        if (closed || doomed.contains(zone)) {
            return;
        }
        if (record.duty(zone) == Duty.RUN && !member.server().isAlive()) {
            LOG.info("PostgreSQL of zone {} died and is started again", zone);
            topology.configure(member);
            member.server().start(!zone.equals(record.writer()));
        }
        if (!member.pooler().isAlive()) {
            member.pooler().start(topology.poolerConfig(member.seat(), record.writer()));
        }
        member.pooler().configure(topology.poolerConfig(member.seat(), record.writer()));
        if (member.pooler().holding() && topology.writer().server().isAlive()) {
            member.pooler().release();
        }
    }

    /** Where the writer's log is, as long as it can be asked. */
    private void read() {
        Member writer = topology.writer();
        if (writer.server().isAlive() && !turn.isLocked()) {
            try {
                long now = System.nanoTime();
                topology.writings()
                        .seen(
                                now,
                                Topology.bytes(
                                        writer.server().sql().text(GLANCE, "select pg_current_wal_insert_lsn()")));
            } catch (SQLException e) {
                LOG.debug("the writer does not say where its log is", e);
            }
        }
    }

    private void holdClientsOf(ZoneId zone) {
        if (!zone.equals(topology.record().writer())
                || topology.writer().server().isAlive()) {
            return;
        }
        for (Member member : topology.members().all()) {
            try {
                member.pooler().hold(HOLD_BOUND);
            } catch (IOException e) {
                note("clients in " + member.seat().zone() + " are not held", e);
            }
        }
    }
}
